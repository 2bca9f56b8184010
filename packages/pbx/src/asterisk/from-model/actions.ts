/**
 * Commands into AMI actions. Whatever comes from outside goes through a pattern here: Asterisk gives meaning to `&`,
 * `,`, `;`, `^` and `/` in places where a number or a device is written. An Originate goes to the configured context
 * only; Application and Data are never used, for they could run anything on the PBX.
 */
import type { Refusal } from '@hookswitch/model'
import type { AsteriskConfig } from '#asterisk/config.ts'
import type { AmiHeader } from '#asterisk/codec/writer.ts'

export interface Action {
  readonly name: string
  readonly headers: readonly AmiHeader[]
}

export type Asked =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly refusal: Refusal }

const DIALLABLE = /^\+?[0-9*#]{1,32}$/
const DEVICE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

export interface Dial {
  readonly device: string
  readonly to: string
  /** Uniqueid for the channel of the agent's phone; the call has it as Linkedid. */
  readonly channelId: string
  readonly autoAnswer: boolean
}

/** Click-to-dial: the agent's phone is rung first, and shows the number; when it is answered, the number is dialled. */
export function originate({ device, to, channelId, autoAnswer }: Dial, config: AsteriskConfig): Asked {
  if (!DEVICE.test(device)) return refuse('device.unknown', 'This is not the name of a phone.')
  if (!DIALLABLE.test(to))
    return refuse('number.invalid', 'A number may hold digits, *, # and a leading + only.')
  const headers: AmiHeader[] = [
    ['Channel', `${config.technology}/${device}`],
    ['Context', config.dialContext],
    ['Exten', to],
    ['Priority', '1'],
    ['CallerID', `<${to}>`],
    ['Timeout', String(config.promptSeconds * 1_000)],
    ['Async', 'true'],
    ['ChannelId', channelId],
  ]
  return {
    ok: true,
    action: { name: 'Originate', headers: autoAnswer ? [...headers, ...AUTO_ANSWER] : headers },
  }
}

// Two headers, for phones know one or the other. `\;` keeps Asterisk from cutting the value there.
const AUTO_ANSWER: readonly AmiHeader[] = [
  ['Variable', 'PJSIP_HEADER(add,Call-Info)=<sip:127.0.0.1>\\;answer-after=0'],
  ['Variable', 'PJSIP_HEADER(add,Alert-Info)=<http://127.0.0.1>\\;info=alert-autoanswer'],
]

/** Ends one channel. Without a cause the caller of a ringing phone would hear "temporarily unavailable". */
export function hangUp(channel: string, cause: number): Action {
  return {
    name: 'Hangup',
    headers: [
      ['Channel', channel],
      ['Cause', String(cause)],
    ],
  }
}

/**
 * Asks the phone itself, inside the dialogue of this call: `talk` answers or retrieves, `hold` holds. Asterisk says
 * "NOTIFY sent" whatever the phone makes of it: the proof is the event that follows.
 */
export function notifyPhone(channel: string, event: 'talk' | 'hold'): Action {
  return {
    name: 'PJSIPNotify',
    headers: [
      ['Channel', channel],
      ['Variable', `Event=${event}`],
    ],
  }
}

function refuse(code: Refusal['code'], message: string): Asked {
  return { ok: false, refusal: { code, message } }
}
