import { editions, type EditionName, type PeerStyle, type WireDialect } from '@hookswitch/pbx/csta/codec'
import type { Habits } from './habits.ts'

/** How a peer that writes like this is written to. */
export function dialectFor(habits: Habits, peer: PeerStyle): WireDialect {
  const named = /ed[3-6]/.exec(peer.namespace ?? '')?.[0] as EditionName | undefined
  const edition = editions[(habits.strict ? undefined : named) ?? habits.edition]
  if (habits.namespaces === 'none') return { ...edition, csta: undefined, session: undefined }
  const session = habits.bareSession ? undefined : edition.session
  const prefix = habits.namespaces === 'prefix' ? 'csta' : habits.strict ? undefined : peer.prefix
  return prefix === undefined ? { ...edition, session } : { ...edition, session, prefix }
}

/** Whether this switch understands what is written so. One that is strict knows its own edition only. */
export function understands(habits: Habits, peer: PeerStyle): boolean {
  return !habits.strict || peer.namespace === editions[habits.edition].csta
}
