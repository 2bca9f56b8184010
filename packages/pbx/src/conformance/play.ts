import {
  agentAt,
  type AgentState,
  type Call,
  type CommandKind,
  type ConnectionState,
  deviceAt,
  type ErrorCode,
} from '@hookswitch/model'
import type { PbxSession } from '#connector.ts'
import { Actor } from './actor.ts'
import { Difference, NotOffered, NotPlayed } from './difference.ts'
import { Names, storyNumbers } from './history.ts'
import type { AgentName, Outsider, OutsideNumbers, Place, Places, Stage } from './stage.ts'
import type { Witness } from './witness.ts'

/** Longer than copies of one event lie apart (the model's `copyLag`). */
const BREATH_MS = 300

type PlaceName = 'menu' | 'queue' | 'group' | 'voicemail' | 'park'

export interface PlayParts {
  readonly stage: Stage
  readonly witness: Witness
  readonly patienceMs: number
  /** Commands that the scenario says it needs: it may give no other. */
  readonly needs: readonly CommandKind[]
  /** Opens the next session, after the last one was lost. */
  relink(): Promise<void>
  session(): PbxSession
}

/** What a scenario works with: people, what they do, and what must be believed then. */
export class Play {
  readonly stage: Stage
  readonly places: Places
  readonly names: Names
  readonly witness: Witness
  readonly patienceMs: number
  readonly needs: readonly CommandKind[]
  /** What was done and expected, for whoever reads of a difference. */
  readonly steps: string[] = []
  readonly alice: Actor
  readonly bob: Actor
  readonly carol: Actor
  readonly dave: Actor
  readonly #parts: PlayParts

  constructor(parts: PlayParts) {
    this.#parts = parts
    this.stage = parts.stage
    this.places = parts.stage.places
    this.names = new Names(this.places)
    this.witness = parts.witness
    this.patienceMs = parts.patienceMs
    this.needs = parts.needs
    this.alice = new Actor(this, 'alice')
    this.bob = new Actor(this, 'bob')
    this.carol = new Actor(this, 'carol')
    this.dave = new Actor(this, 'dave')
  }

  /** Numbers of the telephones outside. */
  get customer(): string {
    return this.#outside('customer')
  }

  get other(): string {
    return this.#outside('other')
  }

  get far(): string {
    return this.#outside('far')
  }

