import type { Call } from '@hookswitch/model'
import type { CallLogRow, LogRecordRow } from '#store/call-log-store.ts'
import type { NotedRecord } from '#store/call-records.ts'
import type { StoredMatch } from '#store/live-batch.ts'
import { callLegs, type LegNames } from './call-legs.ts'

export interface LoggedCall {
  readonly call: Call
  readonly match: StoredMatch | null
  readonly notes: string
  /** Records that were opened or made during the call. */
  readonly records: readonly NotedRecord[]
}

/** The name of a call's log: whoever writes it twice writes it once. */
export function logKey(callId: string): string {
  return `call:${callId}`
}

/**
 * What a call leaves in the records of the customer: one entry, about the contact, the account and the case at once. It has
 * no words of a language: the subject is the other party, the rest is in codes that each page says in its own words.
 */
export function callLog({ call, match, notes, records }: LoggedCall, names: LegNames): CallLogRow {
  const other = call.direction === 'outbound' ? call.called : call.calling
  const number = other.kind === 'known' && other.number !== null ? names.display(other.number) : null
  return {
    key: logKey(call.id),
    subject: number ?? other.name ?? '',
    text: notes,
    at: call.startedAt,
    durationSeconds: durationOf(call),
    direction: call.direction,
    outcome: call.outcome,
    userId: userOf(call, names),
    callId: call.id,
    contactId: match?.contactId ?? null,
    accountId: match?.accountId ?? null,
    caseId: match?.caseId ?? null,
    legs: callLegs(call, names),
    records: [...matched(match), ...noted(call, { records, names })],
  }
}

function matched(match: StoredMatch | null): LogRecordRow[] {
  const { contactId = null, accountId = null, caseId = null } = match ?? {}
  const ids = { contact: contactId, account: accountId, case: caseId }
  return (['contact', 'account', 'case'] as const).flatMap((kind) => {
    const id = ids[kind]
    return id === null ? [] : [{ kind, id, how: 'matched' as const }]
  })
}

/** What those opened and made who spoke on it, or made the call: whoever let it ring was busy with something else. */
function noted(
  call: Call,
  { records, names: { userAt } }: { readonly records: readonly NotedRecord[]; readonly names: LegNames },
): LogRecordRow[] {
  const theirs = call.legs.filter(({ role, answeredAt }) => role === 'caller' || answeredAt !== null)
  const users = new Set(theirs.map(({ device }) => userAt(device)))
  return records.filter(({ userId }) => users.has(userId)).map(({ kind, id, how }) => ({ kind, id, how }))
}

/** From the answer to the end; null when nobody answered. Never below zero, whatever the clock did. */
function durationOf(call: Call): number | null {
  if (call.answeredAt === null || call.endedAt === null) return null
  return Math.max(0, Math.round((call.endedAt - call.answeredAt) / 1_000))
}

/** Whoever of ours spoke last; where nobody did, whose telephone rang last. */
export function userOf(call: Call, { userAt }: LegNames): string | null {
  const legs = call.legs.toReversed()
  for (const leg of legs)
    if (leg.answeredAt !== null && userAt(leg.device) !== null) return userAt(leg.device)
  for (const leg of legs) if (userAt(leg.device) !== null) return userAt(leg.device)
  return null
}
