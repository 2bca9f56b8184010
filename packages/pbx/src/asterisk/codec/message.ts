/**
 * What an Asterisk Manager Interface (AMI) session says. Header names may repeat within a message (`ChanVariable`,
 * `Output`, `Variable`), so fields are a multi-map, in the order of arrival.
 */
export type AmiFields = ReadonlyMap<string, readonly string[]>

export type AmiMessage =
  /** First line of a session. `version` is that of the protocol, not of Asterisk. */
  | { readonly kind: 'banner'; readonly version: string }
  | { readonly kind: 'response'; readonly success: boolean; readonly fields: AmiFields }
  | { readonly kind: 'event'; readonly event: string; readonly fields: AmiFields }
  | AmiReadError

/** Something that is not AMI, or is too large to be believed. The reader goes on with the next message. */
export interface AmiReadError {
  readonly kind: 'error'
  readonly code: AmiReadErrorCode
  readonly message: string
}

export type AmiReadErrorCode =
  | 'notAmi'
  | 'lineTooLong'
  | 'messageTooLong'
  | 'tooManyHeaders'
  | 'lineWithoutColon'
  | 'unknownMessage'

/** The first value of a header, or undefined where the message does not have it. */
export function first(fields: AmiFields, name: string): string | undefined {
  return fields.get(name)?.[0]
}

/** All values of a header, in order. */
export function all(fields: AmiFields, name: string): readonly string[] {
  return fields.get(name) ?? []
}

/**
 * A channel variable that the event carries (`channelvars` in manager.conf): `ChanVariable: NAME=value`, or with a
 * prefix for the other channel of the event (`DestChanVariable`). Undefined where it is not carried.
 */
export function channelVariable(fields: AmiFields, name: string, prefix = ''): string | undefined {
  const start = `${name}=`
  return all(fields, `${prefix}ChanVariable`)
    .find((entry) => entry.startsWith(start))
    ?.slice(start.length)
}
