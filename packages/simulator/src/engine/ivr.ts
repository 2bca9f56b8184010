import { connectionOf, type Leg, type PbxCall } from './call.ts'
import type { Ivr } from './device.ts'
import type { Coming, Exchange } from './exchange.ts'
import { divertLeg } from './ringing.ts'

/** More digits than this are not waited for. */
const mostDigits = 16

/** A voice menu answers, asks for digits, and sends the call on with them. */
export function arriveAtIvr(x: Exchange, call: PbxCall, coming: Coming<Ivr>): void {
  const { at: ivr, arrival } = coming
  const person = { number: ivr.number, name: ivr.name, restricted: false, external: false }
  const leg = x.addLeg(call, { device: ivr.number, person, state: 'alerting' })
  x.tell('delivered', leg, arrival.cause)
  x.setState(leg, 'connected')
  x.tell('established', leg, 'normal')
  const planned = call.truth.plan.digits
  if (planned === null) return waitForKey(x, leg)
  const typed = planned.endsWith('#') ? planned : `${planned}#`
  let index = 0
  const key = (): void => {
    const digit = typed[index]
    index += 1
    if (digit === undefined) return
    x.plan(leg, x.settings.keyMs, () => {
      keyed(x, leg, digit)
      key()
    })
  }
  key()
}

/** The caller pressed keys while the menu listens. */
export function keyed(x: Exchange, leg: Leg, digits: string): void {
  const { truth } = leg.call
  for (const digit of digits) {
    if (leg.state !== 'connected') return
    if (digit === '#') return finish(x, leg)
    truth.digits = (truth.digits ?? '') + digit
    if (truth.digits.length >= mostDigits) return finish(x, leg)
  }
  if (truth.plan.digits === null) waitForKey(x, leg)
}

function waitForKey(x: Exchange, leg: Leg): void {
  x.forgetPlans(leg)
  x.plan(leg, x.settings.keyWaitMs, () => finish(x, leg))
}

function finish(x: Exchange, leg: Leg): void {
  const ivr = x.devices.get(leg.device)
  if (ivr?.kind !== 'ivr') return
  const { call } = leg
  x.forgetPlans(leg)
  if (call.truth.digits !== null) {
    x.record({ kind: 'digits', call: call.truth.id, digits: call.truth.digits })
    x.emit({
      kind: 'callInformation',
      connection: connectionOf(leg),
      person: leg.person,
      ...x.facts(call, 'normal'),
    })
  }
  divertLeg(x, leg, { to: ivr.next, cause: 'redirected' })
}
