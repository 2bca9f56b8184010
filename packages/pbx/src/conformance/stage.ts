import type { CommandKind, DeviceId } from '@hookswitch/model'
import type { PbxSession, SessionPorts } from '#connector.ts'

/** The agents of every scenario, in the order in which a stage gives them telephones. */
export const agents = ['alice', 'bob', 'carol', 'dave'] as const
export type AgentName = (typeof agents)[number]

/**
 * What a stage may be able to play beside calls in, calls out and hands on telephones. A scenario that needs one which
 * its stage has not is not played there, and the score card says why.
 */
export const abilities = {
  menu: 'a voice menu that asks for digits and then sends the call to the queue',
  queue: 'a queue of which alice and bob are agents',
  group: 'a group that rings alice and bob together',
  voicemail: 'a voicemail to which calls can be sent',
  park: 'a place to park calls',
  pickupGroup: 'a pickup group of alice and bob',
  holdAtPhone: 'telephones that hold and retrieve by hand',
  transferAtPhone: 'telephones that transfer by hand',
  busyPhone: 'a telephone that is busy',
  absentPhone: 'a telephone that is not connected',
  unattended: 'a telephone that rings only a short time',
  outsideBusy: 'an outside number that is busy',
  cutLink: 'a link that can be cut and made again',
  restart: 'a switch that can be restarted',
  licences: 'a switch with few licences',
  autoAnswer: 'a telephone that a made call opens by itself',
} as const
export type Ability = keyof typeof abilities

/** A number to dial, and the device that is there. */
export interface Place {
  readonly number: string
  readonly device: DeviceId
}

/** Telephones outside: those of the customer and of one more, and one that the agents call. '': there is none. */
export interface OutsideNumbers {
  readonly customer: string
  readonly other: string
  readonly far: string
}

/** Where things are in the switch of a stage. */
export interface Places {
  /** Number that customers dial to reach an agent. */
  directNumber(agent: AgentName): string
  /** Extension by which colleagues reach an agent: his device too. */
  extension(agent: AgentName): DeviceId
  readonly menu?: Place
  readonly queue?: Place
  readonly group?: Place
  readonly voicemail?: Place
  readonly park?: Place
  /** What customers dial before the numbers of `places`; absent where they dial the same. */
  readonly outsidePrefix?: string
  /** A number that can be dialled and that leads nowhere. */
  readonly nowhere: string
  /** Where people play, with telephones of their own. Absent: the stage plays any number. */
  readonly outside?: OutsideNumbers
  /** Agents for whom there is no telephone. */
  readonly lacks?: readonly AgentName[]
}

/** Somebody outside, on the telephone. */
export interface Outsider {
  keys(digits: string): Promise<void>
  hangsUp(): Promise<void>
}

export interface OutsideCall {
  readonly from: string
  readonly to: string
  readonly name?: string
  readonly withheld?: boolean
}

/** `usual` waits for the hand; `unattended` rings a short time and nobody takes it; `absent` is not connected. */
export type PhoneWay = 'usual' | 'busy' | 'absent' | 'unattended'

/** A hand on an agent's telephone: what a person does there, without the connector. */
export interface Hand {
  answers(): Promise<void>
  refuses(): Promise<void>
  hangsUp(): Promise<void>
  holds(): Promise<void>
  retrieves(): Promise<void>
  dials(number: string): Promise<void>
  /** Blind transfer of the present call. */
  sendsTo(number: string): Promise<void>
  /** Joins the held and the present call, and leaves. */
  handsOver(): Promise<void>
  /** How the telephone takes calls from now on. */
  becomes(way: PhoneWay): Promise<void>
}

/**
 * A switch with people around it, and the connector under test. The scenarios know nothing else of the world.
 * A stage is used for one scenario after another; `clear` brings it back to rest between them.
 */
export interface Stage {
  readonly name: string
  readonly places: Places
  /** Devices that the link monitors: the agents', and the queue's where it is one. */
  readonly devices: readonly DeviceId[]
  /** Why this stage cannot play something; undefined where it can. */
  cannot(ability: Ability): string | undefined
  /** Opens a session of the connector under test. */
  open(ports: SessionPorts): Promise<PbxSession>
  hand(agent: AgentName): Hand
  customerCalls(call: OutsideCall): Promise<Outsider>
  /** What an outside telephone does when it is called. `rings` waits for `outsideAnswers`; so does every number of which nothing was said. */
  outside(number: string, way: 'rings' | 'busy'): Promise<void>
  /** The outside telephone that rings is answered. */
  outsideAnswers(number: string): Promise<void>
  outsideHangsUp(number: string): Promise<void>
  /** Only these agents are there for the queue. */
  queueAgents(ready: readonly AgentName[]): Promise<void>
  /** The session is lost without a word; `mend` lets the next one come. Absent where `cannot('cutLink')`. */
  cut(): Promise<void>
  mend(): Promise<void>
  /** The switch goes down with its calls, and comes up again. */
  restart(): Promise<void>
  /** From now on there are licences for so many monitors. */
  limitLicences(monitors: number): Promise<void>
  /** The group in which an agent state is asked for, where the switch wants to be told. */
  readonly agentGroup?: string
  /** A reason for not being ready that the switch knows. */
  readonly reason?: string
  /** Waits until what was done last has come about, where nobody can be asked: the link is cut. */
  settled(): Promise<void>
  /** Milliseconds within which anything that is going to happen on this stage has happened. */
  readonly patienceMs: number
  /** Milliseconds after which late news would have come. */
  readonly quietMs: number
  /** Everybody hangs up, all telephones are as they were. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** Why a scenario was not played: the connector does not offer a command, or the stage cannot play it. */
export type Absence =
  | { readonly kind: 'command'; readonly command: CommandKind }
  | { readonly kind: 'ability'; readonly ability: Ability; readonly why: string }
