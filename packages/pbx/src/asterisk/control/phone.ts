/** Digits, the microphone, and what is set for a phone. */
import type { CommandResult, ForwardingKind } from '@hookswitch/model'
import { action, isPlain, runSetting, setVariable } from '#asterisk/from-model/actions.ts'
import type { Settings } from '#asterisk/to-model/settings.ts'
import { refuse, refused, unknownCall, wrongState, type Desk, type Of } from './desk.ts'

const DIGIT_MS = 100
const DIGIT_PAUSE_MS = 160

/**
 * Asterisk's own word is all there is: its events for digits would also carry what callers key in (card numbers), so
 * they are not asked for.
 */
export async function generateDigits(desk: Desk, command: Of<'generateDigits'>): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'connected' || leg.keptBy !== undefined) return wrongState()
  if (!isPlain('digits', command.digits))
    return refuse('number.invalid', 'Only 0 to 9, *, # and A to D can be sent.')
  const others = desk.others(leg)
  // Where a machine listens it has no channel of its own: it is as if the phone had sent the digits.
  const into = others.length > 0 ? others.map(({ channel }) => ({ channel })) : [{ channel: leg.channel }]
  for (const digit of command.digits) {
    const problem = await desk.askAll(
      into.map(({ channel }) =>
        action('PlayDTMF', {
          Channel: channel,
          Digit: digit,
          Duration: String(DIGIT_MS),
          ...(others.length > 0 ? {} : { Receive: 'true' }),
        }),
      ),
    )
    if (problem !== undefined) return problem
    await new Promise<void>((resolve) => desk.parts.client.world.after(DIGIT_PAUSE_MS, resolve))
  }
  const { connection } = leg
  desk.parts.tell({ kind: 'digitsGenerated', cause: 'normal', connection, sequence: command.digits })
  return { ok: true }
}

/** What the phone's user says is dropped on its way; he still hears the others. */
export async function setMicrophoneMute(
  desk: Desk,
  { device, on }: Of<'setMicrophoneMute'>,
): Promise<CommandResult> {
  const legs = [...desk.legs.legs()].filter(
    (leg) => leg.device === device && leg.person && (leg.told === 'connected' || leg.told === 'hold'),
  )
  if (legs.length === 0) return wrongState('This phone is in no call.')
  const problem = await desk.askAll(
    legs.map(({ channel }) => setVariable(channel, 'MUTEAUDIO(in)', on ? 'on' : 'off')),
  )
  if (problem !== undefined) return problem
  desk.parts.tell({ kind: 'microphoneMute', device, on })
  return { ok: true }
}

const forwardings: Readonly<Partial<Record<ForwardingKind, 'cf' | 'cfb' | 'cfu'>>> = {
  immediate: 'cf',
  busy: 'cfb',
  noAnswer: 'cfu',
}

export function setDoNotDisturb(
  desk: Desk,
  { device, on }: Of<'setDoNotDisturb'>,
  settings: Settings,
): Promise<CommandResult> {
  return change(desk, { device, exten: 'dnd', value: on ? 'YES' : '' }, settings)
}

export async function setForwarding(
  desk: Desk,
  { device, type, on, to = '' }: Of<'setForwarding'>,
  settings: Settings,
): Promise<CommandResult> {
  const exten = forwardings[type]
  if (exten === undefined) return refuse('command.unsupported', 'Asterisk knows no such forwarding.')
  const problem = on ? await desk.unreachable(to) : undefined
  if (problem !== undefined) return problem
  if (on && to === device) return refuse('number.invalid', 'A phone cannot be forwarded to itself.')
  return change(desk, { device, exten, value: on ? to : '' }, settings)
}

interface Change {
  readonly device: string
  readonly exten: 'dnd' | 'cf' | 'cfb' | 'cfu'
  readonly value: string
}

/** The dialplan writes it and tells what is then written. */
async function change(
  desk: Desk,
  { device, exten, value }: Change,
  settings: Settings,
): Promise<CommandResult> {
  const asked = runSetting(exten, { devices: [device], value }, desk.parts.contexts.settings)
  if (!asked.ok) return asked
  const before = settings.toldOf(device)
  const reply = await desk.ask(asked.action)
  if (!reply.ok) return refused(reply)
  return desk.until(() => {
    if (settings.toldOf(device) === before) return undefined
    return settings.valueOf(device, exten) === value
      ? { ok: true }
      : refuse('command.failed', 'Asterisk did not keep it.')
  })
}
