import type { DeviceId, Party, SwitchEvent } from '@hookswitch/model'
import type { Group, Leg, LegTable, TimedEvent } from './legs.ts'

/**
 * Collects what one AMI event means. A call is told from the moment at which a monitored device has a part in it; what
 * happened to it before (the caller came in, keyed digits, waited) is kept until then and told first, with its times.
 */
export class Teller {
  readonly #legs: LegTable
  #out: TimedEvent[] = []
  #at = 0

  constructor(legs: LegTable) {
    this.#legs = legs
  }

  begin(at: number): void {
    this.#at = at
    this.#out = []
  }

  get told(): TimedEvent[] {
    return this.#out
  }

  groupOf(leg: Leg): Group {
    return this.#legs.groupOf(leg)
  }

  /** About the call of a leg. */
  tell(leg: Leg, event: SwitchEvent): void {
    this.push(this.groupOf(leg), event)
  }

  push(group: Group, event: SwitchEvent): void {
    const timed = { event, at: this.#at }
    if (group.visible) this.#out.push(timed)
    else group.waiting.push(timed)
  }

  /** Of this moment or an earlier one that is only now understood. */
  tellAt(leg: Leg, event: SwitchEvent, at: number): void {
    const now = this.#at
    this.#at = at
    this.tell(leg, event)
    this.#at = now
  }

  get now(): number {
    return this.#at
  }

  /** About no call. */
  say(event: SwitchEvent): void {
    this.#out.push({ event, at: this.#at })
  }

  /** From now on the call is told, beginning with what was kept back. */
  show(group: Group): void {
    if (group.visible) return
    group.visible = true
    // What was kept back knew less of the caller than is known now.
    const { calling } = group
    for (const { event, at } of group.waiting) {
      const known = calling !== undefined && 'calling' in event ? { ...event, calling } : event
      this.#out.push({ event: known, at })
    }
    group.waiting = []
  }

  /** Two calls have met: whoever hears of one must hear of both. */
  join(one: Group, other: Group): void {
    const joined = this.#legs.join(one, other)
    if (joined === undefined) return
    const { from, into } = joined
    if (from.visible || into.visible) {
      // The older call began first.
      this.show(into)
      this.show(from)
    } else {
      into.waiting.push(...from.waiting)
    }
    this.push(into, { kind: 'relinked', cause: 'normal', callId: from.id, joins: into.id })
  }
}

/** Fields that every event about a leg has. */
export function where(leg: Leg): { connection: Leg['connection']; device: DeviceId } {
  return { connection: leg.connection, device: leg.device }
}

/** What is known of a call as a whole. */
export function parties(group: Group): { calling?: Party; called?: Party; digits?: string } {
  return {
    ...(group.calling === undefined ? {} : { calling: group.calling }),
    ...(group.called === undefined ? {} : { called: group.called }),
    ...(group.digits === undefined ? {} : { digits: group.digits }),
  }
}
