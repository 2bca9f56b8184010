/**
 * What some switches make of an event before they send it: each accent is one habit, and changes the event as the
 * standard has it into the event as that switch has it.
 */
import { encodeMessage, editions, hexOfText, type Draft, type XmlElement } from '@hookswitch/pbx/csta/codec'
import type { CallEvent } from '#engine/event.ts'
import type { Habits } from './habits.ts'
import { displayParameters, wireDevice, wireRedirection, type wireParty } from './parts.ts'

export interface Hearing {
  readonly event: CallEvent
  /** Device of the monitor that is told; null for a call's monitor. */
  readonly monitored: string | null
  /** True where the call came to that device from a queue, a group or a menu. */
  readonly distributed: boolean
  readonly habits: Habits
}

/** An event on its way: the fields of any of them. */
type Fields = Readonly<Record<string, unknown>> & { readonly kind: string }
type Accent = (fields: Fields, hearing: Hearing) => Fields

const order: readonly Accent[] = [
  divertedForDelivered,
  bareTransfer,
  withUrn,
  withElementsOfItsOwn,
  withParameters,
  withGlobalCallIds,
  withVendorData,
  withLittleCause,
  withPadding,
]

/** The event as this switch says it. */
export function accented(draft: Draft, hearing: Hearing): Draft {
  // Checked by the schemas and the decoder in tests: the accents work on fields that all events share.
  return order.reduce<Fields>((fields, accent) => accent(fields, hearing), draft as never) as never
}

const leaf = (name: string, text: string, attributes: Record<string, string> = {}): XmlElement => ({
  name,
  text,
  attributes,
  children: [],
})

function withMore(fields: Fields, more: readonly XmlElement[]): Fields {
  const before = (fields['more'] as readonly XmlElement[] | undefined) ?? []
  return { ...fields, more: [...before, ...more] }
}

/** Zultys: a call that a group hands to a phone is told there as diverted to it, and not as delivered. */
function divertedForDelivered(fields: Fields, { event, monitored, distributed, habits }: Hearing): Fields {
  if (!habits.divertedRings || event.kind !== 'delivered' || !distributed) return fields
  if (event.connection.deviceId !== monitored) return fields
  const { kind: _, alertingDevice, connection, ...rest } = fields
  return {
    kind: 'DivertedEvent',
    connection,
    divertingDevice: wireDevice(event.lastRedirection ?? event.called),
    newDestination: alertingDevice,
    ...rest,
    lastRedirectionDevice: wireRedirection(event.lastRedirection),
  }
}

/** Zultys: of a blind transfer, who transferred what to whom, and nothing of who remains. */
function bareTransfer(fields: Fields, { event, habits }: Hearing): Fields {
  if (habits.transferConnections || event.cause !== 'singleStepTransfer') return fields
  if (fields.kind !== 'TransferedEvent') return fields
  const { transferredConnections: _, ...rest } = fields
  return rest
}

/** OpenScape Voice: a correlator of its own on every call of a queue. */
function withUrn(fields: Fields, { event, habits }: Hearing): Fields {
  if (!habits.urnCorrelator || !event.acd || event.kind === 'digitsGenerated' || event.kind === 'callCleared')
    return fields
  const urn = `urn:nena:uid:callid:${event.truth}.switch.exampleurn:nena:uid:incidentid:${event.truth}.switch.example`
  return { ...fields, correlatorData: { kind: 'string', value: hexOfText(urn) } }
}

/** Zultys: names and keyed digits in elements that the standard does not have. */
function withElementsOfItsOwn(fields: Fields, { event, habits }: Hearing): Fields {
  const more: XmlElement[] = []
  if (habits.displayNames && 'alertingDevice' in fields && 'person' in event)
    more.push(leaf('alertingDisplayName', event.person.name ?? ''))
  if (habits.displayNames && 'callingDevice' in fields && !event.calling.restricted)
    more.push(leaf('callingDisplayName', event.calling.name ?? ''))
  if (habits.digitsIn === 'cad' && event.digits !== null && event.kind !== 'digitsGenerated')
    more.push(leaf('cad', event.digits, { name: 'Collected digits', type: 'string' }))
  return more.length === 0 ? fields : withMore(fields, more)
}

/** OpenScape Voice: what follows a name in the standard's own notation. */
function withParameters(fields: Fields, { event, habits }: Hearing): Fields {
  if (!habits.deviceParameters) return fields
  const again: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    const party = value as Partial<ReturnType<typeof wireParty>> | undefined
    if (party?.kind !== 'deviceIdentifier' || !('value' in party) || name === 'networkInterfaceUsed') continue
    if (party.value?.typeOfNumber !== undefined) continue
    again[name] = {
      kind: 'deviceIdentifier',
      value: { id: displayParameters(party.value?.id ?? '', event.truth) },
    }
  }
  return { ...fields, ...again }
}

/** Zultys: an id that stays for as long as the call is one to a person, inside every connection. */
function withGlobalCallIds(fields: Fields, { event, habits }: Hearing): Fields {
  if (!habits.globalCallId) return fields
  const more = [leaf('globalCallID', event.truth)]
  const again: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'object' && value !== null && 'callID' in value) again[name] = { ...value, more }
  }
  return { ...fields, ...again }
}

const vendorNamespace = 'http://www.siemens.com/schema/csta'

/** OpenScape Voice: what may be asked now, and private data. */
function withVendorData(fields: Fields, { event, habits }: Hearing): Fields {
  if (!habits.privateData || event.kind === 'digitsGenerated' || event.kind === 'callCleared') return fields
  const attributes = { 'xmlns:scx': vendorNamespace }
  const permitted = {
    callControlServices: { clearConnection: true },
    callAssociatedServices: {},
    mediaAttachementServices: {},
    routeingServices: {},
    voiceServices: {},
  }
  return {
    ...fields,
    servicesPermitted: permitted,
    extensions: {
      privateData: { kind: 'private', value: [{ ...leaf('scx:extendedServicesPermitted', ''), attributes }] },
    },
  }
}

/** Zultys: the reason is not told, nor how the monitored device's own leg is. */
function withLittleCause(fields: Fields, { habits }: Hearing): Fields {
  const { localConnectionInfo: _, ...rest } = fields
  const told = habits.localConnectionInfo ? fields : (rest as Fields)
  return habits.causes === 'told' || !('cause' in fields) ? told : { ...told, cause: 'normal' }
}

/** As long as a frame may be, where a vendor has much to add. */
function withPadding(fields: Fields, { habits }: Hearing): Fields {
  if (habits.paddedTo === 0) return fields
  const bytes = Buffer.byteLength(encodeMessage(fields as never, editions[habits.edition]))
  const missing = habits.paddedTo - bytes - 120
  if (missing <= 0) return fields
  const value = '20'.repeat(missing >> 1)
  return { ...fields, extensions: { privateData: { kind: 'string', value } } }
}
