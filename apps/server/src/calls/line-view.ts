import type { LineView } from '@hookswitch/contract'
import {
  canCommand,
  canLogOff,
  deviceOffers,
  type Agent,
  type Call,
  type Capabilities,
  type DeviceState,
} from '@hookswitch/model'
import { iso } from './call-view.ts'
import type { LiveUser } from './directory.ts'
import type { LinkStatus } from './link-status.ts'
import { emptyPlan, type SwitchPlan } from './switch-plan.ts'

/** What is known of a user's telephone and of its link. */
export interface LineFacts {
  readonly link: string | null
  readonly status: LinkStatus
  readonly plan: SwitchPlan
  /** Null while the link is down. */
  readonly capabilities: Capabilities | null
  readonly known: DeviceState | undefined
  /** Live calls at the telephone. */
  readonly calls: readonly Call[]
  readonly agent: Agent | undefined
  /** Since when the telephone is as reachable as it is, in milliseconds since the epoch. */
  readonly since: number
}

/** A line for a user without a telephone, or with one at a link that does not exist. */
export function noLine(user: LiveUser, now: number): LineView {
  return {
    device: user.device,
    link: null,
    state: 'none',
    since: iso(now),
    problem: null,
    canDial: false,
    ...settingsOf(undefined, undefined, emptyPlan),
  }
}

export function drawLine(user: LiveUser, facts: LineFacts): LineView {
  const { link, status, capabilities, known } = facts
  const { device } = user
  const base = { device, link, ...settingsOf(known, facts.agent, facts.plan) }
  const off = { ...base, canDial: false, since: iso(status.since) }
  if (device === null) return { ...off, state: 'none', problem: null }
  if (capabilities === null) return { ...off, state: 'down', problem: status.problem }
  const monitored = known?.monitored === true
  const agent = base.agent === null ? null : { ...base.agent, canLogOff: canLogOff(capabilities, device) }
  return {
    ...base,
    agent,
    state: monitored ? 'live' : 'unmonitored',
    since: iso(facts.since),
    problem: monitored ? null : (known?.problem ?? 'The telephone system does not report this phone.'),
    canDial: monitored && known.inService && canCommand(capabilities, device, 'makeCall'),
    offers: [...deviceOffers(known, capabilities, facts.calls)],
  }
}

/** What the telephone is set to, as last told; without offers. */
function settingsOf(known: DeviceState | undefined, agent: Agent | undefined, plan: SwitchPlan) {
  return {
    doNotDisturb: known?.doNotDisturb ?? false,
    muted: known?.muted ?? false,
    forwarding: (known?.forwarding ?? []).map(({ kind, active, to }) => ({ kind, active, to })),
    agent: agent === undefined ? null : agentView(agent),
    offers: [],
    reasons: [...plan.reasons],
    parkSlots: plan.targets
      .filter(({ kind }) => kind === 'park')
      .map(({ number, name }) => ({ number, name })),
    pickupGroup: plan.pickupGroup,
  }
}

function agentView({ state, reason, since, pending }: Agent): NonNullable<LineView['agent']> {
  return { state, reason, since: iso(since), pending }
}
