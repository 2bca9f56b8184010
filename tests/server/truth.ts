import type { LedgerEntry } from '@hookswitch/simulator'

/** A call as the switch's ledger tells it. */
export interface TrueCall {
  readonly id: string
  readonly pbxCallIds: readonly string[]
  readonly from: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly answered: boolean
  readonly digits: string | null
}

/** A row of phone_call. */
export interface LoggedCall {
  readonly id: string
  readonly pbxCallIds: readonly string[]
  readonly from: string | null
  readonly ended: boolean
  readonly answered: boolean
  readonly digits: string | null
  readonly reconstructed: boolean
}

export interface Journal {
  readonly callId: string
  readonly outcome: string | null
}

/** The calls from outside in a ledger, by the number that called: each test call has one of its own. */
export function trueCalls(ledger: readonly LedgerEntry[]): TrueCall[] {
  const calls = new Map<string, { -readonly [Key in keyof TrueCall]: TrueCall[Key] }>()
  const outside = new Map<string, boolean>()
  for (const entry of ledger) {
    if (entry.kind === 'callBegan') {
      outside.set(entry.call, entry.direction === 'inbound')
      calls.set(entry.call, {
        id: entry.call,
        pbxCallIds: [entry.pbxCallId],
        from: entry.from,
        startedAt: entry.at,
        endedAt: null,
        answered: false,
        digits: null,
      })
    }
    if (entry.kind === 'agentState') continue
    const call = calls.get(entry.call)
    if (call === undefined) continue
    if ('pbxCallId' in entry && !call.pbxCallIds.includes(entry.pbxCallId))
      call.pbxCallIds = [...call.pbxCallIds, entry.pbxCallId]
    // A menu answers too; who speaks with the caller is a telephone.
    if (entry.kind === 'legAnswered' && /^1\d{3}$/.test(entry.device)) call.answered = true
    if (entry.kind === 'digits') call.digits = (call.digits ?? '') + entry.digits
    if (entry.kind === 'callEnded') call.endedAt = entry.at
  }
  return [...calls.values()].filter((call) => outside.get(call.id) === true)
}

/**
 * Compares what truly happened with what was kept: each call from outside once, ended where it ended, with the right
 * outcome and digits, and one entry in the journal. @returns one sentence per difference; none = they agree.
 */
export function differences(
  truth: readonly TrueCall[],
  kept: { readonly calls: readonly LoggedCall[]; readonly journal: readonly Journal[] },
): string[] {
  const faults: string[] = []
  const logs = Map.groupBy(kept.calls, (call) => call.from ?? '')
  const journal = Map.groupBy(kept.journal, (entry) => entry.callId)
  for (const call of truth) {
    const found = logs.get(call.from) ?? []
    if (found.length === 0) faults.push(`lost: call ${call.id} is not in the database`)
    if (found.length > 1) faults.push(`doubled: call ${call.id} is ${found.length} times in the database`)
    const [log] = found
    if (log === undefined) continue
    if (log.ended !== (call.endedAt !== null))
      faults.push(`call ${call.id}: ended ${call.endedAt !== null}, kept as ended ${log.ended}`)
    if (log.answered !== call.answered)
      faults.push(`call ${call.id}: answered ${call.answered}, kept as answered ${log.answered}`)
    if (call.digits !== null && log.digits !== call.digits) faults.push(`call ${call.id}: digits lost`)
    const entries = journal.get(log.id)?.length ?? 0
    const wanted = call.endedAt === null ? 0 : 1
    if (entries !== wanted) faults.push(`journal: call ${call.id} has ${entries} entries, not ${wanted}`)
  }
  const known = new Set(truth.map((call) => call.from))
  for (const [from, found] of logs)
    if (!known.has(from)) faults.push(`invented: ${found.map((call) => call.id).join(', ')} never were`)
  const ids = new Set(kept.calls.map((call) => call.id))
  for (const { callId } of kept.journal)
    if (!ids.has(callId)) faults.push(`journal: an entry of a call that is not kept`)
  return faults
}

/** Numbers of a feed that are missing or there twice. */
export function feedFaults(seqs: readonly number[], since: number): string[] {
  return seqs.flatMap((seq, index) =>
    seq === since + 1 + index ? [] : [`feed: ${seq} where ${since + 1 + index} was due`],
  )
}
