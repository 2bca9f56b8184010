/**
 * The words that the message tables are written in. A shape says what an element of ECMA-323 holds; decode.ts and
 * encode.ts walk it, and TypeScript infers the messages' types from it, so each message is written down once.
 *
 * Every shape has two types: what reading may give (peers leave mandatory fields out, so all are optional) and what
 * writing asks for (mandatory fields are mandatory).
 */
import type { XmlElement } from './xml.ts'

/** Words outside the standard's list are kept: vendors have their own. */
export type Word<W extends string> = W | (string & {})

/** A device: text and, where the peer or the standard qualifies it, attributes (ECMA-269, 12.3.11). */
export interface DeviceId {
  readonly id: string
  readonly typeOfNumber?: string
  /** Any other attributes, by name. */
  readonly other?: Readonly<Record<string, string>>
}

export type Shape =
  | { readonly kind: 'text' | 'flag' | 'int' | 'hex' | 'empty' | 'device' | 'destinations' | 'open' }
  | {
      readonly kind: 'word'
      readonly words: ReadonlySet<string>
      readonly later: ReadonlyMap<string, string>
    }
  | { readonly kind: 'flags'; readonly names: readonly string[]; readonly later: ReadonlySet<string> }
  | { readonly kind: 'list'; readonly item: string; readonly of: Shape }
  | StructShape
  | ChoiceShape

export interface StructShape {
  readonly kind: 'struct'
  readonly fields: ReadonlyMap<string, Field>
  /** Names of the mandatory fields. */
  readonly required: readonly string[]
}

export interface ChoiceShape {
  readonly kind: 'choice'
  readonly options: ReadonlyMap<string, Shape>
  /** Option taken for bare text where an element was due: some peers do not wrap. */
  readonly bare: string | undefined
  /** Misspellings seen on the wire, and the option they mean. */
  readonly aliases: ReadonlyMap<string, string>
}

export interface Field {
  readonly shape: Shape
  readonly required: boolean
  /** Unknown to edition 3 and therefore not written to it. */
  readonly afterEd3: boolean
}

declare const READ: unique symbol
declare const WRITE: unique symbol
/** A shape with the types it reads and writes, which exist for the compiler only. */
export type Typed<R, W = R> = Shape & { readonly [READ]?: R; readonly [WRITE]?: W }
export type ReadOf<S> = S extends { readonly [READ]?: infer R } ? R : never
export type WriteOf<S> = S extends { readonly [WRITE]?: infer W } ? W : never

declare const REQUIRED: unique symbol
type FieldOf<S, Q extends boolean> = Field & {
  readonly [READ]?: ReadOf<S>
  readonly [WRITE]?: WriteOf<S>
  readonly [REQUIRED]?: Q
}
type Member = Shape | Field
type Members = Readonly<Record<string, Member>>
type RequiredKeys<M> = {
  [K in keyof M]: M[K] extends { readonly [REQUIRED]?: infer Q } ? (true extends Q ? K : never) : never
}[keyof M]

/** What reading a struct gives. `more` keeps the children that the table does not know. */
export type StructRead<M extends Members> = { readonly [K in keyof M]?: ReadOf<M[K]> } & {
  readonly more?: readonly XmlElement[]
}
/** What writing a struct asks for. */
export type StructWrite<M extends Members> = { readonly [K in RequiredKeys<M>]: WriteOf<M[K]> } & {
  readonly [K in Exclude<keyof M, RequiredKeys<M>>]?: WriteOf<M[K]> | undefined
} & { readonly more?: readonly XmlElement[] | undefined }

type ChoiceRead<M extends Members> = {
  [K in keyof M & string]: [ReadOf<M[K]>] extends [true]
    ? { readonly kind: K }
    : { readonly kind: K; readonly value: ReadOf<M[K]> }
}[keyof M & string]
type ChoiceWrite<M extends Members> = {
  [K in keyof M & string]: [WriteOf<M[K]>] extends [true]
    ? { readonly kind: K }
    : { readonly kind: K; readonly value: WriteOf<M[K]> }
}[keyof M & string]

