import type { CallQuality } from '@hookswitch/contract'

/** What one look at the statistics of a call says (W3C webrtc-stats; all counts are since the call began). */
export interface Sample {
  /** Milliseconds. */
  readonly at: number
  readonly sent: number
  readonly received: number
  readonly lost: number
  readonly jitterMs: number | null
  readonly roundTripMs: number | null
  readonly codec: string | null
}

/** How a call sounds at present. */
export interface Sound {
  readonly rating: 'good' | 'fair' | 'poor'
  readonly lossPercent: number
  readonly jitterMs: number | null
  readonly roundTripMs: number | null
  /** Packets that came since the last look. */
  readonly arrived: number
}

/** Above these a telephone call is heard to suffer (ITU-T G.114 for the round trip; a jitter buffer hides about 30 ms). */
const limits = {
  fair: { loss: 1, jitter: 30, roundTrip: 300 },
  poor: { loss: 5, jitter: 60, roundTrip: 600 },
} as const
/** The present: so many looks back. */
const window = 5

/** The statistics of a peer connection that matter to a call; null before there are any. */
export function readSample(stats: Iterable<Readonly<Record<string, unknown>>>, at: number): Sample | null {
  const all = [...stats]
  const find = (type: string) => all.find((it) => it['type'] === type && it['kind'] === 'audio')
  const inbound = find('inbound-rtp')
  const outbound = find('outbound-rtp')
  if (inbound === undefined && outbound === undefined) return null
  const reported = find('remote-inbound-rtp')
  const pair = all.find((it) => it['type'] === 'candidate-pair' && it['nominated'] === true)
  const codec = all.find((it) => it['id'] === (inbound ?? outbound)?.['codecId'])
  const roundTrip = numberOf(reported?.['roundTripTime']) ?? numberOf(pair?.['currentRoundTripTime'])
  const jitter = numberOf(inbound?.['jitter'])
  return {
    at,
    sent: numberOf(outbound?.['packetsSent']) ?? 0,
    received: numberOf(inbound?.['packetsReceived']) ?? 0,
    // Negative where packets came twice (RFC 3550, 6.4.1).
    lost: Math.max(0, numberOf(inbound?.['packetsLost']) ?? 0),
    jitterMs: jitter === null ? null : jitter * 1_000,
    roundTripMs: roundTrip === null ? null : roundTrip * 1_000,
    codec: typeof codec?.['mimeType'] === 'string' ? codec['mimeType'].replace('audio/', '') : null,
  }
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

/** Follows one call from its first packet to its last. What was heard before a reload of the page can be carried on. */
export class QualityMeter {
  readonly #before: CallQuality | null
  readonly #recent: Sample[] = []
  #first: Sample | null = null
  #jitter = { sum: 0, count: 0, worst: 0 }
  #roundTrip = { sum: 0, count: 0, worst: 0 }

  constructor(before: CallQuality | null = null) {
    this.#before = before
  }

  add(sample: Sample): void {
    this.#first ??= sample
    this.#recent.push(sample)
    if (this.#recent.length > window) this.#recent.shift()
    note(this.#jitter, sample.jitterMs)
    note(this.#roundTrip, sample.roundTripMs)
  }

  /** Null until there are two looks to compare. */
  get sound(): Sound | null {
    const [first, last, before] = [this.#recent[0], this.#recent.at(-1), this.#recent.at(-2)]
    if (first === undefined || last === undefined || before === undefined) return null
    const lost = Math.max(0, last.lost - first.lost)
    const due = last.received - first.received + lost
    const lossPercent = due === 0 ? 0 : (100 * lost) / due
    const { jitterMs, roundTripMs } = last
    return {
      rating: rate(lossPercent, jitterMs, roundTripMs),
      lossPercent,
      jitterMs,
      roundTripMs,
      arrived: last.received - before.received,
    }
  }

  /** The whole call so far; null while nothing was heard of it. */
  get whole(): CallQuality | null {
    const last = this.#recent.at(-1)
    if (last === undefined || this.#first === null) return this.#before
    const now: CallQuality = {
      seconds: Math.round((last.at - this.#first.at) / 1_000),
      packetsSent: last.sent,
      packetsReceived: last.received,
      packetsLost: last.lost,
      jitterMs: rangeOf(this.#jitter) ?? { mean: 0, worst: 0 },
      roundTripMs: rangeOf(this.#roundTrip),
      codec: last.codec,
    }
    return this.#before === null ? now : join(this.#before, now)
  }
}

interface Tally {
  sum: number
  count: number
  worst: number
}

function note(tally: Tally, value: number | null): void {
  if (value === null) return
  tally.sum += value
  tally.count += 1
  tally.worst = Math.max(tally.worst, value)
}

function rangeOf({ sum, count, worst }: Tally): { readonly mean: number; readonly worst: number } | null {
  return count === 0 ? null : { mean: round(sum / count), worst: round(worst) }
}

const round = (value: number): number => Math.round(value * 10) / 10

/** Two parts of one call, heard by two pages: as long as both together. */
function join(before: CallQuality, after: CallQuality): CallQuality {
  const seconds = before.seconds + after.seconds
  const share = seconds === 0 ? 0.5 : before.seconds / seconds
  type Range = CallQuality['jitterMs']
  const both = (one: Range, two: Range): Range => ({
    mean: round(one.mean * share + two.mean * (1 - share)),
    worst: Math.max(one.worst, two.worst),
  })
  return {
    seconds,
    packetsSent: before.packetsSent + after.packetsSent,
    packetsReceived: before.packetsReceived + after.packetsReceived,
    packetsLost: before.packetsLost + after.packetsLost,
    jitterMs: both(before.jitterMs, after.jitterMs),
    roundTripMs:
      before.roundTripMs === null || after.roundTripMs === null
        ? (before.roundTripMs ?? after.roundTripMs)
        : both(before.roundTripMs, after.roundTripMs),
    codec: after.codec ?? before.codec,
  }
}

function rate(loss: number, jitter: number | null, roundTrip: number | null): Sound['rating'] {
  const beyond = (limit: (typeof limits)[keyof typeof limits]): boolean =>
    loss > limit.loss || (jitter ?? 0) > limit.jitter || (roundTrip ?? 0) > limit.roundTrip
  if (beyond(limits.poor)) return 'poor'
  return beyond(limits.fair) ? 'fair' : 'good'
}
