import type { EventCause } from '@hookswitch/model'
import type { TrueOutcome } from '#ledger-entry.ts'
import { isSpeaking, type Leg, type PbxCall } from './call.ts'
import type { Exchange } from './exchange.ts'

/** How a leg that goes now came out, by what it was doing. */
function outcomeOf(leg: Leg): TrueOutcome {
  if (leg.isCaller) return leg.call.truth.answeredAt === null ? 'abandoned' : 'answered'
  if (leg.answeredAt !== null) return 'answered'
  if (leg.state === 'fail') return leg.call.truth.trouble ?? 'failed'
  return 'abandoned'
}

/** What to call the end of a call in which nobody has spoken yet, and of one in which somebody has. */
export function endingCause(call: PbxCall): EventCause {
  return call.truth.answeredAt === null ? 'callCancelled' : 'normalClearing'
}

/** One party leaves; whoever cannot go on without it leaves too. */
export function dropLeg(x: Exchange, leg: Leg, how: { cause: EventCause; outcome?: TrueOutcome }): void {
  const { call } = leg
  x.removeLeg(leg, how.outcome ?? outcomeOf(leg))
  x.tell('connectionCleared', leg, how.cause)
  settle(x, call, how.cause)
}

/** A call with nobody left to talk to comes to its end. */
export function settle(x: Exchange, call: PbxCall, cause: EventCause): void {
  if (call.legs.size > 1) {
    for (const leg of call.legs.values()) if (isSpeaking(leg) || leg.state === 'initiated') return
  }
  for (const leg of call.legs.values()) {
    x.removeLeg(leg, outcomeOf(leg))
    x.tell('connectionCleared', leg, cause)
  }
  endCall(x, call, cause)
}

function endCall(x: Exchange, call: PbxCall, cause: EventCause): void {
  if (!x.calls.delete(call.id)) return
  x.emit({ kind: 'callCleared', callId: call.id, ...x.facts(call, cause) })
  const { truth } = call
  x.endTruth(truth, truth.answeredAt === null ? (truth.trouble ?? 'abandoned') : 'answered', cause)
}

/** Everybody is dropped at once. */
export function clearCall(x: Exchange, call: PbxCall, cause: EventCause): void {
  for (const leg of Array.from(call.legs.values())) {
    if (leg.state === 'null') continue
    dropLeg(x, leg, { cause })
  }
}

/**
 * A destination cannot be had: its leg (or the caller's, when there is none) goes to `fail`, a tone is heard, and after
 * a while whoever hears it gives up (ECMA-269 17.2.8).
 */
export function failLeg(x: Exchange, leg: Leg, how: { cause: EventCause; outcome: TrueOutcome }): void {
  x.forgetPlans(leg)
  leg.call.truth.trouble = how.outcome
  x.setState(leg, 'fail')
  x.tell('failed', leg, how.cause)
  x.plan(leg, x.settings.toneMs, () => dropLeg(x, leg, { cause: 'normalClearing' }))
}

/** A destination that has no leg of its own (no such number, or it refused): the one who called hears the tone. */
export function failCaller(
  x: Exchange,
  call: PbxCall,
  how: { cause: EventCause; outcome: TrueOutcome },
): void {
  call.truth.trouble = how.outcome
  const others = [...call.legs.values()].filter(isSpeaking)
  const caller = others.find((leg) => leg.isCaller) ?? others[0]
  if (caller === undefined) settle(x, call, how.cause)
  else if (others.length === 1) failLeg(x, caller, how)
}
