/**
 * Members of queues as agents. Asterisk has no agent as such: a phone is a member of queues, paused or not in each. What
 * an agent is follows from all his memberships:
 *
 *   in none ▶ loggedOff    in a queue's call ▶ busy    all paused ▶ notReady (reason), or workingAfterCall where the
 *   reason is the one for that    a queue's call just ended and the queue lets him rest ▶ workingAfterCall    else ready
 */
import type { Agent, AgentState, DeviceId, SwitchEvent } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'

export interface Member {
  readonly queue: string
  readonly interface: string
  readonly name: string
  readonly dynamic: boolean
  readonly paused: boolean
  readonly reason: string
  readonly inCall: boolean
  /** Seconds that the queue lets its agent rest after a call. */
  readonly wrapUp: number
  /** Until when he rests: milliseconds since the epoch; 0 where he does not. */
  readonly restsUntil: number
}

export interface MemberOptions {
  readonly technology: string
  /** Reason under which a pause counts as work after a call. */
  readonly workReason: string
  /** Seconds of rest where the queue's own are not told with the member. */
  readonly wrapUpSeconds: number
  isMonitored(device: DeviceId): boolean
}

type ToldAgent = Omit<Agent, 'since'>

export class Members {
  readonly #options: MemberOptions
  /** By device, then by queue. */
  readonly #members = new Map<DeviceId, Map<string, Member>>()
  /** Devices that have been members. */
  readonly #agents = new Set<DeviceId>()

  constructor(options: MemberOptions) {
    this.#options = options
  }

  of(device: DeviceId): readonly Member[] {
    return [...(this.#members.get(device)?.values() ?? [])]
  }

  /** Those of them who are written into the configuration of a queue: Asterisk does not let them leave it. */
  kept(devices: Iterable<DeviceId>): DeviceId[] {
    return [...devices].filter((device) => this.of(device).some(({ dynamic }) => !dynamic))
  }

  /** One event about a member; what it means for the agent, where it means something. */
  take(event: string, fields: AmiFields, at: number): SwitchEvent[] {
    const device = this.#deviceOf(fields)
    const queue = first(fields, 'Queue')
    if (device === undefined || queue === undefined) return []
    const before = this.stateOf(device, at)
    const queues = this.#members.get(device) ?? new Map<string, Member>()
    const old = queues.get(queue)
    this.#members.set(device, queues)
    this.#agents.add(device)
    if (event === 'QueueMemberRemoved') queues.delete(queue)
    else if (event === 'AgentConnect' && old !== undefined) queues.set(queue, { ...old, inCall: true })
    else if (event === 'AgentComplete' && old !== undefined) queues.set(queue, this.#rested(old, at))
    else if (event.startsWith('QueueMember')) {
      // The end of the call is told here first, before AgentComplete.
      const now = this.#memberOf(fields, queue, old)
      queues.set(queue, old?.inCall === true && !now.inCall ? this.#rested(now, at) : now)
    }
    return this.#told(device, before, at)
  }

  /** The rest after a call may be over: no event says so. */
  look(at: number): SwitchEvent[] {
    return [...this.#agents].flatMap((device) => {
      const before = this.stateOf(device, at)
      const queues = this.#members.get(device)
      let ended = false
      for (const [queue, member] of queues ?? []) {
        if (member.restsUntil === 0 || member.restsUntil > at) continue
        queues?.set(queue, { ...member, restsUntil: 0 })
        ended = true
      }
      return ended && this.#options.isMonitored(device) ? [agentEvent(before)] : []
    })
  }

  /** Milliseconds until somebody's rest is over; undefined where nobody rests. */
  nextLook(at: number): number | undefined {
    const ends = [...this.#members.values()].flatMap((queues) =>
      [...queues.values()].map(({ restsUntil }) => restsUntil).filter((end) => end > 0),
    )
    return ends.length === 0 ? undefined : Math.max(0, Math.min(...ends) - at)
  }

  /** For a snapshot: those of the devices that are or were agents; or all, where everybody may become one. */
  snapshot(devices: readonly DeviceId[], { at, everybody }: { at: number; everybody: boolean }): ToldAgent[] {
    return devices
      .filter((device) => everybody || this.#agents.has(device))
      .map((device) => this.stateOf(device, at))
  }

  stateOf(device: DeviceId, at: number): ToldAgent {
    const members = this.of(device)
    const agentId = members.find(({ name }) => name !== '')?.name ?? null
    const pausedEverywhere = members.length > 0 && members.every(({ paused }) => paused)
    const reason = members.find((member) => member.paused && member.reason !== '')?.reason ?? null
    const works = pausedEverywhere && reason === this.#options.workReason
    const paused: AgentState = works ? 'workingAfterCall' : 'notReady'
    const told = (state: AgentState, more: Partial<ToldAgent> = {}): ToldAgent => ({
      device,
      agentId,
      state,
      reason: null,
      pending: null,
      ...more,
    })
    if (members.length === 0) return told('loggedOff')
    if (members.some(({ inCall }) => inCall)) return told('busy', pausedEverywhere ? { pending: paused } : {})
    if (pausedEverywhere) return told(paused, works ? {} : { reason })
    if (members.some(({ restsUntil }) => restsUntil > at))
      return told('workingAfterCall', { pending: 'ready' })
    return told('ready')
  }

  #told(device: DeviceId, before: ToldAgent, at: number): SwitchEvent[] {
    const after = this.stateOf(device, at)
    if (!this.#options.isMonitored(device)) return []
    const same =
      before.state === after.state && before.reason === after.reason && before.pending === after.pending
    return same ? [] : [agentEvent(after)]
  }

  #rested(old: Member, at: number): Member {
    const seconds = old.wrapUp > 0 ? old.wrapUp : this.#options.wrapUpSeconds
    return { ...old, inCall: false, restsUntil: seconds > 0 ? at + seconds * 1_000 : 0 }
  }

  #memberOf(fields: AmiFields, queue: string, old: Member | undefined): Member {
    const text = (name: string): string => first(fields, name) ?? ''
    return {
      queue,
      interface: text('Interface') || text('Location') || (old?.interface ?? ''),
      name: text('MemberName') || text('Name') || (old?.name ?? ''),
      dynamic: text('Membership') !== 'static',
      paused: text('Paused') === '1',
      reason: text('PausedReason'),
      inCall: text('InCall') === '1',
      wrapUp: Number(text('Wrapuptime')) || 0,
      restsUntil: old?.restsUntil ?? 0,
    }
  }

  /** The phone that a member is: by the interface whose state counts, or the Local channel that leads to it. */
  #deviceOf(fields: AmiFields): DeviceId | undefined {
    for (const name of ['StateInterface', 'Interface', 'Location']) {
      const [technology, rest = ''] = (first(fields, name) ?? '').split('/', 2)
      const device = /^[\w.-]+/.exec(rest)?.[0]
      if (device === undefined) continue
      if (technology === this.#options.technology || technology === 'Local') return device
    }
    return undefined
  }
}

function agentEvent({ device, agentId, state, reason, pending }: ToldAgent): SwitchEvent {
  return {
    kind: 'agentState',
    device,
    state,
    ...(agentId === null ? {} : { agentId }),
    ...(reason === null ? {} : { reason }),
    ...(pending === null ? {} : { pending }),
  }
}
