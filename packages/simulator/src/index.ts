export {
  type Behaviour,
  type CallView,
  type CustomerPhone,
  type ExtensionView,
  type Fault,
  type PhoneSetting,
  type StartCall,
  behaviour,
  callView,
  extensionView,
  startCall,
} from './control-api.ts'
export { type ControlClient, ControlError, createControlClient } from './control-client.ts'
export { customerPhones } from './demo/customers.ts'
export {
  type SimulatorDialect,
  type SimulatorDialectName,
  simulatorDialectNames,
  simulatorDialects,
} from '#csta/dialects.ts'
export { type Habits, type Switches, switchesBody, usualHabits } from '#csta/habits.ts'
export { type Clock, realClock, VirtualClock } from '#engine/clock.ts'
export { type ExchangeSettings, type Layout, usualLayout, usualSettings } from '#engine/device.ts'
export { Ledger, readLedger } from './ledger.ts'
export { type LedgerEntry, ledgerEntry } from './ledger-entry.ts'
export { type Load, startLoad } from './load.ts'
export { playScript, type Script, script, type ScriptFile } from './script.ts'
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts'
