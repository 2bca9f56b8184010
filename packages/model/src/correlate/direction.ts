import type { Call, CallDirection } from '#call.ts'
import { isOurs, type SwitchState } from './state.ts'

/**
 * Which way a call goes, as far as is known yet. What the switch says of a party (`external`) counts first; then which
 * devices are ours. While only the caller is known and is ours, it is taken to go out.
 */
export function directionOf(call: Call, state: SwitchState): CallDirection {
  if (call.calling.external === true) return 'inbound'
  if (!callerIsOurs(call, state)) return 'inbound'
  if (call.called.external === true) return 'outbound'
  if (call.called.external === false) return 'internal'
  if (call.called.number !== null && isOurs(state, call.called.number)) return 'internal'
  const reached = call.legs.some((leg) => leg.role !== 'caller' && leg.role !== 'transferredTo')
  return reached ? 'internal' : 'outbound'
}

function callerIsOurs(call: Call, state: SwitchState): boolean {
  if (call.calling.external === false) return true
  if (call.calling.number !== null && isOurs(state, call.calling.number)) return true
  return call.legs.some((leg) => leg.role === 'caller' && isOurs(state, leg.device))
}
