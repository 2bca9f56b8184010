import type { Call, CallDirection } from '#call.ts'
import { party } from '#device.ts'
import { isFirstRound } from '#roles.ts'
import { isOurs, mayBeOurs, type SwitchState } from './state.ts'

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
  // A snapshot names who is beyond a trunk as it names a colleague whose telephone is not watched: the number decides.
  const reached = call.legs.filter(({ role }) => isFirstRound(role))
  if (reached.some((leg) => !mayBeOurs(state, party(leg.device)))) return 'outbound'
  const isJoined = call.legs.some(({ role }) => role === 'conferenced' || role === 'consulted')
  return reached.length > 0 || isJoined ? 'internal' : 'outbound'
}

function callerIsOurs(call: Call, state: SwitchState): boolean {
  if (call.calling.external === false) return true
  if (call.calling.number !== null && isOurs(state, call.calling.number)) return true
  return call.legs.some((leg) => leg.role === 'caller' && isOurs(state, leg.device))
}
