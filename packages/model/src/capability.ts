import type { CommandKind } from './command.ts'

/**
 * What a link can do, as its connector declares it. A command that is absent is not offered anywhere.
 * `native`: the switch does it; `emulated`: the connector composes it from other services.
 */
export interface Capabilities {
  readonly commands: Partial<Readonly<Record<CommandKind, 'native' | 'emulated'>>>
  /** Devices to which an exception applies: commands that this device cannot do (a plain desk phone cannot be answered from outside). */
  readonly exceptions: Readonly<Record<string, readonly CommandKind[]>>
  /** True where digits collected by an IVR reach us. */
  readonly collectedDigits: boolean
  /** True where the switch tells the IP address of a party. */
  readonly addresses: boolean
  /** True where a snapshot tells the far ends of a call too. */
  readonly fullSnapshot: boolean
  /**
   * False where the switch does not say why a leg ended or a call failed: busy, rejected, not answered, picked up and
   * parked then look alike. Absent: it says so.
   */
  readonly causes?: boolean
  /** Agents whom the switch's own configuration keeps logged on: that they log off is not offered. */
  readonly keptLoggedOn?: readonly string[]
}

/** Whether the agent at a device may be asked to log off. */
export function canLogOff(capabilities: Capabilities, device: string): boolean {
  return (
    canCommand(capabilities, device, 'setAgentState') && capabilities.keptLoggedOn?.includes(device) !== true
  )
}

/** Whether a device may be asked this at all (the call's state decides the rest: see `offers.ts`). */
export function canCommand(capabilities: Capabilities, device: string, command: CommandKind): boolean {
  return command in capabilities.commands && !capabilities.exceptions[device]?.includes(command)
}
