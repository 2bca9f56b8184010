import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { CallView } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { useNow } from '#live/use-live.ts'
import { PopLine } from '#pop/pop-line.tsx'
import { MatchCount } from '#records/related.tsx'
import { Icon, type IconName } from '#ui/icon.tsx'
import { CallControls } from './call-controls.tsx'
import { isMissed, isUp } from './select-call.ts'
import { asCustomers, stateOf, whoIs } from './words.ts'

interface CallCardProps {
  readonly call: CallView
  readonly selected: boolean
  /** It stands together with another one: what can be asked is asked below the two. */
  readonly inPair?: boolean
}

/** One call of mine: who, since when, how it stands, and what may be asked now. */
export function CallCard({ call, selected, inPair = false }: CallCardProps) {
  return (
    <article
      className={`call-card call-${toneOf(call)}`}
      data-selected={selected}
      data-call={call.id}
      data-call-state={call.state ?? 'ended'}
    >
      <Link
        to="/calls/$callId"
        params={{ callId: call.id }}
        className="call-open"
        aria-current={selected ? 'true' : undefined}
      >
        <CallState call={call} />
        <CallWho call={call} />
      </Link>
      {inPair ? null : <CallControls call={call} />}
      {inPair ? null : <PopLine call={call} />}
    </article>
  )
}

function CallState({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  return (
    <span className="call-state">
      <Icon name={directionIcon(call)} size={14} />
      <span className="call-state-words">{i18n._(stateOf(call))}</span>
      <CallTime call={call} />
    </span>
  )
}

function CallTime({ call }: { readonly call: CallView }) {
  const formats = useFormats()
  const now = useNow()
  if (isUp(call))
    return (
      <time className="call-time" dateTime={call.since}>
        {formats.elapsed(now - Date.parse(call.since))}
      </time>
    )
  return (
    <time className="call-time" dateTime={call.startedAt}>
      {formats.time(call.startedAt)}
    </time>
  )
}

function CallWho({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const who = whoIs(call)
  const number = who.number ?? (who.instead === null ? null : i18n._(who.instead))
  return (
    <span className="call-who">
      <bdi className="call-name">{who.name ?? number}</bdi>
      {who.company === null ? null : <bdi className="call-company">{who.company}</bdi>}
      {who.name === null ? null : (
        <bdi className="call-number" dir="ltr">
          {number}
        </bdi>
      )}
      <Search call={call} />
      <CallVia call={call} />
    </span>
  )
}

/** How the search for the caller stands, as long as nobody is found. */
function Search({ call }: { readonly call: CallView }) {
  if (call.pop === null || call.pop.chosen !== null || call.about !== null || !isUp(call)) return null
  const { status, matches } = call.pop
  if (status === 'searching')
    return (
      <span className="call-number">
        <Trans>Looking for the caller…</Trans>
      </span>
    )
  if (status === 'several')
    return (
      <span className="call-number">
        <MatchCount count={matches.length} />
      </span>
    )
  return status === 'none' ? (
    <span className="call-number">
      <Trans>Unknown caller</Trans>
    </span>
  ) : null
}

function CallVia({ call }: { readonly call: CallView }) {
  const { answeredBy, about } = call
  // Beside a consultation of mine stands the call for which it is: there all of this is said.
  const isMine = call.consultsFor !== null
  const queue = isMine ? null : (call.queue ?? about?.queue ?? null)
  const digits = isMine ? null : (call.digits ?? about?.digits ?? null)
  const hasAbout = about !== null && !isMine
  if (queue === null && digits === null && answeredBy === null && !hasAbout) return null
  return (
    <span className="call-via">
      {hasAbout ? <About call={call} /> : null}
      {queue === null ? null : <bdi>{queue}</bdi>}
      {digits === null ? null : (
        <span>
          <Trans>keyed in {digits}</Trans>
        </span>
      )}
      {answeredBy === null || call.outcome !== 'answeredElsewhere' ? null : (
        <span>
          <Trans>taken by {answeredBy}</Trans>
        </span>
      )}
    </span>
  )
}

/** Whom the colleague wants to speak about. */
function About({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const { name, number, instead } = whoIs(asCustomers(call))
  const about = <bdi>{name ?? number ?? (instead === null ? '' : i18n._(instead))}</bdi>
  return (
    <span className="call-about">
      <Trans>about {about}</Trans>
    </span>
  )
}

export function directionIcon(call: CallView): IconName {
  if (isMissed(call)) return 'missed'
  if (call.direction === 'inbound') return 'incoming'
  return call.direction === 'outbound' ? 'outgoing' : 'internal'
}

function toneOf(call: CallView): 'ringing' | 'talking' | 'held' | 'waiting' | 'ended' | 'missed' {
  switch (call.state) {
    case 'alerting':
      return 'ringing'
    case 'connected':
      return 'talking'
    case 'hold':
      return 'held'
    case 'initiated':
    case 'queued':
      return 'waiting'
    case 'fail':
    case 'null':
    case null:
      return isMissed(call) ? 'missed' : 'ended'
  }
}
