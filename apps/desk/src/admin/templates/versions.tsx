import { Trans, useLingui } from '@lingui/react/macro'
import type { TemplateDetail } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'

interface VersionsProps {
  readonly detail: TemplateDetail
  readonly isBusy: boolean
  readonly onRollBack: (version: number) => void
}

/** What was published when, by whom; each can be brought back. */
export function Versions({ detail, isBusy, onRollBack }: VersionsProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  if (detail.versions.length === 0)
    return (
      <p className="quiet-note">
        <Trans>Nothing was published yet: its groups see the built-in pop.</Trans>
      </p>
    )
  return (
    <ol className="rows" aria-label={t`Versions`}>
      {detail.versions.map(({ version, at, user, restores }) => (
        <li key={version} className="row" data-version={version}>
          <span className="row-main">
            <span className="row-title">
              <span>{t`Version ${version}`}</span>
              <time dateTime={at}>{formats.moment(at, minute)}</time>
            </span>
            <small>
              <bdi>{user}</bdi>
              {restores === null ? null : <span>{t`brings version ${restores} back`}</span>}
            </small>
          </span>
          {version === detail.version ? (
            <span className="badge">
              <Trans>Published</Trans>
            </span>
          ) : (
            <Button
              size="small"
              isDisabled={isBusy}
              aria-label={t`Roll back to version ${version}`}
              onPress={() => {
                onRollBack(version)
              }}
            >
              <Trans>Roll back</Trans>
            </Button>
          )}
        </li>
      ))}
    </ol>
  )
}
