import {
  canCommand,
  canLogOff,
  type Call,
  type Command,
  type CommandKind,
  type CommandResult,
  type Connection,
  type ConnectionState,
  type DeviceId,
  type ErrorCode,
  offers,
} from '@hookswitch/model'
import { Difference, NotOffered, NotPlayed } from './difference.ts'
import type { Play } from './play.ts'
import type { AgentName, PhoneWay } from './stage.ts'

type OnCall = Extract<CommandKind, 'answerCall' | 'rejectCall' | 'holdCall' | 'retrieveCall' | 'clearCall'>
type WithNumber = Extract<
  CommandKind,
  'deflectCall' | 'consultationCall' | 'singleStepTransfer' | 'singleStepConference'
>
type OnTwo = Extract<CommandKind, 'alternateCall' | 'reconnectCall' | 'transferCall' | 'conferenceCall'>

/** States in which the leg is that a command acts on. */
const acts: Readonly<
  Record<OnCall | WithNumber | 'parkCall' | 'generateDigits', readonly ConnectionState[]>
> = {
  answerCall: ['alerting'],
  rejectCall: ['alerting'],
  deflectCall: ['alerting'],
  holdCall: ['connected'],
  retrieveCall: ['hold'],
  clearCall: ['connected', 'hold'],
  consultationCall: ['connected'],
  singleStepTransfer: ['connected'],
  singleStepConference: ['connected'],
  parkCall: ['connected'],
  generateDigits: ['connected'],
}

interface Found {
  readonly call: Call
  readonly leg: Connection
}

/** An agent: a hand on a telephone, commands through the connector, and what is believed of the telephone. */
export class Actor {
  readonly name: AgentName
  readonly #play: Play

  constructor(play: Play, name: AgentName) {
    this.#play = play
    this.name = name
  }

  get device(): DeviceId {
    this.#mustBeThere()
    return this.#play.places.extension(this.name)
  }

  #mustBeThere(): void {
    if (this.#play.places.lacks?.includes(this.name) === true)
      throw new NotPlayed(`a telephone for ${this.name}`)
  }

  // ---- by hand, at the telephone

  answers = (): Promise<void> => this.#byHand('answers', (hand) => hand.answers())
  refuses = (): Promise<void> => this.#byHand('refuses', (hand) => hand.refuses())
  hangsUp = (): Promise<void> => this.#byHand('hangs up', (hand) => hand.hangsUp())
  holds = (): Promise<void> => this.#byHand('holds', (hand) => hand.holds())
  retrieves = (): Promise<void> => this.#byHand('retrieves', (hand) => hand.retrieves())
  handsOver = (): Promise<void> => this.#byHand('joins the two calls and leaves', (hand) => hand.handsOver())
  dials = (number: string): Promise<void> =>
    this.#byHand(`dials ${this.#play.names.ofDevice(number)}`, (hand) => hand.dials(number))
  sendsTo = (number: string): Promise<void> =>
    this.#byHand(`sends the call to ${this.#play.names.ofDevice(number)}`, (hand) => hand.sendsTo(number))
  becomes = (way: PhoneWay): Promise<void> =>
    this.#byHand(`has a telephone that is ${way}`, (hand) => hand.becomes(way))

