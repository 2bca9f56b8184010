import type { AgentState, ForwardingKind } from '@hookswitch/model'
import type { Behaviour } from '#control-api.ts'
import type { Leg } from './call.ts'
import type { Cancel } from './clock.ts'

/** An agent's standing with the queues of the exchange. */
export interface AgentRecord {
  agentId: string
  /** Group logged on to; null = all queues that list the phone. */
  group: string | null
  state: AgentState
  pending: AgentState | null
  wrapUp: Cancel | null
}

export interface Phone {
  readonly kind: 'phone'
  readonly number: string
  readonly name: string
  behaviour: Behaviour
  doNotDisturb: boolean
  /** Its microphone is off; ends with its last call. */
  muted: boolean
  readonly forwarding: Map<ForwardingKind, { active: boolean; to: string | null }>
  readonly legs: Set<Leg>
  readonly agent: AgentRecord
  /** Queues that list this phone. */
  readonly queues: string[]
}

export interface Queue {
  readonly kind: 'queue'
  readonly number: string
  readonly name: string
  readonly members: readonly string[]
  /** Legs that wait, longest first. */
  readonly waiting: Set<Leg>
  /** Agents that could take a call now, longest idle first. */
  readonly idle: Set<string>
}

/** Phones that ring together; who answers first has the call. */
export interface Group {
  readonly kind: 'group'
  readonly number: string
  readonly name: string
  readonly members: readonly string[]
}

/** A voice menu that asks for digits and then sends the call on. */
export interface Ivr {
  readonly kind: 'ivr'
  readonly number: string
  readonly name: string
  readonly next: string
  readonly legs: Set<Leg>
}

/** Where parked calls wait. */
export interface ParkSlot {
  readonly kind: 'park'
  readonly number: string
  readonly name: string
  leg: Leg | null
}

export type Device = Phone | Queue | Group | Ivr | ParkSlot

/** How the exchange is laid out. */
export interface Layout {
  readonly extensions: readonly { readonly number: string; readonly name: string }[]
  readonly queues: readonly {
    readonly number: string
    readonly name: string
    readonly members: readonly string[]
  }[]
  readonly groups: readonly {
    readonly number: string
    readonly name: string
    readonly members: readonly string[]
  }[]
  readonly ivrs: readonly { readonly number: string; readonly name: string; readonly next: string }[]
  readonly parkSlots: readonly string[]
  /** A direct-dial number is this and the internal number. */
  readonly directDialPrefix: string
}

/** Times and habits of the exchange, all in milliseconds. */
export interface ExchangeSettings {
  /** How long a busy or error tone is heard before the caller gives up. */
  readonly toneMs: number
  /** How long a phone rings that nobody takes (`ignore`). */
  readonly noAnswerMs: number
  /** How long a phone rings before it is forwarded on no answer. */
  readonly forwardNoAnswerMs: number
  /** How soon a person lifts the phone that a MakeCall rang; null = never. */
  readonly liftAfterMs: number | null
  /** How soon the outside phone rings. */
  readonly networkMs: number
  readonly outside: Behaviour
  readonly agentRingMs: number
  /** How long a queue leaves an agent alone who did not take its call. */
  readonly agentRestMs: number
  readonly wrapUpMs: number
  /** Time between two keys of a caller. */
  readonly keyMs: number
  /** How long the IVR waits for the next key. */
  readonly keyWaitMs: number
  readonly lines: number
  readonly conferenceSize: number
  /** Which call id goes on after a transfer or conference. */
  joinedCallId: 'new' | 'held' | 'active'
  /** `reused`: the lowest free number, from 0; `hex`: 32 digits. */
  callIds: 'rising' | 'reused' | 'hex'
}

export const usualSettings: ExchangeSettings = {
  toneMs: 3000,
  noAnswerMs: 20_000,
  forwardNoAnswerMs: 15_000,
  liftAfterMs: 600,
  networkMs: 300,
  outside: { kind: 'answer', afterMs: 4000 },
  agentRingMs: 15_000,
  agentRestMs: 1000,
  wrapUpMs: 3000,
  keyMs: 120,
  keyWaitMs: 2500,
  lines: 6,
  conferenceSize: 8,
  joinedCallId: 'new',
  callIds: 'rising',
}

const names = [
  'Amelia Hart', 'Noah Brandt', 'Sofia Ricci', 'Liam Okafor', 'Emma Dubois', 'Mateo Alvarez',
  'Hannah Vogel', 'Lucas Moreau', 'Priya Nair', 'Oscar Lind', 'Mia Keller', 'Tom Whitaker',
] // prettier-ignore

/** Twelve extensions, an IVR before a queue of three agents, a group of three, three park slots. */
export const usualLayout: Layout = {
  extensions: names.map((name, index) => ({ number: String(1001 + index), name })),
  queues: [{ number: '6001', name: 'Service', members: ['1001', '1002', '1003'] }],
  groups: [{ number: '6010', name: 'Reception', members: ['1004', '1005', '1006'] }],
  ivrs: [{ number: '6000', name: 'Voice menu', next: '6001' }],
  parkSlots: ['701', '702', '703'],
  directDialPrefix: '+1800555',
}
