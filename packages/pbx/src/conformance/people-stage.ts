/**
 * A switch in use, with a person at its telephones. What the connector can do by a command is done by the command; what
 * is left is asked of the person, in a sentence. Where nobody is there, the stories that need somebody are not played.
 */
import {
  canCommand,
  type Command,
  type CommandKind,
  type Connection,
  type ConnectionState,
} from '@hookswitch/model'
import type { PbxConnector, PbxSession, SessionPorts } from '#connector.ts'
import { NotPlayed } from './difference.ts'
import { type Ability, type AgentName, agents, type Hand, type OutsideCall, type Outsider } from './stage.ts'
import type { PhoneWay, Places, Stage } from './stage.ts'
import { Witness } from './witness.ts'

export interface Person {
  /** Resolves when it is done. @throws NotPlayed where the person would rather not */
  does(what: string): Promise<void>
}

export interface PeopleStageOptions {
  readonly name: string
  readonly connector: PbxConnector<never>
  /** As the connector's `config` parsed it. */
  readonly config: unknown
  readonly places: Places
  /** Null: nobody is there. */
  readonly person: Person | null
  /** Why something cannot be played; undefined where it can. */
  readonly cannot: (ability: Ability) => string | undefined
  /** What the link goes through, where it can be cut. */
  readonly wire?: { cut(): Promise<void>; mend(): Promise<void> }
  readonly agentGroup?: string
  readonly patienceMs: number
  readonly quietMs: number
}

/** Longest wait (ms) for calls to end that were cleared by command. */
const CLEARED_MS = 3_000

type Undo = Extract<Command, { kind: 'setDoNotDisturb' | 'setForwarding' }>

export class PeopleStage implements Stage {
  readonly name: string
  readonly places: Places
  readonly devices: readonly string[]
  readonly agentGroup?: string
  readonly patienceMs: number
  readonly quietMs: number
  readonly #options: PeopleStageOptions
  #session: PbxSession | undefined
  #witness = new Witness()
  #changed: string[] = []
  #undo: Undo[] = []
  #isCut = false

  constructor(options: PeopleStageOptions) {
    const { name, places, patienceMs, quietMs, agentGroup } = options
    this.#options = options
    this.name = name
    this.places = places
    const there = agents.filter((agent) => places.lacks?.includes(agent) !== true)
    const watched = [places.queue?.device, places.park?.device].filter((one) => one !== undefined)
    this.devices = [...there.map((agent) => places.extension(agent)), ...watched]
    this.patienceMs = patienceMs
    this.quietMs = quietMs
    if (agentGroup !== undefined) this.agentGroup = agentGroup
  }

  cannot(ability: Ability): string | undefined {
    return this.#options.cannot(ability)
  }

  async open(ports: SessionPorts): Promise<PbxSession> {
    const witness = (this.#witness = new Witness())
    const { connector, config } = this.#options
    const heard: SessionPorts = {
      ...ports,
      event: (event, at) => {
        witness.take(event, at)
        ports.event(event, at)
      },
    }
    const session = await connector.open(config as never, heard, new AbortController().signal)
    this.#session = session
    return {
      get capabilities() {
        return session.capabilities
      },
      ended: session.ended,
      command: (command, signal) => {
        this.#remember(command)
        return session.command(command, signal)
      },
      monitor: (device) => session.monitor(device),
      unmonitor: (device) => session.unmonitor(device),
      close: async () => {
        if (this.#session === session) await this.#leaveAsFound()
        await session.close()
      },
    }
  }

  #remember(command: Command): void {
    if (command.kind === 'setDoNotDisturb' || command.kind === 'setForwarding') this.#undo.push(command)
  }

  /** A story that broke off may have left calls, and telephones that are forwarded. */
  async #leaveAsFound(): Promise<void> {
    const session = this.#session
    if (session === undefined || this.#isCut) return
    this.#session = undefined
    for (const command of this.#undo.splice(0)) await session.command({ ...command, on: false })
    for (const { device, id: connection, state } of this.#legs()) {
      const kind = state === 'alerting' ? 'rejectCall' : 'clearConnection'
      if (canCommand(session.capabilities, device, kind)) await session.command({ kind, device, connection })
    }
    await this.#witness.until(() => this.#legs().length === 0, CLEARED_MS)
  }

  #legs(): Connection[] {
    return this.#witness.live.flatMap((call) =>
      call.connections.filter(({ device }) => this.devices.includes(device)),
    )
  }

