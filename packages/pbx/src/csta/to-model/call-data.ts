import type { CstaDialect } from '#csta/dialects/dialect.ts'
import { type MessageOf, textOfHex, type XmlElement } from '#csta/codec/index.ts'

type Delivered = MessageOf<'DeliveredEvent'>
type DataItem = NonNullable<Delivered['userData']>
type Linkage = NonNullable<Delivered['callLinkageData']>

/** Longest run of digits that is believed to be keyed by a caller. */
const DIGITS = /^[0-9*#]{1,40}$/

export interface DataFields {
  readonly correlatorData?: DataItem
  readonly userData?: DataItem
  /** Elements that the standard does not have. */
  readonly more?: readonly XmlElement[]
}

export interface CarriedData {
  readonly digits?: string
  readonly correlatorData?: string
}

/** What rides on the call: correlator data as text, and the digits that an IVR left there. */
export function carriedData(fields: DataFields, dialect: CstaDialect): CarriedData {
  const correlatorData = textOf(fields.correlatorData)
  const digits = dialect.digitsIn
    .flatMap((place) => (place === 'cad' ? attached(fields.more) : [textOf(fields[place])]))
    .map((text) => text?.trim())
    .find((text) => text !== undefined && DIGITS.test(text))
  return {
    ...(digits === undefined ? {} : { digits }),
    ...(correlatorData === undefined ? {} : { correlatorData }),
  }
}

/** Zultys: what is attached to the call, each under a name that its administrator chose (brief 3.8, ACD). */
function attached(more: readonly XmlElement[] = []): string[] {
  return more.filter(({ name }) => name === 'cad').map(({ text }) => text)
}

/** The text in hex data; the hex itself where it holds none. Vendors' own structures are left alone. */
function textOf(item: DataItem | undefined): string | undefined {
  if (item?.kind !== 'string' || item.value === '') return undefined
  const text = textOfHex(item.value)
  return /^[^\p{Cc}\ufffd]*$/u.test(text) ? text : item.value
}

/** Zultys: an id of the whole call inside the connection (brief 3.6). */
export function globalIdOf(
  connection: { readonly more?: readonly XmlElement[] } | undefined,
): string | undefined {
  return connection?.more?.find(({ name }) => name === 'globalCallID')?.text.trim() || undefined
}

export function linkageOf(linkage: Linkage | undefined): string | undefined {
  const id = linkage?.globalCallData?.globalCallLinkageID?.value
  return id === undefined || id === '' ? undefined : id
}
