import type { CallEvent } from '#switch-event.ts'
import type { Work } from './state.ts'

export type JoinEvent = Extract<CallEvent, { readonly kind: 'transferred' | 'conferenced' }>
type Ignored = 'repeated' | 'late' | 'unknownCall' | 'impossible'

export function applyJoin(_work: Work, _event: JoinEvent): Ignored | null {
  return 'impossible'
}

export function applyRelinked(_work: Work, _event: Extract<CallEvent, { kind: 'relinked' }>): Ignored | null {
  return 'impossible'
}
