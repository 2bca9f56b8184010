import type { CallView, LegView } from '@hookswitch/contract'
import {
  connectionAt,
  offers,
  type Call,
  type Capabilities,
  type DeviceId,
  type Leg,
} from '@hookswitch/model'
import type { Directory, LiveUser } from './directory.ts'
import { failureOf } from './failure.ts'
import type { LinkRef, Notes } from './live-call.ts'
import { drawParties } from './parties.ts'
import { otherParty, partyView, type NumberBook } from './party-view.ts'
import type { SwitchPlan } from './switch-plan.ts'
import type { TemplatesOfUsers } from './templates-of-users.ts'

/** What the drawing of a call takes beside the call. */
export interface ViewContext {
  readonly link: LinkRef
  readonly directory: Directory
  readonly numbers: NumberBook
  /** Null while the link is down: nothing can be asked then. */
  readonly capabilities: Capabilities | null
  readonly plan: SwitchPlan
  /** What users may do with calls at all; null: everything. */
  readonly templates: TemplatesOfUsers | null
  /** Live calls at a device. */
  readonly callsAt: (device: DeviceId) => readonly Call[]
}

/** A call view without the pop, which is drawn once for all who see the call. */
export type CallFrame = Omit<CallView, 'pop'>

export function drawCall(
  call: Call,
  user: LiveUser,
  // `root`: of a consultation, the call for which it is made.
  seen: ViewContext & { readonly notes: Notes; readonly root?: Call },
): CallFrame {
  const mine = call.legs.filter((leg) => leg.device === user.device)
  const last = mine.at(-1)
  const own = user.device === null ? undefined : connectionAt(call, user.device)
  // What the call is to this user ends with his own part in it, whatever others do with it.
  const endedAt = own === undefined ? (last?.endedAt ?? call.endedAt) : null
  const outcome = own === undefined ? outcomeFor(call, last) : null
  const answeredAt = mine.find((leg) => leg.answeredAt !== null)?.answeredAt ?? null
  return {
    id: call.id,
    link: seen.link.name,
    direction: call.direction,
    state: own?.state ?? null,
    since: iso(own?.since ?? endedAt ?? call.startedAt),
    other: partyView(otherParty(call, user.device), seen.numbers),
    calling: partyView(call.calling, seen.numbers),
    called: partyView(call.called, seen.numbers),
    digits: call.digits,
    queue: call.queue,
    startedAt: iso(call.startedAt),
    answeredAt: isoOrNull(answeredAt),
    endedAt: isoOrNull(endedAt),
    outcome,
    failure: failureOf(call, user.device),
    answeredBy: answeredAt === null && endedAt !== null ? nameOfAnswerer(call, user, seen) : null,
    reconstructed: call.reconstructed,
    legs: call.legs.map((leg) => drawLeg(leg, seen)),
    parties: drawParties(call, user.device, seen),
    ...consultation(call, user.device, seen),
    about: drawAbout(call, seen),
    offers: offeredTo(call, user, seen),
    notes: seen.notes,
  }
}

/** How a call came out for the one with this leg. Who called and reached nobody wants to know why. */
function outcomeFor(call: Call, leg: Leg | undefined): CallView['outcome'] {
  if (leg === undefined || (leg.role === 'caller' && leg.outcome === 'abandoned'))
    return call.outcome ?? leg?.outcome ?? null
  return leg.outcome ?? call.outcome
}

/** Whether the telephone of a user rang in vain and nobody else took the call either. */
export function isMissed(call: Call, device: DeviceId): boolean {
  const mine = call.legs.filter((leg) => leg.device === device && leg.role !== 'caller')
  const last = mine.at(-1)
  if (last === undefined || mine.some((leg) => leg.answeredAt !== null)) return false
  if (last.outcome === 'missed') return true
  return last.outcome === 'abandoned' && last.ringingAt !== null
}

function nameOfAnswerer(call: Call, user: LiveUser, seen: ViewContext): string | null {
  for (const leg of call.legs) {
    if (leg.answeredAt === null || leg.role === 'caller' || leg.device === user.device) continue
    const colleague = seen.directory.at(seen.link, leg.device)[0]
    if (colleague !== undefined) return colleague.name
  }
  return null
}

function drawLeg(leg: Leg, seen: ViewContext): LegView {
  return {
    device: leg.device,
    party: partyView(leg.party, seen.numbers),
    user: seen.directory.at(seen.link, leg.device)[0]?.name ?? null,
    role: leg.role,
    startedAt: iso(leg.startedAt),
    answeredAt: isoOrNull(leg.answeredAt),
    endedAt: isoOrNull(leg.endedAt),
    outcome: leg.outcome,
  }
}

/** What a user may ask of a call now. */
export function offeredTo(call: Call, user: LiveUser, seen: ViewContext): CallView['offers'] {
  const all = offered(call, user.device, seen)
  const template = seen.templates?.of(user)
  return template === undefined ? all : all.filter((command) => template.allows(command))
}

function offered(call: Call, device: DeviceId | null, seen: ViewContext): CallView['offers'] {
  const { capabilities, plan } = seen
  if (device === null || capabilities === null) return []
  const others = seen.callsAt(device).filter((other) => other.id !== call.id)
  return offers(call, device, { capabilities, others, rejectBy: plan.rejectBy })
}

/** The user's other call that belongs to this one by a consultation, while both are up. */
function consultation(call: Call, device: DeviceId | null, seen: ViewContext) {
  const none = { consultsFor: null, consultedBy: null }
  if (device === null || connectionAt(call, device) === undefined) return none
  const others = seen.callsAt(device)
  return {
    consultsFor: others.find((other) => other.id === call.parent)?.id ?? null,
    consultedBy: others.find((other) => other.parent === call.id)?.id ?? null,
  }
}

/** The customer of the call for which this one is made. */
function drawAbout(call: Call, { root, numbers }: { readonly root?: Call; readonly numbers: NumberBook }) {
  if (root === undefined || root.id === call.id || root.direction === 'internal') return null
  const { digits, queue } = root
  return { other: partyView(otherParty(root, null), numbers), digits, queue }
}

export function iso(at: number): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at)
}
