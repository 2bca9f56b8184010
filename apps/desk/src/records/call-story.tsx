import { Trans, useLingui } from '@lingui/react/macro'
import type { CallView, LegView } from '@hookswitch/contract'
import { elapsed } from '#app/format.ts'
import { useFormats } from '#app/session.tsx'
import { isUp } from '#calls/select-call.ts'
import { outcomeWords, whoIs } from '#calls/words.ts'
import { WhyLink } from '#pop/why-link.tsx'
import { CallLog } from '#wrap-up/call-log.tsx'

/** The story of a call that is over: what is kept of it, and everybody's part in it. */
export function CallStory({ call }: { readonly call: CallView }) {
  if (isUp(call)) return null
  return (
    <>
      <CallLog call={call} />
      <Parts call={call} />
      <WhyLink callId={call.id} />
    </>
  )
}

/** In the order in which they came into it. */
function Parts({ call }: { readonly call: CallView }) {
  if (call.legs.length < 2) return null
  return (
    <section className="section" data-story={call.id}>
      <h2 className="section-title">
        <Trans>Who had a part in it</Trans>
      </h2>
      <ol className="rows">
        {call.legs.map((leg, index) => (
          <Part key={index} call={call} leg={leg} />
        ))}
      </ol>
    </section>
  )
}

function Part({ call, leg }: { readonly call: CallView; readonly leg: LegView }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { user, party, answeredAt, endedAt, outcome } = leg
  const isCustomer = user === null && party.number !== null && party.number === call.other.number
  const name = user ?? (isCustomer ? whoIs(call).name : party.name)
  const talked = answeredAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(answeredAt)
  return (
    <li className="row" data-leg={leg.role}>
      <span className="row-main">
        <span className="row-title">
          <bdi>{name ?? (party.display || leg.device)}</bdi>
          <time dateTime={leg.startedAt}>{formats.time(leg.startedAt)}</time>
        </span>
        <small>
          {outcome === null ? null : <span>{i18n._(outcomeWords[outcome])}</span>}
          {talked === null ? null : <span>{elapsed(talked)}</span>}
        </small>
      </span>
    </li>
  )
}