  async #byHand(
    what: string,
    act: (hand: ReturnType<Play['stage']['hand']>) => Promise<void>,
  ): Promise<void> {
    this.#mustBeThere()
    this.#play.steps.push(`${this.name} ${what}`)
    await act(this.#play.stage.hand(this.name))
  }

  // ---- what is believed

  legs(): Found[] {
    return this.#play.witness.live.flatMap((call) =>
      call.connections.filter((leg) => leg.device === this.device).map((leg) => ({ call, leg })),
    )
  }

  /** Waits until the telephone has a leg in this state; the call. */
  async is(state: ConnectionState): Promise<Call> {
    const { call } = await this.#play.expect(`${this.name} is ${state}`, () =>
      this.legs().find(({ leg }) => leg.state === state),
    )
    return call
  }

  async isFree(): Promise<void> {
    await this.#play.expect(`${this.name} is free`, () => this.legs().length === 0)
  }

  // ---- commands

  /** Gives a command that the switch must do. */
  async commands(command: Command): Promise<Extract<CommandResult, { ok: true }>> {
    const { session, needs, steps } = this.#play
    if (!needs.includes(command.kind))
      throw new Error(`The scenario does not say that it needs ${command.kind}.`)
    if (!canCommand(session.capabilities, this.device, command.kind))
      throw new NotOffered(`${command.kind} is not offered for this telephone.`)
    const logsOff = command.kind === 'setAgentState' && command.state === 'loggedOff'
    if (logsOff && !canLogOff(session.capabilities, this.device))
      throw new NotOffered('The switch keeps this agent logged on.')
    steps.push(`${this.name} commands ${command.kind}`)
    const result = await session.command(command)
    if (result.ok) return result
    const { code, message, switchReason } = result.refusal
    throw new Difference(
      `${command.kind} was refused: ${code}, ${message} ${switchReason ?? ''} ${this.#play.believed()}`,
    )
  }

  /** The leg that a command is about, once it is there and the command is offered on it. */
  async #leg(kind: CommandKind, states: readonly ConnectionState[]): Promise<Connection> {
    const { leg } = await this.#play.expect(`${this.name} is ${states.join(' or ')} and may ${kind}`, () =>
      this.legs().find(({ call, leg: one }) => states.includes(one.state) && this.#isOffered(call, kind)),
    )
    return leg
  }

  /** What the page would offer; where the connector cannot do it at all, `commands` says so. */
  #isOffered(call: Call, kind: CommandKind): boolean {
    const { capabilities } = this.#play.session
    if (!canCommand(capabilities, this.device, kind)) return true
    const others = this.legs().map(({ call: one }) => one)
    return offers(call, this.device, { capabilities, others }).some((offered) => offered === kind)
  }

  async asks(kind: OnCall): Promise<void> {
    const { id: connection } = await this.#leg(kind, acts[kind])
    await this.commands({ kind, device: this.device, connection })
  }

  async asksTo(kind: WithNumber, to: string): Promise<void> {
    const { id: connection } = await this.#leg(kind, acts[kind])
    await this.commands({ kind, device: this.device, connection, to })
  }

  /** Alternate, reconnect, transfer, conference: on the held call and the other one. */
  async asksBoth(kind: OnTwo): Promise<void> {
    const { held, active } = await this.#play.expect(`${this.name} has a held call and another`, () => {
      const mine = this.legs()
      const held = mine.find(({ leg }) => leg.state === 'hold')
      const active = mine.find(
        ({ leg }) => leg.state !== 'hold' && leg.state !== 'alerting' && leg.state !== 'fail',
      )
      return held !== undefined && active !== undefined && { held, active }
    })
    await this.#play.expect(`${this.name} may ${kind}`, () => this.#isOffered(active.call, kind))
    const pair = { held: held.leg.id, active: active.leg.id }
    await this.commands({ kind, device: this.device, ...pair })
  }

  async makesCall(to: string, more: { readonly autoAnswer?: boolean } = {}): Promise<void> {
    const { connection } = await this.commands({ kind: 'makeCall', device: this.device, to, ...more })
    if (connection === undefined) return
    await this.#play.expect('the call that was made is the one that was answered with', () =>
      this.legs().some(({ call }) => call.pbxCallIds.includes(connection.callId)),
    )
  }

  /** Ends the own leg. */
  async clears(): Promise<void> {
    const states: readonly ConnectionState[] = ['connected', 'initiated', 'hold', 'fail']
    const { id: connection } = await this.#leg('clearConnection', states)
    await this.commands({ kind: 'clearConnection', device: this.device, connection })
  }

  /** Ends another party's leg of the own call. */
  async drops(other: Actor): Promise<void> {
    const { leg } = await this.#play.expect(`${other.name} is in ${this.name}'s call`, () =>
      other.legs().find(({ call }) => call.connections.some((one) => one.device === this.device)),
    )
    await this.commands({ kind: 'clearConnection', device: this.device, connection: leg.id })
  }

  async parks(to?: string): Promise<void> {
    const { id: connection } = await this.#leg('parkCall', acts.parkCall)
    await this.commands({
      kind: 'parkCall',
      device: this.device,
      connection,
      ...(to === undefined ? {} : { to }),
    })
  }

  async sendsDigits(digits: string): Promise<void> {
    const { id: connection } = await this.#leg('generateDigits', acts.generateDigits)
    await this.commands({ kind: 'generateDigits', device: this.device, connection, digits })
  }

  /** Takes a call that rings, or is parked, at another device. */
  async picksUp(device: DeviceId): Promise<void> {
    const { leg } = await this.#play.expect(
      `a call to pick up at ${this.#play.names.ofDevice(device)}`,
      () => {
        for (const call of this.#play.witness.live) {
          const leg = call.connections.find((one) => one.device === device)
          if (leg?.state === 'alerting' || leg?.state === 'queued') return { leg }
        }
        return undefined
      },
    )
    await this.commands({ kind: 'directedPickup', device: this.device, connection: leg.id })
  }

  /** A command on the leg in this state that the switch must refuse. */
  async isRefused(
    kind: OnCall,
    state: ConnectionState,
    codes: readonly ErrorCode[] = ['command.state'],
  ): Promise<void> {
    const { leg } = await this.#play.expect(`${this.name} is ${state}`, () =>
      this.legs().find((one) => one.leg.state === state),
    )
    const { session } = this.#play
    if (!canCommand(session.capabilities, this.device, kind))
      throw new NotOffered(`${kind} is not offered for this telephone.`)
    const asked = session.command({ kind, device: this.device, connection: leg.id })
    await this.#play.refused(`${kind} while ${state}`, asked, codes)
  }
}
