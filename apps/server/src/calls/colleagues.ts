import type { ColleagueView, DirectoryView, TargetView } from '@hookswitch/contract'
import {
  canCommand,
  connectionAt,
  pickable,
  presenceOf,
  unknownParty,
  type Call,
  type Connection,
} from '@hookswitch/model'
import { iso } from './call-view.ts'
import type { LiveUser } from './directory.ts'
import type { LinkCalls } from './link-calls.ts'
import type { LiveCalls } from './live-calls.ts'
import { otherParty, partyView } from './party-view.ts'

/** More than a person looks through; who is looked for further down is typed. */
const most = 100

/** Colleagues at the user's own link (who has no telephone sees those of all links), and the places of that link. */
export function listDirectory(live: LiveCalls, user: LiveUser, search: string): DirectoryView {
  const on = live.linkOf(user)
  const found = finder(search)
  const colleagues = live.directory
    .all()
    .filter((one) => one.id !== user.id && one.tenant === user.tenant && isNear(one, user))
    .filter(({ name, team, device }) => found([name, team ?? '', device ?? '']))
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .slice(0, most)
  return {
    colleagues: colleagues.flatMap((one) => colleague(live, { user, one })),
    targets: (on?.plan.targets ?? [])
      .filter(({ name, number }) => found([name, number]))
      .map((target) => targetView(target, on)),
  }
}

function isNear(one: LiveUser, user: LiveUser): boolean {
  return one.device !== null && (user.link === null || one.link === user.link)
}

function colleague(
  live: LiveCalls,
  { user, one }: { readonly user: LiveUser; readonly one: LiveUser },
): ColleagueView[] {
  const { device } = one
  const on = live.linkOf(one)
  if (device === null || on === undefined) return []
  const calls = on.callsAt(device)
  const call = foremost(calls, device)
  const leg = call === undefined ? undefined : connectionAt(call, device)
  const known = on.status.state === 'live' ? on.deviceAt(device) : undefined
  const agent = on.agentAt(device)
  const state = presenceOf(known, agent, leg)
  const since =
    state === 'offline' ? on.reachedSince(device) : (leg?.since ?? agent?.since ?? on.reachedSince(device))
  return [
    {
      userId: one.id,
      name: one.name,
      device,
      team: one.team,
      state,
      since: iso(since),
      call: state === 'offline' ? null : drawn(call, leg, { user, on }),
    },
  ]
}

/** What a person is doing with several calls: what rings is what others may take from him, else what he speaks in. */
function foremost(calls: readonly Call[], device: string): Call | undefined {
  const rank = (call: Call): number => {
    const state = connectionAt(call, device)?.state
    return state === 'alerting' ? 0 : state === 'connected' ? 1 : 2
  }
  return calls.toSorted((one, other) => rank(one) - rank(other))[0]
}

/** Whom a colleague speaks with is his and the customer's business; who rings there and may be helped is everybody's. */
function drawn(
  call: Call | undefined,
  leg: Connection | undefined,
  { user, on }: { readonly user: LiveUser; readonly on: LinkCalls },
): ColleagueView['call'] {
  if (call === undefined || leg === undefined) return null
  const state = leg.state === 'alerting' ? 'ringing' : leg.state === 'hold' ? 'held' : 'connected'
  const canPickUp = state === 'ringing' && mayPickUp(call, user, on)
  const other = canPickUp ? otherParty(call, leg.device) : unknownParty
  return { id: call.id, other: partyView(other, on.context.numbers), state, canPickUp }
}

function mayPickUp(call: Call, user: LiveUser, on: LinkCalls): boolean {
  const { capabilities } = on.context
  return (
    user.device !== null &&
    user.link === on.link.name &&
    capabilities !== null &&
    canCommand(capabilities, user.device, 'directedPickup') &&
    pickable(call, user.device) !== undefined
  )
}

function targetView(
  { kind, name, number }: Omit<TargetView, 'occupied' | 'call'>,
  on: LinkCalls | undefined,
): TargetView {
  const place = { kind, name, number }
  if (kind !== 'park' || on === undefined) return { ...place, occupied: null, call: null }
  const parked = on.callsAt(number)[0]
  const leg = parked === undefined ? undefined : connectionAt(parked, number)
  if (parked === undefined || leg === undefined) {
    // Of a slot that nobody reports on, that no call is known there says nothing.
    const told = on.status.state === 'live' && on.deviceAt(number)?.monitored === true
    return { ...place, occupied: told ? false : null, call: null }
  }
  const other = partyView(otherParty(parked, null), on.context.numbers)
  return { ...place, occupied: true, call: { id: parked.id, other, since: iso(leg.since) } }
}

/** Every word of what is typed begins a word of one of the texts, whatever its accents. */
function finder(search: string): (texts: readonly string[]) => boolean {
  const wanted = wordsOf(search)
  return (texts) => {
    const words = texts.flatMap((text) => wordsOf(text))
    return wanted.every((part) => words.some((word) => word.startsWith(part)))
  }
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}*#+]+/u)
    .filter((word) => word !== '')
}