  #asks(what: string): Promise<void> {
    const { person } = this.#options
    if (person === null) return Promise.reject(new NotPlayed(`somebody: ${what}`))
    return person.does(what)
  }

  /** By a command on the telephone's leg in one of these states, or by the person. */
  async #act(
    agent: AgentName,
    command: (connection: Connection['id']) => Command,
    { states, by }: { states: readonly ConnectionState[]; by: string },
  ): Promise<void> {
    const device = this.places.extension(agent)
    const leg = this.#legs().find((one) => one.device === device && states.includes(one.state))
    const session = this.#session
    if (leg !== undefined && session !== undefined && !this.#isCut) {
      const asked = command(leg.id)
      if (canCommand(session.capabilities, device, asked.kind) && (await session.command(asked)).ok) return
    }
    await this.#asks(`At telephone ${device}: ${by}.`)
  }

  hand(agent: AgentName): Hand {
    const device = this.places.extension(agent)
    const on =
      (
        kind: Extract<
          CommandKind,
          'answerCall' | 'rejectCall' | 'clearConnection' | 'holdCall' | 'retrieveCall'
        >,
      ) =>
      (connection: Connection['id']): Command => ({ kind, device, connection })
    return {
      answers: () =>
        this.#act(agent, on('answerCall'), { states: ['alerting', 'initiated'], by: 'answer the call' }),
      refuses: () => this.#act(agent, on('rejectCall'), { states: ['alerting'], by: 'refuse the call' }),
      hangsUp: () =>
        this.#act(agent, on('clearConnection'), {
          states: ['connected', 'initiated', 'fail', 'hold'],
          by: 'hang up',
        }),
      holds: () => this.#act(agent, on('holdCall'), { states: ['connected'], by: 'put the call on hold' }),
      retrieves: () =>
        this.#act(agent, on('retrieveCall'), { states: ['hold'], by: 'take the call off hold' }),
      dials: (number) => this.#asks(`At telephone ${device}: dial ${number}.`),
      sendsTo: (to) =>
        this.#act(agent, (connection) => ({ kind: 'singleStepTransfer', device, connection, to }), {
          states: ['connected'],
          by: `transfer the call to ${to} without asking there`,
        }),
      handsOver: () => this.#asks(`At telephone ${device}: join the two calls and leave them.`),
      becomes: (way) => this.#becomes(device, way),
    }
  }

  async #becomes(device: string, way: PhoneWay): Promise<void> {
    const ways: Readonly<Record<PhoneWay, string>> = {
      usual: `Put telephone ${device} back as it was.`,
      busy: `Make telephone ${device} busy to whoever calls it now.`,
      absent: `Take telephone ${device} off the network.`,
      unattended: `Let telephone ${device} ring only a short time.`,
    }
    await this.#asks(ways[way])
    if (way !== 'usual') this.#changed.push(ways.usual)
  }

  async customerCalls({ from, to, name, withheld }: OutsideCall): Promise<Outsider> {
    if (name !== undefined) throw new NotPlayed('a caller who comes with that name')
    await this.#asks(`From ${from}, call ${to}${withheld === true ? ', and withhold the number' : ''}.`)
    return {
      keys: (digits) => this.#asks(`On ${from}, key ${digits}.`),
      hangsUp: () => this.#asks(`On ${from}, hang up.`),
    }
  }

  async outside(number: string, way: 'rings' | 'busy'): Promise<void> {
    if (way === 'rings') return
    await this.#asks(`Make ${number} busy to whoever calls it now.`)
    this.#changed.push(`Put ${number} back as it was.`)
  }

  outsideAnswers(number: string): Promise<void> {
    return this.#asks(`On ${number}, answer the call.`)
  }

  outsideHangsUp(number: string): Promise<void> {
    return this.#asks(`On ${number}, hang up.`)
  }

  async queueAgents(ready: readonly AgentName[]): Promise<void> {
    for (const agent of ['alice', 'bob'] as const) {
      if (this.places.lacks?.includes(agent) === true) continue
      const device = this.places.extension(agent)
      const state = ready.includes(agent) ? 'ready' : 'notReady'
      const group = this.agentGroup
      const session = this.#session
      const offered = session !== undefined && canCommand(session.capabilities, device, 'setAgentState')
      const command = {
        kind: 'setAgentState',
        device,
        state,
        ...(group === undefined ? {} : { group }),
      } as const
      if (offered && !this.#isCut && (await session.command(command)).ok) continue
      await this.#asks(`Make the agent at telephone ${device} ${state === 'ready' ? 'ready' : 'not ready'}.`)
    }
  }

  async cut(): Promise<void> {
    this.#isCut = true
    await this.#options.wire?.cut()
  }

  async mend(): Promise<void> {
    await this.#options.wire?.mend()
    this.#isCut = false
  }

  async restart(): Promise<void> {}

  async limitLicences(): Promise<void> {}

  settled(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.quietMs))
  }

  async clear(): Promise<void> {
    if (this.#isCut) await this.mend()
    this.#session = undefined
    const left = this.#options.person !== null && this.#legs().length > 0
    const todo = [...(left ? ['Hang up every telephone that took part.'] : []), ...this.#changed.splice(0)]
    for (const what of todo) await this.#asks(what).catch(() => undefined)
  }

  async close(): Promise<void> {}
}
