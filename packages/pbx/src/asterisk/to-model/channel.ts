import { channelVariable, first, type AmiFields } from '#asterisk/codec/message.ts'

/** Channel variable with the tag; `channelvars` in manager.conf brings it with every event. */
export const TAG_VARIABLE = 'HOOKSWITCH'

/** What an AMI event says of one channel. Events about two channels carry a second set under a prefix (`Dest…`). */
export interface ChannelNote {
  readonly uniqueid: string
  readonly linkedid: string
  readonly channel: string
  /** `ChannelState`: 0 Down, 4 Ring (it calls), 5 Ringing (it is called), 6 Up. */
  readonly state: number
  readonly callerNumber: string
  readonly callerName: string
  readonly context: string
  readonly exten: string
  /** Which consultation the channel belongs to, where Hookswitch has marked it (see `places.ts`); else ''. */
  readonly tag: string
  /** A channel variable that manager.conf adds to every event; undefined where it is not added. */
  variable(name: string): string | undefined
}

/** The channel under a prefix, or undefined where the event has none there. */
export function channelNote(fields: AmiFields, prefix = ''): ChannelNote | undefined {
  const uniqueid = first(fields, `${prefix}Uniqueid`)
  const channel = first(fields, `${prefix}Channel`)
  if (uniqueid === undefined || uniqueid === '' || channel === undefined) return undefined
  return {
    uniqueid,
    linkedid: first(fields, `${prefix}Linkedid`) || uniqueid,
    channel,
    state: Number(first(fields, `${prefix}ChannelState`) ?? -1),
    callerNumber: known(first(fields, `${prefix}CallerIDNum`)),
    callerName: known(first(fields, `${prefix}CallerIDName`)),
    context: first(fields, `${prefix}Context`) ?? '',
    exten: first(fields, `${prefix}Exten`) ?? '',
    tag: channelVariable(fields, TAG_VARIABLE, prefix) ?? '',
    variable: (name) => channelVariable(fields, name, prefix),
  }
}

/** Asterisk writes `<unknown>` where it has nothing. */
function known(value: string | undefined): string {
  return value === undefined || value === '<unknown>' ? '' : value
}

// Channels of these technologies are people; Local, Surrogate, AsyncGoto, CBAnn, Snoop and the like are plumbing.
const TECHNOLOGIES = new Set(['PJSIP', 'SIP', 'IAX2', 'DAHDI', 'SCCP', 'OOH323', 'MGCP', 'Motif', 'UniMRCP'])

export interface ChannelName {
  readonly technology: string
  /** Endpoint that the channel belongs to: `1001` of `PJSIP/1001-0000001b`. */
  readonly endpoint: string
  /** False for channels that only connect others inside Asterisk. */
  readonly person: boolean
}

export function parseChannelName(channel: string): ChannelName {
  const slash = channel.indexOf('/')
  const technology = slash < 0 ? '' : channel.slice(0, slash)
  const rest = channel.slice(slash + 1)
  const dash = rest.lastIndexOf('-')
  return {
    technology,
    endpoint: dash <= 0 ? rest : rest.slice(0, dash),
    person: TECHNOLOGIES.has(technology),
  }
}
