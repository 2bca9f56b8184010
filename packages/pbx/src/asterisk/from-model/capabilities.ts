import type { Capabilities, CommandKind, DeviceId } from '@hookswitch/model'
import type { Contexts } from '#asterisk/to-model/contexts.ts'

/** What an AMI user may do, what the dialplan has, and which phones obey. */
export interface Abilities {
  /** Actions that Asterisk lists for this user, in lower case. */
  readonly actions: ReadonlySet<string>
  /** Contexts of docs/asterisk/extensions.conf that are there. */
  readonly contexts: ReadonlySet<keyof Contexts>
  readonly devices: Iterable<DeviceId>
  /** True where a phone is known to obey NOTIFY talk and hold. */
  readonly obeys: (device: DeviceId) => boolean
  /** Agents who cannot leave their queues. */
  readonly kept: readonly DeviceId[]
}

interface Need {
  readonly command: CommandKind
  readonly how: 'native' | 'emulated'
  readonly actions: readonly string[]
  readonly contexts?: readonly (keyof Contexts)[]
}

const twoCalls = {
  how: 'emulated',
  actions: ['redirect', 'bridge', 'setvar', 'getvar', 'hangup'],
  contexts: ['hold', 'consult', 'transfer'],
} as const

const needs: readonly Need[] = [
  { command: 'makeCall', how: 'native', actions: ['originate'] },
  { command: 'clearConnection', how: 'native', actions: ['hangup'] },
  { command: 'rejectCall', how: 'native', actions: ['hangup'] },
  { command: 'clearCall', how: 'emulated', actions: ['hangup'] },
  { command: 'holdCall', how: 'emulated', actions: ['redirect', 'bridge', 'setvar'], contexts: ['hold'] },
  { command: 'retrieveCall', how: 'emulated', actions: ['redirect', 'bridge', 'setvar'], contexts: ['hold'] },
  { command: 'consultationCall', ...twoCalls },
  { command: 'alternateCall', ...twoCalls },
  { command: 'reconnectCall', ...twoCalls },
  { command: 'transferCall', ...twoCalls },
  { command: 'conferenceCall', ...twoCalls, contexts: [...twoCalls.contexts, 'conference'] },
  {
    command: 'singleStepConference',
    how: 'emulated',
    actions: ['redirect', 'originate', 'getvar'],
    contexts: ['conference', 'transfer'],
  },
  {
    command: 'singleStepTransfer',
    how: 'native',
    actions: ['blindtransfer', 'getvar'],
    contexts: ['transfer'],
  },
  { command: 'deflectCall', how: 'emulated', actions: ['redirect', 'getvar'], contexts: ['transfer'] },
  { command: 'parkCall', how: 'native', actions: ['park', 'setvar', 'hangup'] },
  {
    command: 'directedPickup',
    how: 'emulated',
    actions: ['originate', 'bridge'],
    contexts: ['pickup', 'transfer', 'hold'],
  },
  { command: 'groupPickup', how: 'emulated', actions: ['originate'], contexts: ['pickup'] },
  { command: 'generateDigits', how: 'native', actions: ['playdtmf'] },
  { command: 'setMicrophoneMute', how: 'native', actions: ['setvar'] },
  { command: 'setDoNotDisturb', how: 'emulated', actions: ['originate'], contexts: ['settings'] },
  {
    command: 'setForwarding',
    how: 'emulated',
    actions: ['originate', 'getvar'],
    contexts: ['settings', 'transfer'],
  },
  { command: 'setAgentState', how: 'emulated', actions: ['queueadd', 'queueremove', 'queuepause'] },
]

/** Where the dialplan cannot do it, these are still possible with phones that obey. */
const BY_PHONE: readonly CommandKind[] = ['answerCall', 'holdCall', 'retrieveCall']

/** What the link can do: nothing that the user may not ask for, the dialplan has no place for, or the phone does not obey. */
export function capabilitiesOf({ actions, contexts, devices, obeys, kept }: Abilities): Capabilities {
  const commands: Partial<Record<CommandKind, 'native' | 'emulated'>> = {}
  for (const need of needs) {
    const may = need.actions.every((action) => actions.has(action))
    if (may && (need.contexts ?? []).every((context) => contexts.has(context)))
      commands[need.command] = need.how
  }
  const exceptions: Record<string, readonly CommandKind[]> = {}
  const all = [...devices]
  const plain = all.filter((device) => !obeys(device))
  if (actions.has('pjsipnotify') && plain.length < all.length) {
    const missing = BY_PHONE.filter((command) => !(command in commands))
    for (const command of missing) commands[command] = 'emulated'
    for (const device of plain) exceptions[device] = missing
  }
  const told = { collectedDigits: true, addresses: false, fullSnapshot: true }
  return { commands, exceptions, ...told, ...(kept.length === 0 ? {} : { keptLoggedOn: kept }) }
}
