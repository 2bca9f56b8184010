import type { CallAction, CallView } from '@hookswitch/contract'

/** Whether the user may do this with the call: the server's own list, and the server refuses all else. */
export function mayDo(call: CallView, action: CallAction): boolean {
  return call.template === undefined || call.template.actions.includes(action)
}
