import type { Call, CallId } from '#call.ts'
import type { EventCause } from '#cause.ts'
import { liveCallsAt, type SwitchState } from './state.ts'

/**
 * The call that this one was made from in order to consult, or null. Its caller has another call, older than this one,
 * that is on hold for a consultation; or the switch says of this call that it is one.
 */
export function consultationOf(state: SwitchState, call: Call, cause: EventCause): CallId | null {
  const device = call.legs.find((leg) => leg.role === 'caller')?.device ?? call.calling.number
  if (device === null || device === undefined) return null
  const others = liveCallsAt(state, device).filter(
    (other) => other.id !== call.id && other.parent !== call.id && other.startedAt <= call.startedAt,
  )
  const legAt = (other: Call) => other.connections.find((connection) => connection.device === device)
  const held = others.findLast((other) => legAt(other)?.consulting === true)
  if (held !== undefined) return held.id
  if (cause !== 'consultation') return null
  const onHold = others.findLast((other) => legAt(other)?.state === 'hold')
  return (onHold ?? others.findLast((other) => legAt(other)?.state === 'connected'))?.id ?? null
}
