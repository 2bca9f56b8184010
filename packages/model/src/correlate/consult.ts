import type { Call, CallId } from '#call.ts'
import type { EventCause } from '#cause.ts'
import type { ConnectionState } from '#connection.ts'
import { liveCallsAt, type SwitchState } from './state.ts'

/**
 * The call that this one was made from in order to consult, or null. Its caller has another call that is on hold for a
 * consultation; or the switch says of this call that it is one. Which of the two began first does not matter: the news
 * of the one may overtake that of the other.
 */
export function consultationOf(state: SwitchState, call: Call, cause: EventCause | null): CallId | null {
  const caller = call.legs.find((leg) => leg.role === 'caller')
  const device = caller?.device ?? call.calling.number
  // Who has left the call consults nobody in it, whatever he does now. (In a snapshot, who is not told has left.)
  if (caller === undefined && call.reconstructed) return null
  if (device === null || (caller !== undefined && caller.endedAt !== null)) return null
  const others = liveCallsAt(state, device).filter(
    (other) => other.id !== call.id && other.parent !== call.id,
  )
  const legAt = (other: Call) => other.connections.find((connection) => connection.device === device)
  if (legAt(call)?.state === 'hold') return null
  const held = others.findLast((other) => legAt(other)?.consulting === true)
  if (held !== undefined) return held.id
  if (cause !== 'consultation') return null
  const inState = (state: ConnectionState) => others.findLast((other) => legAt(other)?.state === state)
  // Who consults has taken the call that he consults about, also where the news of that was lost on the way.
  return (inState('hold') ?? inState('connected') ?? others.at(-1))?.id ?? null
}
