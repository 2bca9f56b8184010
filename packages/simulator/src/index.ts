export {
  type Behaviour,
  type CallView,
  type CustomerPhone,
  type ExtensionView,
  type StartCall,
  behaviour,
  callView,
  extensionView,
  startCall,
} from './control-api.ts'
export { type ControlClient, ControlError, createControlClient } from './control-client.ts'
export { customerPhones } from './demo/customers.ts'
export { type Habits, usualHabits } from '#csta/habits.ts'
export { type Clock, realClock, VirtualClock } from '#engine/clock.ts'
export { type ExchangeSettings, type Layout, usualLayout, usualSettings } from '#engine/device.ts'
export { Ledger, readLedger } from './ledger.ts'
export { type LedgerEntry, ledgerEntry } from './ledger-entry.ts'
export { type Load, startLoad } from './load.ts'
export { playScript, type Script, script, type ScriptFile } from './script.ts'
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts'
