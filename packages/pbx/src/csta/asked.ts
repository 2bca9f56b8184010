/**
 * Why something happens, on a switch that gives no causes, where it happens because it was we who asked for it. What
 * people do at their telephones stays without a cause there (`causes` of the capabilities).
 */
import type { Command, ConnectionId, DeviceId, EventCause, SwitchEvent } from '@hookswitch/model'

type Remembered = Extract<Command, { kind: (typeof kinds)[number] }>

const kinds = ['parkCall', 'directedPickup', 'singleStepConference'] as const

/** Far more than are under way at once: what came to nothing is pushed out. */
const MOST = 64

export class Asked {
  #commands: readonly Remembered[] = []

  /** Before it is asked for: what comes of it may be told before the answer. */
  remember(command: Command): void {
    if (isRemembered(command)) this.#commands = [...this.#commands, command].slice(-MOST)
  }

  forget(command: Command): void {
    this.#commands = this.#commands.filter((one) => one !== command)
  }

  /** The event, with its cause where we know it. */
  withCause(event: SwitchEvent): SwitchEvent {
    for (const command of this.#commands) {
      const cause = causeBy(command, event)
      if (cause !== undefined) return { ...event, cause } as SwitchEvent
      if (isOver(command, event)) this.forget(command)
    }
    return event
  }
}

function causeBy(command: Remembered, event: SwitchEvent): EventCause | undefined {
  switch (event.kind) {
    case 'diverted':
      return command.kind === 'parkCall' && isSame(event.connection, command.connection) ? 'park' : undefined
    case 'delivered':
    case 'established':
      if (event.device !== comerBy(command) || event.connection.callId !== command.connection.callId)
        return undefined
      return command.kind === 'directedPickup' ? 'callPickup' : 'singleStepConference'
    default:
      return undefined
  }
}

/** The device that comes into the call. */
function comerBy(command: Remembered): DeviceId | undefined {
  if (command.kind === 'parkCall') return undefined
  return command.kind === 'directedPickup' ? command.device : command.to
}

function isRemembered(command: Command): command is Remembered {
  return kinds.some((kind) => kind === command.kind)
}

/** Whoever was asked in has left again, or the whole call is over. */
function isOver(command: Remembered, event: SwitchEvent): boolean {
  if (event.kind === 'callCleared') return event.callId === command.connection.callId
  if (event.kind !== 'connectionCleared' || event.connection.callId !== command.connection.callId)
    return false
  return event.device === command.device || event.device === comerBy(command)
}

function isSame(one: ConnectionId, other: ConnectionId): boolean {
  return one.callId === other.callId && one.deviceId === other.deviceId
}
