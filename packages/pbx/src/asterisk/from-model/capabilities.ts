import type { Capabilities, CommandKind, DeviceId } from '@hookswitch/model'

const NEEDS_NOTIFY: readonly CommandKind[] = ['answerCall', 'holdCall', 'retrieveCall']

/** What an AMI user may do, and which phones obey. */
export interface Abilities {
  /** Actions that Asterisk lists for this user. */
  readonly actions: ReadonlySet<string>
  readonly devices: Iterable<DeviceId>
  /** True where a phone is known to obey NOTIFY talk and hold. */
  readonly obeys: (device: DeviceId) => boolean
}

/** What the link can do: nothing that the user may not ask for, and nothing that the phone is not known to obey. */
export function capabilitiesOf({ actions, devices, obeys }: Abilities): Capabilities {
  const commands: Partial<Record<CommandKind, 'native' | 'emulated'>> = {}
  if (actions.has('originate')) commands.makeCall = 'native'
  if (actions.has('hangup')) {
    commands.clearConnection = 'native'
    commands.rejectCall = 'native'
    commands.clearCall = 'emulated'
  }
  const exceptions: Record<string, readonly CommandKind[]> = {}
  const all = [...devices]
  const plain = all.filter((device) => !obeys(device))
  if (actions.has('pjsipnotify') && plain.length < all.length) {
    for (const command of NEEDS_NOTIFY) commands[command] = 'emulated'
    for (const device of plain) exceptions[device] = NEEDS_NOTIFY
  }
  return { commands, exceptions, collectedDigits: true, addresses: false, fullSnapshot: true }
}
