import { editions, type EditionName, type PeerStyle, type WireDialect } from '@hookswitch/pbx/csta/codec'
import type { Habits } from './habits.ts'

/** How a peer that writes like this is written to. */
export function dialectFor(habits: Habits, peer: PeerStyle): WireDialect {
  const named = /ed[3-6]/.exec(peer.namespace ?? '')?.[0] as EditionName | undefined
  const edition = editions[named ?? habits.edition]
  if (habits.namespaces === 'none') return { ...edition, csta: undefined, session: undefined }
  const prefix = habits.namespaces === 'prefix' ? 'csta' : peer.prefix
  return prefix === undefined ? edition : { ...edition, prefix }
}