  #outside(who: keyof OutsideNumbers): string {
    const number = (this.places.outside ?? storyNumbers)[who]
    if (number === '')
      throw new NotPlayed(who === 'far' ? 'a number outside to call' : `a telephone outside for the ${who}`)
    return number
  }

  get session(): PbxSession {
    return this.#parts.session()
  }

  /** Waits for what must come to be believed. @throws Difference */
  async expect<T>(what: string, look: () => T | undefined | false): Promise<T> {
    this.steps.push(`expects ${what}`)
    const found = await this.witness.until(look, this.patienceMs)
    if (found === undefined) throw new Difference(`Not so: ${what}. ${this.believed()}`)
    return found
  }

  /** The calls that are believed in now, in a line. */
  believed(): string {
    const calls = this.witness.live.map((call) => {
      const legs = call.connections.map((one) => `${this.names.ofDevice(one.device)} ${one.state}`)
      return `${this.names.ofParty(call.calling)} > ${this.names.ofParty(call.called)} (${legs.join(', ')})`
    })
    return calls.length === 0 ? 'No call is believed in.' : `Believed: ${calls.join('; ')}.`
  }

  place(name: PlaceName): Place {
    const place = this.places[name]
    if (place === undefined) throw new NotOffered(`The stage has no ${name}.`)
    return place
  }

  /** A customer calls an agent, or a place, from outside. */
  async customerCalls(
    to: AgentName | PlaceName,
    more: { readonly from?: string; readonly name?: string; readonly withheld?: boolean } = {},
  ): Promise<Outsider> {
    const isAgent = to === 'alice' || to === 'bob' || to === 'carol' || to === 'dave'
    const prefix = this.places.outsidePrefix ?? ''
    const number = isAgent ? this.places.directNumber(to) : `${prefix}${this.place(to).number}`
    this.steps.push(`a customer calls ${to}`)
    return this.stage.customerCalls({ from: this.customer, to: number, ...more })
  }

  /** A customer calls alice, who answers at her telephone. */
  async aliceTalks(): Promise<Outsider> {
    const customer = await this.customerCalls('alice')
    await this.alice.is('alerting')
    await this.alice.answers()
    await this.alice.is('connected')
    return customer
  }

  /** The only call there is. */
  async onlyCall(): Promise<Call> {
    return this.expect('one call', () => (this.witness.live.length === 1 ? this.witness.live[0] : undefined))
  }

  async noCalls(): Promise<void> {
    await this.expect('no call is left', () => this.witness.live.length === 0)
  }

  /** So many calls are believed in. */
  async calls(count: number): Promise<void> {
    await this.expect(`${count} calls`, () => this.witness.live.length === count)
  }

  /** Something is so from now on, for as long as late news would take. */
  async stays(what: string, holds: () => boolean): Promise<void> {
    this.steps.push(`expects that it stays so: ${what}`)
    const broken = await this.witness.until(() => !holds(), this.stage.quietMs)
    if (broken === true) throw new Difference(`Did not stay so: ${what}. ${this.believed()}`)
  }

  /** Somebody outside answers a call that was made to him. */
  async farAnswers(number: string): Promise<void> {
    this.steps.push('the far end answers')
    await this.stage.outsideAnswers(number)
    await this.expect('the far end is connected', () =>
      this.witness.live.some((call) =>
        call.legs.some(
          (leg) =>
            this.names.ofLeg(leg) === 'outside' &&
            leg.role !== 'caller' &&
            leg.answeredAt !== null &&
            leg.endedAt === null,
        ),
      ),
    )
  }

  /** As long as a person needs for the next thing: less, and it could not be told from a late copy of the last. */
  async breath(ms = BREATH_MS): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms))
  }

  /** The session is lost. Nothing is heard from here until `relink`. */
  async cut(): Promise<void> {
    this.steps.push('the link is cut')
    const { session } = this
    await this.stage.cut()
    await session.ended
  }

  async relink(): Promise<void> {
    this.steps.push('the link is made again')
    await this.stage.mend()
    await this.#parts.relink()
  }

  async restart(): Promise<void> {
    this.steps.push('the switch restarts')
    const { session, witness } = this
    const told = witness.events.length
    await this.stage.restart()
    // A switch that goes down takes the link with it; one that only starts anew says so, and the session reads again.
    const again = (): boolean => witness.events.slice(told).some((event) => event.kind === 'snapshot')
    const how = await Promise.race([
      session.ended.then(() => 'ended' as const),
      witness.until(again, this.patienceMs),
    ])
    if (how === undefined) throw new Difference('The restart of the switch was not noticed.')
    if (how === 'ended') await this.#parts.relink()
  }

  /** A command that must be refused, with one of these codes. */
  async refused(
    what: string,
    asked: ReturnType<PbxSession['command']>,
    codes: readonly ErrorCode[],
  ): Promise<void> {
    this.steps.push(`expects a refusal: ${what}`)
    const result = await asked
    if (result.ok) throw new Difference(`Not refused: ${what}.`)
    const { code, message } = result.refusal
    if (!codes.includes(code))
      throw new Difference(`${what}: refused with ${code}, not with ${codes.join(' or ')}.`)
    if (message.trim() === '') throw new Difference(`${what}: refused without a word.`)
  }

  agentState(actor: Actor): AgentState | undefined {
    return agentAt(this.witness.state, actor.device)?.state
  }

  deviceState(actor: Actor) {
    return deviceAt(this.witness.state, actor.device)
  }

  /** State of a device's leg in any live call. */
  legState(device: string): ConnectionState | undefined {
    for (const call of this.witness.live) {
      const leg = call.connections.find((one) => one.device === device)
      if (leg !== undefined) return leg.state
    }
    return undefined
  }
}
