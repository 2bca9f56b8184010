import { useEffect } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CallView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { directionIcon } from '#calls/call-card.tsx'
import { isUp } from '#calls/select-call.ts'
import { useDial } from '#calls/use-dial.ts'
import { isMissed, outcomeWords, stateWords, whoIs } from '#calls/words.ts'
import { useCalls, useIsLive, useMinute } from '#live/use-live.ts'
import { Lines } from '#records/related.tsx'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'

/** Everything that rang at me or that I called today; missed calls stand out. */
export function MyCalls() {
  const calls = useMyCalls()
  const isLive = useIsLive()
  const missed = calls?.filter(isMissed).length ?? 0
  return (
    <section className="panel my-calls">
      <div className="panel-head">
        <h2 className="panel-title">
          <Trans>My calls today</Trans>
        </h2>
        {missed === 0 ? null : (
          <span className="badge badge-missed">
            <Trans>{missed} missed</Trans>
          </span>
        )}
      </div>
      {calls === undefined ? <Lines count={5} /> : null}
      {calls?.length === 0 ? (
        <p className="quiet-note">
          <Trans>No calls yet today.</Trans>
        </p>
      ) : null}
      <ul className="rows" data-stale={!isLive}>
        {calls?.map((call) => (
          <HistoryRow key={call.id} call={call} />
        ))}
      </ul>
    </section>
  )
}

/** The server's list, with what is known to be newer laid over it. */
function useMyCalls(): readonly CallView[] | undefined {
  const formats = useFormats()
  const from = formats.startOfDay(useMinute())
  const live = useCalls()
  const isLive = useIsLive()
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: ['myCalls', from],
    queryFn: async ({ signal }) => api.myCalls({ query: { from, limit: 100 }, signal }),
  })
  // A call that ended, or one that came while the page was not live: the list is old then.
  const changes = live.map((call) => `${call.id} ${call.endedAt} ${call.outcome}`).join()
  useEffect(() => {
    if (isLive) void queries.invalidateQueries({ queryKey: ['myCalls'] })
  }, [queries, changes, isLive])
  if (data === undefined) return undefined
  const newer = new Map(live.map((call) => [call.id, call]))
  const known = new Set(data.items.map((call) => call.id))
  const all = [
    ...live.filter((call) => !known.has(call.id)),
    ...data.items.map((call) => newer.get(call.id) ?? call),
  ]
  return all.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
}

function HistoryRow({ call }: { readonly call: CallView }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
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
          <time dateTime={call.startedAt}>{formats.time(call.startedAt)}</time>
        </span>
        <small>
          <Outcome call={call} />
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

function Outcome({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { answeredBy, answeredAt, endedAt } = call
  if (isUp(call) && call.state !== null) return <span>{i18n._(stateWords[call.state])}</span>
  const words = i18n._(outcomeWords[call.outcome ?? 'answered'])
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
