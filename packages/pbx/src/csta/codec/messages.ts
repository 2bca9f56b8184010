/**
 * Every message this codec knows by name, with its type inferred from the tables. A message is a plain object:
 * `kind` is the element's name, the other members are its children under the wire's own names.
 */
import type { ReadOf, Shape, WriteOf } from './shape.ts'
import { callControlMessages } from './tables/call-control.table.ts'
import { callEventMessages } from './tables/call-events.table.ts'
import { capabilityMessages } from './tables/capability.table.ts'
import { deviceMessages } from './tables/devices.table.ts'
import { universalFailure } from './tables/errors.table.ts'
import { monitorMessages } from './tables/monitor.table.ts'
import { sessionMessages } from './tables/session.table.ts'
import { systemMessages } from './tables/system.table.ts'
import type { XmlElement } from './xml.ts'

const structMessages = {
  ...sessionMessages,
  ...systemMessages,
  ...capabilityMessages,
  ...monitorMessages,
  ...callControlMessages,
  ...callEventMessages,
  ...deviceMessages,
} as const

type StructTable = typeof structMessages
/** The name of a message: its XML element's local name. */
export type MessageKind = keyof StructTable | 'CSTAErrorCode'

type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** Why the switch refused: the group, and within it the word (ECMA-323, error types). */
export type CstaError = ReadOf<typeof universalFailure>
export interface CstaErrorMessage {
  readonly kind: 'CSTAErrorCode'
  readonly error?: CstaError
}
/** An element that no table names: kept whole. */
export interface UnknownMessage {
  readonly kind: 'unknown'
  readonly name: string
  readonly tree: XmlElement
}

/** A message as read: any member may be missing, because real peers leave out what the standard demands. */
export type MessageOf<K extends MessageKind> = K extends keyof StructTable
  ? Simplify<{ readonly kind: K } & ReadOf<StructTable[K]>>
  : CstaErrorMessage
export type KnownMessage = { [K in MessageKind]: MessageOf<K> }[MessageKind]
export type Message = KnownMessage | UnknownMessage

/** A message to write: what the standard makes mandatory is mandatory. */
export type DraftOf<K extends MessageKind> = K extends keyof StructTable
  ? Simplify<{ readonly kind: K } & WriteOf<StructTable[K]>>
  : { readonly kind: 'CSTAErrorCode'; readonly error: CstaError }
export type Draft = { [K in MessageKind]: DraftOf<K> }[MessageKind] | UnknownMessage

/** Element names of events end in Event; everything else here is asked, answered or reported. */
export type CstaEvent = Extract<KnownMessage, { kind: `${string}Event` }>

/** The table by element name. The one message that is a choice and not a sequence is CSTAErrorCode. */
export const messageShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...Object.entries(structMessages),
  ['CSTAErrorCode', universalFailure],
])

/** Messages of ECMA-354, which live in the session namespace. */
export const sessionKinds: ReadonlySet<string> = new Set(Object.keys(sessionMessages))

/** Names seen in the wild for messages of the table. */
export const messageAliases: ReadonlyMap<string, MessageKind> = new Map<string, MessageKind>([
  ['TransferredEvent', 'TransferedEvent'],
])

/**
 * What a message is to its receiver (brief 3.2): `response` answers a request of ours, `event` answers nothing and
 * wants no answer, `request` wants exactly one, `report` is a request by form that wants none.
 */
export type MessageRole = 'request' | 'response' | 'event' | 'report'

export function roleOf(name: string): MessageRole {
  if (name === 'CSTAErrorCode' || name.endsWith('Response')) return 'response'
  if (name.endsWith('Event')) return 'event'
  const answered =
    !messageShapes.has(name) ||
    messageShapes.has(`${name}Response`) ||
    messageShapes.has(`${name}PosResponse`)
  return answered ? 'request' : 'report'
}
