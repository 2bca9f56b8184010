import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { PopDifference, PopRuleWords, PopRun } from '@hookswitch/contract'
import { ScrollTable } from '#admin/scroll-table.tsx'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { useFindingText } from '#pop/use-finding-text.ts'
import { momentWords, targetWord, verdictWords } from '#pop/words.ts'
import { Button } from '#ui/button.tsx'

interface DifferencesProps {
  readonly run: PopRun
  readonly words: PopRuleWords
  readonly page: { readonly offset: number; readonly size: number }
  readonly onPage: (offset: number) => void
}

/** Call by call: what was, what would be, why. */
export function Differences({ run, words, page, onPage }: DifferencesProps) {
  const { t } = useLingui()
  if (run.items.length === 0 && page.offset === 0) return null
  return (
    <>
      <ScrollTable
        label={t`What would be different`}
        heads={[t`Call`, t`User and moment`, t`Now`, t`With the draft`, t`Why`]}
        className="differences"
      >
        {run.items.map((one) => (
          <Row key={`${one.callId} ${one.user} ${one.moment}`} one={one} words={words} />
        ))}
      </ScrollTable>
      <Pages run={run} page={page} onPage={onPage} />
    </>
  )
}

function Pages({ run, page, onPage }: Omit<DifferencesProps, 'words'>) {
  const { i18n } = useLingui()
  const number = new Intl.NumberFormat(i18n.locale)
  const [first, last, all] = [page.offset + 1, page.offset + run.items.length, run.kept].map((one) =>
    number.format(one),
  )
  return (
    <div className="admin-tools">
      <span>
        <Trans>
          {first} to {last} of {all}
        </Trans>
        {run.changed > run.kept ? (
          <>
            {' '}
            <Trans>(the first ones; all are counted above)</Trans>
          </>
        ) : null}
      </span>
      <Button
        size="small"
        isDisabled={page.offset === 0}
        onPress={() => {
          onPage(Math.max(0, page.offset - page.size))
        }}
      >
        <Trans>Earlier ones</Trans>
      </Button>
      <Button
        size="small"
        isDisabled={page.offset + page.size >= run.kept}
        onPress={() => {
          onPage(page.offset + page.size)
        }}
      >
        <Trans>Further ones</Trans>
      </Button>
    </div>
  )
}

function Row({ one, words }: { readonly one: PopDifference; readonly words: PopRuleWords }) {
  const { i18n, t } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  const hidden = t`number withheld`
  return (
    <tr data-difference={one.callId}>
      <th scope="row">
        <Link to="/admin/calls/$callId" params={{ callId: one.callId }}>
          {formats.moment(one.startedAt, minute)}
        </Link>
        <br />
        <bdi>{one.caller ?? hidden}</bdi>
      </th>
      <td>
        <bdi>{one.user}</bdi>
        <br />
        {i18n._(momentWords[one.moment])}
      </td>
      <td>
        <Side side={one.was} />
      </td>
      <td>
        <Side side={one.would} />
      </td>
      <td>
        <Why one={one} words={words} />
      </td>
    </tr>
  )
}

function Side({ side }: { readonly side: PopDifference['was'] }) {
  const { i18n } = useLingui()
  return (
    <>
      {i18n._(targetWord(side.what))}
      {side.rule === null ? null : (
        <>
          <br />
          <bdi className="difference-rule">{side.rule.name}</bdi>
        </>
      )}
    </>
  )
}

function Why({ one, words }: { readonly one: PopDifference; readonly words: PopRuleWords }) {
  const { i18n } = useLingui()
  const { findingText } = useFindingText(words)
  const gone = one.was.rule !== null && !one.why.some(({ id }) => id === one.was.rule?.id)
  const was = <bdi>{one.was.rule?.name}</bdi>
  return (
    <ul className="why-findings">
      {gone ? (
        <li>
          <Trans>The rule {was} is not in the draft.</Trans>
        </li>
      ) : null}
      {one.why.map((rule) => (
        <li key={rule.id}>
          <bdi>{rule.name}</bdi>: {i18n._(verdictWords[rule.verdict])}{' '}
          {rule.findings.map(findingText).join(' · ')}
        </li>
      ))}
      {one.why.length === 0 && !gone ? (
        <li>
          <Trans>No rule of the draft fits.</Trans>
        </li>
      ) : null}
    </ul>
  )
}
