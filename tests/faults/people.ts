import { answerLeg } from '#simulator/engine/answering.ts'
import { isSpeaking, type Leg } from '#simulator/engine/call.ts'
import type { Exchange } from '#simulator/engine/exchange.ts'
import * as moving from '#simulator/engine/moving.ts'
import * as parking from '#simulator/engine/parking.ts'
import { hangUp } from '#simulator/engine/ringing.ts'
import * as services from '#simulator/engine/services.ts'
import { startCall } from '#simulator/people.ts'

export const phones: readonly string[] = ['1001', '1002', '1003', '1004', '1005', '1006']

/** People around a switch: customers who call, and hands on its phones. Every caller from outside has a number of its own. */
export class People {
  readonly #x: Exchange
  /** Tells the callers of one schedule from those of another. */
  readonly #seed: number
  #callers = 0

  constructor(exchange: Exchange, seed: number) {
    this.#x = exchange
    this.#seed = seed
  }

  /** Does one thing that is possible now; `dice` chooses which. */
  act(dice: number): void {
    const deeds = [...this.#begin(), ...this.#legs().flatMap((leg) => this.#withLeg(leg))]
    deeds[Math.floor(dice * deeds.length)]?.()
  }

  /** Somebody outside calls that number. */
  ring(to: string): string {
    const made = startCall(this.#x, { from: this.#caller(), to })
    return made.ok ? made.value : ''
  }

  /** Everybody hangs up. */
  goHome(): void {
    for (let round = 0; round < 10 && this.#x.calls.size > 0; round += 1)
      for (const leg of this.#legs()) if (leg.state !== 'null') hangUp(this.#x, leg)
  }

  #caller(): string {
    this.#callers += 1
    return `+1212${String(2_000_000 + ((this.#seed * 97 + this.#callers) % 7_999_999))}`
  }

  #legs(): Leg[] {
    return [...this.#x.calls.values()].flatMap((call) => [...call.legs.values()])
  }

  /** Ways to begin a call, while there are not too many. */
  #begin(): (() => unknown)[] {
    const x = this.#x
    if (x.calls.size > 6) return []
    const free = phones.filter((phone) => (x.phone(phone)?.legs.size ?? 0) === 0)
    return [
      ...free.flatMap((phone) => [() => this.ring(phone), () => this.ring(phone)]),
      () => this.ring('6001'),
      () => this.ring('6010'),
      ...free
        .slice(0, 1)
        .map((from) => () => services.makeCall(x, { from, to: this.#caller(), prompt: false })),
      ...free.slice(1, 2).map((from) => () => {
        const to = free.find((phone) => phone !== from) ?? '1001'
        services.makeCall(x, { from, to, prompt: false })
      }),
    ]
  }

  #withLeg(leg: Leg): (() => unknown)[] {
    const x = this.#x
    const isOurs = x.phone(leg.device) !== undefined
    const other = phones.find((phone) => (x.phone(phone)?.legs.size ?? 0) === 0) ?? '1001'
    if (!isOurs) return leg.person.external ? [() => hangUp(x, leg)] : []
    switch (leg.state) {
      case 'alerting':
        return [
          () => answerLeg(x, leg),
          () => answerLeg(x, leg),
          () => answerLeg(x, leg),
          () => hangUp(x, leg),
          // What becomes of a group's call of which one telephone sends its part elsewhere, switches do not agree on.
          ...(leg.group === null
            ? [() => moving.deflect(x, leg, other), () => parking.pickUp(x, leg, other)]
            : []),
        ]
      case 'connected':
        return [
          () => hangUp(x, leg),
          ...(isSpeaking(leg)
            ? [
                () => services.hold(x, leg),
                () => services.consult(x, leg, { number: other }),
                () => moving.singleStepTransfer(x, leg, other),
              ]
            : []),
          ...this.#withPair(leg),
        ]
      case 'hold':
        return [() => services.retrieve(x, leg)]
      default:
        return []
    }
  }

  #withPair(active: Leg): (() => unknown)[] {
    const x = this.#x
    const held = [...(x.phone(active.device)?.legs ?? [])].find((leg) => leg.state === 'hold')
    if (held === undefined) return []
    const pair = { held, active }
    return [
      () => moving.transfer(x, pair),
      () => moving.transfer(x, pair),
      () => moving.conference(x, pair),
      () => services.alternate(x, pair),
      () => services.reconnect(x, pair),
    ]
  }
}