export const text: Typed<string> = { kind: 'text' }
export const flag: Typed<boolean> = { kind: 'flag' }
export const int: Typed<number> = { kind: 'int' }
/** xsd:hexBinary, as upper-case hex digits without white space. See hexOfText and textOfHex. */
export const hex: Typed<string> = { kind: 'hex' }
/** An element that says all by being there. */
export const empty: Typed<true> = { kind: 'empty' }
export const device: Typed<DeviceId> = { kind: 'device' }
/** DeflectCall.newDestination: one bare device in edition 3, a list of `<device>` from edition 4 on. */
export const destinations: Typed<readonly DeviceId[]> = { kind: 'destinations' }
/** Content that is none of our business, kept as it came: private data. */
export const open: Typed<readonly XmlElement[]> = { kind: 'open' }

/** An enumeration. `+new=old` is a word that edition 3 lacks, and the one it has instead. */
export function word<const W extends string>(...words: readonly W[]): Typed<Word<Bare<W>>> {
  const pairs = words.map((entry) => entry.replace('+', '').split('=') as [string, string?])
  const later = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined)
  return { kind: 'word', words: new Set(pairs.map(([name]) => name)), later: new Map(later) }
}

/** Children that are booleans, in wire order; a leading + marks a name unknown to edition 3. Names not listed are kept. */
export function flags<const N extends string>(
  ...names: readonly N[]
): Typed<
  Readonly<Partial<Record<Bare<N>, boolean>>>,
  Readonly<Partial<Record<Bare<N>, boolean | undefined>>>
> {
  return {
    kind: 'flags',
    names: names.map((name) => name.replace('+', '')),
    later: new Set(names.filter((name) => name.startsWith('+')).map((name) => name.slice(1))),
  }
}

/** A set of booleans whose names are left to the peer: the details of capability lists. */
export const anyFlags: Typed<Readonly<Record<string, boolean>>> = {
  kind: 'flags',
  names: [],
  later: new Set(),
}

export function list<S extends Shape>(
  item: string,
  of: S,
): Typed<ReadonlyArray<ReadOf<S>>, ReadonlyArray<WriteOf<S>>> {
  return { kind: 'list', item, of }
}

/** Must be written; may be missing when read (then the decoder notes a fault). */
export function req<S extends Shape>(shape: S): FieldOf<S, true> {
  return { shape, required: true, afterEd3: false }
}

export function afterEd3<S extends Shape>(shape: S): FieldOf<S, false> {
  return { shape, required: false, afterEd3: true }
}

/** Mandatory from edition 4 on, unknown before. */
export function reqAfterEd3<S extends Shape>(shape: S): FieldOf<S, true> {
  return { shape, required: true, afterEd3: true }
}

export function struct<const M extends Members>(
  members: M,
): Typed<StructRead<M>, StructWrite<M>> & StructShape {
  const fields = Object.entries(members).map(([name, member]): [string, Field] => [
    name,
    'shape' in member ? member : { shape: member, required: false, afterEd3: false },
  ])
  return structOf(fields)
}

function structOf(fields: ReadonlyArray<readonly [string, Field]>): StructShape {
  const required = fields.filter(([, field]) => field.required).map(([name]) => name)
  return { kind: 'struct', fields: new Map(fields), required }
}

export function choice<const M extends Readonly<Record<string, Shape>>>(
  options: M,
  habits: {
    readonly bare?: keyof M & string
    readonly aliases?: Readonly<Record<string, keyof M & string>>
  } = {},
): Typed<ChoiceRead<M>, ChoiceWrite<M>> & ChoiceShape {
  return {
    kind: 'choice',
    options: new Map(Object.entries(options)),
    bare: habits.bare,
    aliases: new Map(Object.entries(habits.aliases ?? {})),
  }
}

/** A name without its marks. */
type Bare<N extends string> = N extends `+${infer B}=${string}` ? B : N extends `+${infer B}` ? B : N

/**
 * The services or events of a capability list: each present one is supported, its details are flags.
 * A leading + marks a name unknown to edition 3.
 */
export function services<const N extends string>(
  ...names: readonly N[]
): Typed<Readonly<Partial<Record<Bare<N>, Readonly<Record<string, boolean>>>>>> & StructShape {
  const fields = names.map((name): [string, Field] => [
    name.replace('+', ''),
    { shape: anyFlags, required: false, afterEd3: name.startsWith('+') },
  ])
  return structOf(fields)
}
