import { z } from 'zod'

const outcome = z.enum([
  'answered',
  'missed',
  'abandoned',
  'answeredElsewhere',
  'rejected',
  'diverted',
  'transferred',
  'busy',
  'failed',
])
export type TrueOutcome = z.infer<typeof outcome>

const base = {
  /** Number of the entry, from 1, without gaps within a run. */
  n: z.number().int(),
  /** Milliseconds since the epoch by the simulator's clock. */
  at: z.number(),
  /** The true call, kept through hold, transfer and conference. */
  call: z.string(),
}
const leg = { ...base, device: z.string(), pbxCallId: z.string() }

/** One line of the ledger: what truly happened, whatever was said about it on the wire. */
export const ledgerEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('callBegan'),
    ...base,
    pbxCallId: z.string(),
    direction: z.enum(['inbound', 'outbound', 'internal']),
    /** The true caller, even where the number is withheld on the wire. */
    from: z.string(),
    fromName: z.string().nullable(),
    restricted: z.boolean(),
    to: z.string(),
    /** The call that this one was made from, for a consultation. */
    parent: z.string().nullable(),
  }),
  z.object({ kind: z.literal('legRang'), ...leg }),
  z.object({ kind: z.literal('legQueued'), ...leg }),
  z.object({ kind: z.literal('legAnswered'), ...leg }),
  z.object({ kind: z.literal('legHeld'), ...leg }),
  z.object({ kind: z.literal('legRetrieved'), ...leg }),
  z.object({ kind: z.literal('legEnded'), ...leg, outcome }),
  z.object({ kind: z.literal('digits'), ...base, digits: z.string() }),
  /** `call` is now part of `into`, which goes on. */
  z.object({ kind: z.literal('merged'), ...base, into: z.string(), by: z.string() }),
  z.object({
    kind: z.literal('callEnded'),
    ...base,
    outcome,
    cause: z.string(),
    digits: z.string().nullable(),
  }),
  z.object({ kind: z.literal('agentState'), n: base.n, at: base.at, device: z.string(), state: z.string() }),
])
export type LedgerEntry = z.infer<typeof ledgerEntry>
