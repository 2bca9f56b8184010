/** Who acts in the stories of the transfer matrix, and what they see. */
import type { Client } from '@hookswitch/contract'

/** How the first agent comes to speak with the customer. */
export const ways = ['inbound', 'outbound', 'queue'] as const
export type Way = (typeof ways)[number]

/** What stands on an agent's screen about the call that rings. */
export interface Shown {
  readonly name: string | null
  /** Of the customer, E.164 digits with the plus. */
  readonly number: string | null
  readonly notes: string
  /** What the customer keyed in. */
  readonly digits: string | null
}

/** A page of an agent: what is on it now, and its buttons. A press resolves when the page has taken it, not when it happened. */
export interface Screen {
  /** What it shows of a call that rings; null while none does. */
  ringing(): Promise<Shown | null>
  /** Whether the agent speaks with a customer whose number this is, and nobody waits on hold. */
  talksWith(number: string): Promise<boolean>
  /** Whether the customer waits while the agent speaks with the colleague he asked, or hears it ring there. */
  consults(far: 'alerting' | 'connected'): Promise<boolean>
  /** Calls that are not over. */
  live(): Promise<readonly string[]>
  /** After the end: everybody's part in the call as the page tells it, `name: outcome`; null where nothing is drawn. */
  story(): Promise<readonly string[] | null>
  /** Adds a line to the notes of the call that is spoken; resolves when it is kept. */
  types(line: string): Promise<void>
  press(kind: 'answerCall' | 'transferCall' | 'conferenceCall' | 'clearConnection'): Promise<void>
  pressWith(kind: 'singleStepTransfer' | 'consultationCall', number: string): Promise<void>
  dials(number: string): Promise<void>
}

/** An agent of the office: a screen, and a telephone that may have to be picked up by hand. */
export interface Agent {
  readonly name: string
  readonly extension: string
  readonly api: Client
  readonly screen: Screen
  /** Takes what rings at his telephone: by hand, or by the button where the switch can do it. */
  answer(): Promise<void>
  /** What is left to do by hand after dialling on the screen, where his own telephone rings first. */
  lift(): Promise<void>
}

/** The customer at the other end of the line. */
export interface Caller {
  /** Whether he hears whom he speaks with, where there is sound. */
  hears(): Promise<boolean>
  keys(digits: string): Promise<void>
  hangUp(): Promise<void>
}

/** The world around the office: the switch with its menus and queues, and those who call in and are called. */
export interface Outside {
  /** Number of the queue's menu, where a caller is asked for his number first. */
  readonly menu: string
  readonly queue: string
  /** Name of the queue for `setAgentState`, where the switch wants one. */
  readonly group: string | undefined
  /** The customer calls and keys in his digits when he is asked: to an agent, or to the queue. */
  calls(customer: Customer, to: { readonly agent: Agent } | 'queue'): Promise<Caller>
  /** The customer picks up when an agent calls him. */
  isCalled(customer: Customer, by: Agent): Promise<Caller>
  /** Calls that the switch itself still has of this lane. */
  left(): Promise<readonly string[]>
}

/** Somebody in the records: each cell has its own, so that no other cell can be mistaken for it. */
export interface Customer {
  readonly name: string
  readonly number: string
  readonly contactId: string
  readonly caseId: string
  /** Number of the case, which is what he keys in. */
  readonly digits: string
}
