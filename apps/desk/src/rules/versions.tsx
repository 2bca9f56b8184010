import { Trans, useLingui } from '@lingui/react/macro'
import type { PopRules } from '@hookswitch/contract'
import { ScrollTable } from '#admin/scroll-table.tsx'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'

interface VersionsProps {
  readonly rules: PopRules
  readonly busy: boolean
  readonly onRollBack: (version: number) => void
}

/** What was in force when, by whom; any of them can be again. */
export function Versions({ rules, busy, onRollBack }: VersionsProps) {
  const { t } = useLingui()
  if (rules.versions.length === 0) return null
  return (
    <section className="section" aria-labelledby="rules-versions">
      <h2 className="section-title" id="rules-versions">
        <Trans>Versions</Trans>
      </h2>
      <ScrollTable label={t`Versions`} heads={[t`Version`, t`In force since`, t`By`, t`Rules`, t`Change`]}>
        {rules.versions.map((version, index) => (
          <Row
            key={version.version}
            version={version}
            isCurrent={index === 0}
            busy={busy}
            onRollBack={onRollBack}
          />
        ))}
      </ScrollTable>
    </section>
  )
}

interface RowProps {
  readonly version: PopRules['versions'][number]
  readonly isCurrent: boolean
  readonly busy: boolean
  readonly onRollBack: (version: number) => void
}

function Row({ version: { version, at, by, restores, rules }, isCurrent, busy, onRollBack }: RowProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  return (
    <tr data-version={version}>
      <th scope="row">
        {version}{' '}
        {restores === null ? null : (
          <span className="chip">
            <Trans>again version {restores}</Trans>
          </span>
        )}
      </th>
      <td>{formats.moment(at, minute)}</td>
      <td>
        <bdi>{by}</bdi>
      </td>
      <td>{rules}</td>
      <td>
        {isCurrent ? (
          <Trans>in force</Trans>
        ) : (
          <Button
            size="small"
            isDisabled={busy}
            aria-label={t`Put version ${version} in force again`}
            onPress={() => {
              onRollBack(version)
            }}
          >
            <Trans>Put in force again</Trans>
          </Button>
        )}
      </td>
    </tr>
  )
}
