export {
  type Behaviour,
  type CallView,
  type ExtensionView,
  type StartCall,
  behaviour,
  callView,
  extensionView,
  startCall,
} from './control-api.ts'
export { type LedgerEntry, ledgerEntry } from './ledger-entry.ts'
