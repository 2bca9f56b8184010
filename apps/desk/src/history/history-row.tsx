import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { CallView } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { directionIcon } from '#calls/call-card.tsx'
import { isMissed, isUp } from '#calls/select-call.ts'
import { useDial } from '#calls/use-dial.ts'
import { outcomeOf, stateOf, whoIs } from '#calls/words.ts'
import { useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'
import { useDispositions, useLabelOf } from '#wrap-up/use-call-logs.ts'
import type { ListedCall } from './use-my-calls.ts'

/** One call of mine in a line or two, and a way to call back. */
export function HistoryRow({ call }: { readonly call: ListedCall }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const now = useMinute()
  const { canDial, busy, problem, dial } = useDial()
  const who = whoIs(call)
  const name = who.name ?? who.number ?? (who.instead === null ? '' : i18n._(who.instead))
  const number = call.other.e164 ?? call.other.number
  return (
    <li className="row history-row" data-missed={isMissed(call)} data-call={call.id}>
      <Icon name={directionIcon(call)} size={16} />
      <Link to="/calls/$callId" params={{ callId: call.id }} className="row-main history-open">
        <span className="row-title">
          <bdi>{name}</bdi>
          <time dateTime={call.startedAt}>{formats.moment(call.startedAt, now)}</time>
        </span>
        <small>
          <Outcome call={call} />
          <GivenDisposition call={call} />
          {problem === null ? null : <span className="bad-text">{problem}</span>}
        </small>
      </Link>
      {number === null || call.other.kind !== 'known' ? null : (
        <Button
          tone="quiet"
          size="small"
          icon="answer"
          iconOnly
          aria-label={t`Call ${name}`}
          isDisabled={!canDial}
          isPending={busy}
          onPress={() => void dial(number)}
        />
      )}
    </li>
  )
}

function GivenDisposition({ call }: { readonly call: ListedCall }) {
  const labelOf = useLabelOf()
  const given = useDispositions().find(({ id }) => id === call.dispositionId)
  return given === undefined ? null : (
    <bdi className="chip" data-given={given.id}>
      {labelOf(given.labels, given.id)}
    </bdi>
  )
}

function Outcome({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { answeredBy, answeredAt, endedAt } = call
  if (isUp(call)) return <span>{i18n._(stateOf(call))}</span>
  const words = i18n._(outcomeOf(call))
  const talked = answeredAt !== null && endedAt !== null ? Date.parse(endedAt) - Date.parse(answeredAt) : null
  return (
    <>
      <span className={isMissed(call) ? 'bad-text' : ''}>
        {call.outcome === 'answeredElsewhere' && answeredBy !== null ? (
          <Trans>Answered by {answeredBy}</Trans>
        ) : (
          words
        )}
      </span>
      {talked === null || call.outcome === 'answeredElsewhere' ? null : (
        <span>{formats.elapsed(talked)}</span>
      )}
      {call.reconstructed ? (
        <span>
          <Trans>times not certain</Trans>
        </span>
      ) : null}
    </>
  )
}
