/**
 * Commands into AMI actions. Whatever comes from outside goes through a pattern here: Asterisk gives meaning to `&`,
 * `,`, `;`, `^` and `/` in places where a number or a device is written. Calls are sent to the configured contexts only;
 * Application and Data are never used, for they could run anything on the PBX.
 */
import type { Refusal } from '@hookswitch/model'
import type { AmiHeader } from '#asterisk/codec/writer.ts'
import type { AsteriskConfig } from '#asterisk/config.ts'

export interface Action {
  readonly name: string
  readonly headers: readonly AmiHeader[]
}

export type Asked =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly refusal: Refusal }

const patterns = {
  number: /^\+?[0-9*#]{1,32}$/,
  device: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
  digits: /^[0-9A-D*#]{1,32}$/,
  slot: /^[0-9]{1,10}$/,
  queue: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/,
  reason: /^[\p{L}\p{N}][\p{L}\p{N} .,'()+/_-]{0,59}$/u,
} as const

/** Whether a text from outside may stand where a number, a device … is written. */
export function isPlain(kind: keyof typeof patterns, text: string): boolean {
  return patterns[kind].test(text)
}

/** A place in the dialplan. */
export interface Destination {
  readonly context: string
  readonly exten: string
}

export interface Dial {
  readonly device: string
  readonly to: string
  /** Uniqueid for the channel of the agent's phone; the call has it as Linkedid. */
  readonly channelId: string
  readonly autoAnswer: boolean
}

/** Click-to-dial: the agent's phone is rung first, and shows the number; when it is answered, the number is dialled. */
export function originate({ device, to, channelId, autoAnswer }: Dial, config: AsteriskConfig): Asked {
  if (!isPlain('number', to))
    return refuse('number.invalid', 'A number may hold digits, *, # and a leading + only.')
  const destination = { context: config.dialContext, exten: to }
  return prompt({ device, shown: to, channelId, autoAnswer, destination, variables: [] }, config)
}

export interface Prompt {
  readonly device: string
  /** What the phone shows while it rings. */
  readonly shown: string
  readonly channelId: string
  readonly autoAnswer: boolean
  readonly destination: Destination
  readonly variables: readonly (readonly [name: string, value: string])[]
}

/** Rings a phone of ours, and sends it somewhere when it is answered. */
export function prompt(asked: Prompt, config: AsteriskConfig): Asked {
  const { device, shown, channelId, autoAnswer, destination, variables } = asked
  if (!isPlain('device', device)) return refuse('device.unknown', 'This is not the name of a phone.')
  const headers: AmiHeader[] = [
    ['Channel', `${config.technology}/${device}`],
    ['Context', destination.context],
    ['Exten', destination.exten],
    ['Priority', '1'],
    ...(isPlain('number', shown) ? [['CallerID', `<${shown}>`] as const] : []),
    ['Timeout', String(config.promptSeconds * 1_000)],
    ['Async', 'true'],
    ['ChannelId', channelId],
    ...(autoAnswer ? AUTO_ANSWER : []),
    ...variables.map(([name, value]) => ['Variable', `${name}=${value}`] as const),
  ]
  return { ok: true, action: { name: 'Originate', headers } }
}

// Two headers, for phones know one or the other. `\;` keeps Asterisk from cutting the value there.
const AUTO_ANSWER: readonly AmiHeader[] = [
  ['Variable', 'PJSIP_HEADER(add,Call-Info)=<sip:127.0.0.1>\\;answer-after=0'],
  ['Variable', 'PJSIP_HEADER(add,Alert-Info)=<http://127.0.0.1>\\;info=alert-autoanswer'],
]

export interface Bringing {
  /** Looked up in the context of transfers. */
  readonly to: string
  readonly from: string
  readonly into: Destination
  readonly channelId: string
}

/** Calls somebody and brings him, once he has answered, to a place in the dialplan: a conference room. */
export function bring({ to, from, into, channelId }: Bringing, transferContext: string): Asked {
  if (!isPlain('number', to) || !isPlain('device', from))
    return refuse('number.invalid', 'A number may hold digits, *, # and a leading + only.')
  const headers: AmiHeader[] = [
    ['Channel', `Local/${to}@${transferContext}`],
    ['Context', into.context],
    ['Exten', into.exten],
    ['Priority', '1'],
    ...(isPlain('number', from) ? [['CallerID', `<${from}>`] as const] : []),
    ['Timeout', '60000'],
    ['Async', 'true'],
    ['ChannelId', channelId],
    ['OtherChannelId', `${channelId}-2`],
  ]
  return { ok: true, action: { name: 'Originate', headers } }
}

/** Runs one of the documented entries of the settings context. It hangs up without an answer; its event is the proof. */
export function runSetting(
  exten: 'dnd' | 'cf' | 'cfb' | 'cfu' | 'tell',
  { devices, value }: { readonly devices: readonly string[]; readonly value: string },
  context: string,
): Asked {
  if (!devices.every((device) => isPlain('device', device)))
    return refuse('device.unknown', 'This is not the name of a phone.')
  if (value !== '' && value !== 'YES' && !isPlain('number', value))
    return refuse('number.invalid', 'A number may hold digits, *, # and a leading + only.')
  const headers: AmiHeader[] = [
    ['Channel', `Local/${exten}@${context}/n`],
    ['Context', context],
    ['Exten', 'tell'],
    ['Priority', '1'],
    ['Timeout', '5000'],
    ['Async', 'true'],
    ['Variable', `HOOKSWITCH_DEVICE=${devices.join('&')}`],
    ['Variable', `HOOKSWITCH_VALUE=${value}`],
  ]
  return { ok: true, action: { name: 'Originate', headers } }
}

/** Ends one channel. Without a cause the caller of a ringing phone would hear "temporarily unavailable". */
export function hangUp(channel: string, cause: number): Action {
  return action('Hangup', { Channel: channel, Cause: String(cause) })
}

/**
 * Asks the phone itself, inside the dialogue of this call: `talk` answers or retrieves, `hold` holds. Asterisk says
 * "NOTIFY sent" whatever the phone makes of it: the proof is the event that follows.
 */
export function notifyPhone(channel: string, event: 'talk' | 'hold'): Action {
  return action('PJSIPNotify', { Channel: channel, Variable: `Event=${event}` })
}

/** Sends one channel, or two at once, elsewhere in the dialplan. Of two in one bridge, one alone would end the other. */
export function redirect(
  channel: string,
  to: Destination,
  extra?: { readonly channel: string; readonly to: Destination },
): Action {
  return action('Redirect', {
    Channel: channel,
    Context: to.context,
    Exten: to.exten,
    Priority: '1',
    ...(extra === undefined
      ? {}
      : {
          ExtraChannel: extra.channel,
          ExtraContext: extra.to.context,
          ExtraExten: extra.to.exten,
          ExtraPriority: '1',
        }),
  })
}

export function bridge(one: string, other: string): Action {
  return action('Bridge', { Channel1: one, Channel2: other, Tone: 'no' })
}

export function setVariable(channel: string, name: string, value: string): Action {
  return action('Setvar', { Channel: channel, Variable: name, Value: value })
}

export function action(name: string, headers: Readonly<Record<string, string>>): Action {
  return { name, headers: Object.entries(headers) }
}

function refuse(code: Refusal['code'], message: string): Asked {
  return { ok: false, refusal: { code, message } }
}
