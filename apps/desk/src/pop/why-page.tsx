import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { PopExplained, RouteReply } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats, useMe } from '#app/session.tsx'
import { useCalls, useMinute } from '#live/use-live.ts'
import { Lines } from '#records/related.tsx'
import { Icon } from '#ui/icon.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { RuleVerdicts } from './rule-verdicts.tsx'
import { noNames, type RuleNames } from './use-finding-text.ts'
import { momentWords, targetWord } from './words.ts'

/** Why something opened by itself for a call, or why nothing did. */
export function WhyPage({ callId }: { readonly callId: string }) {
  const moment = useCalls().find(({ id }) => id === callId)?.popped?.moment
  const { data, error, refetch } = useQuery({
    queryKey: ['popDecision', callId, moment],
    queryFn: async ({ signal }) => api.readPopDecision({ params: { id: callId }, signal }),
  })
  const names = useNames()
  return (
    <article className="pop" data-why={data?.state ?? 'asked'}>
      <Link to="/calls/$callId" params={{ callId }} className="link back-link">
        <Icon name="back" size={16} />
        <Trans>Back to the call</Trans>
      </Link>
      <h1 className="record-name">
        <Trans>Why this opened, and why nothing else did</Trans>
      </h1>
      {data === undefined && error === null ? <Lines count={6} /> : null}
      {error === null ? null : <LoadFailed error={error} onRetry={() => void refetch()} />}
      {data === undefined ? null : <Decision decision={data} names={names} />}
    </article>
  )
}

/** Groups and queues by name; only administrators may ask for all of them. */
function useNames(): RuleNames {
  const { role } = useMe()
  const { data } = useQuery({
    queryKey: ['popRuleWords'],
    queryFn: async ({ signal }) => api.readPopRuleWords({ signal }),
    enabled: role === 'administrator',
  })
  return data ?? noNames
}

interface DecisionProps {
  readonly decision: RouteReply<'readPopDecision'>
  readonly names: RuleNames
}

function Decision({ decision, names }: DecisionProps) {
  if (decision.state === 'noRules')
    return (
      <p>
        <Trans>
          No rules were in force for this call: when it rang, the page of the call came, as it always does.
        </Trans>
      </p>
    )
  if (decision.state === 'notDecided')
    return (
      <p>
        <Trans>Nothing is decided yet: the caller is still being looked for.</Trans>
      </p>
    )
  // The last moment is what one asks about.
  return decision.moments
    .toReversed()
    .map((one) => <Moment key={one.action.moment} one={one} names={names} />)
}

function Moment({ one, names }: { readonly one: PopExplained; readonly names: RuleNames }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  const { moment, at, version } = one.action
  const asked = one.rules.filter(({ verdict }) => verdict !== 'otherMoment')
  const others = one.rules.length - asked.length
  return (
    <section className="section" data-moment={moment}>
      <h2 className="section-title">
        {i18n._(momentWords[moment])} · <time dateTime={at}>{formats.moment(at, minute)}</time>
      </h2>
      <Outcome one={one} />
      <RuleVerdicts rules={asked} names={names} />
      <p className="quiet-note">
        <Trans>
          Rules of version {version}. For other moments of a call: {others}.
        </Trans>
      </p>
    </section>
  )
}

function Outcome({ one }: { readonly one: PopExplained }) {
  const { i18n } = useLingui()
  const { rule, what } = one.action
  const thing = i18n._(targetWord(what))
  const name = <bdi>{rule?.name}</bdi>
  if (rule === null)
    return what.kind === 'nothing' ? (
      <p>
        <Trans>No rule fitted, so nothing was opened.</Trans>
      </p>
    ) : (
      <p>
        <Trans>No rule fitted. For that case the rules say: {thing}.</Trans>
      </p>
    )
  return (
    <p>
      <Trans>
        The rule {name} decided: {thing}.
      </Trans>{' '}
      <Trans>Whoever was typing or speaking then was only offered a link.</Trans>
    </p>
  )
}
