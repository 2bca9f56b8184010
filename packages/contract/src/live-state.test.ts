import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallView } from './call-view.ts'
import type { LiveEvent, ServerFrame } from './frames.ts'
import { applyFrame, emptyLiveState, type LiveState } from './live-state.ts'
import { aCall, aLine } from './test-views.ts'

/** The server's side of the agreement: everything that happened to one user, in order, numbered from 1. */
class Feed {
  readonly #events: readonly LiveEvent[]
  readonly #kept: number
  constructor(events: readonly LiveEvent[], kept: number) {
    this.#events = events
    this.#kept = kept
  }
  truth(upTo: number): LiveState {
    let line = aLine()
    const calls = new Map<string, CallView>()
    for (const event of this.#events.slice(0, upTo)) {
      if (event.kind === 'line') line = event.line
      else if (event.kind === 'callGone') calls.delete(event.callId)
      else calls.set(event.call.id, event.call)
    }
    const sorted = [...calls.values()].sort((a, b) => (a.startedAt + a.id < b.startedAt + b.id ? -1 : 1))
    return { seq: upTo, line, calls: sorted }
  }
  /** What is sent after `hello` when `now` events have happened. */
  greet(since: number | null, now: number): ServerFrame[] {
    const { line, calls } = this.truth(now)
    const snapshot: ServerFrame = {
      kind: 'snapshot',
      seq: now,
      snapshot: { line: line ?? aLine(), calls: [...calls] },
    }
    if (since === null) return [snapshot]
    if (since > now || now - since > this.#kept) return [{ kind: 'resync', reason: 'tooOld' }, snapshot]
    return [{ kind: 'resumed', seq: now }, ...this.events(since, now)]
  }
  events(from: number, to: number): ServerFrame[] {
    return this.#events
      .slice(from, to)
      .map((event, index): ServerFrame => ({ kind: 'event', seq: from + index + 1, event }))
  }
}

const event: fc.Arbitrary<LiveEvent> = fc.oneof(
  fc
    .record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      minute: fc.integer({ min: 0, max: 9 }),
      text: fc.string(),
    })
    .map(({ id, minute, text }): LiveEvent => ({
      kind: 'call',
      call: aCall({ id, startedAt: `2026-01-01T10:0${minute}:00.000Z`, notes: { text, version: 1 } }),
    })),
  fc.constantFrom('a', 'b', 'c', 'd').map((callId): LiveEvent => ({ kind: 'callGone', callId })),
  fc.boolean().map((canDial): LiveEvent => ({ kind: 'line', line: aLine({ canDial }) })),
)

/** What the network does with a stretch of the stream. */
const stretch = fc.record({
  length: fc.integer({ min: 0, max: 6 }),
  fate: fc.constantFrom('delivered', 'repeated', 'first lost', 'cut'),
})

describe('applyFrame', () => {
  it('gives the same state however often the socket is cut, frames are repeated or one is lost', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 40 }),
        fc.array(stretch, { maxLength: 15 }),
        fc.integer({ min: 0, max: 8 }),
        (events, schedule, kept) => {
          const feed = new Feed(events, kept)
          let state = emptyLiveState
          let now = 0
          const take = (frames: readonly ServerFrame[]): void => {
            for (const frame of frames) {
              const step = applyFrame(state, frame)
              state = step.state
              if (step.gap) {
                take(feed.greet(state.seq, now))
                return
              }
            }
          }
          take(feed.greet(null, 0))
          for (const { length, fate } of schedule) {
            const from = now
            now = Math.min(events.length, now + length)
            const frames = feed.events(from, now)
            if (fate === 'delivered') take(frames)
            else if (fate === 'repeated') take([...frames, ...frames, ...feed.events(0, from)])
            else if (fate === 'first lost') take(frames.slice(1))
            else take([...frames.slice(0, frames.length / 2), ...feed.greet(state.seq, now)])
          }
          take(feed.greet(state.seq, events.length))
          expect(state).toEqual(feed.truth(events.length))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('refuses an event before the first snapshot', () => {
    const frame: ServerFrame = { kind: 'event', seq: 1, event: { kind: 'callGone', callId: 'a' } }
    expect(applyFrame(emptyLiveState, frame)).toEqual({ state: emptyLiveState, gap: true })
  })

  it('keeps the object where nothing changed, so that nothing is drawn again', () => {
    const state: LiveState = { seq: 5, line: aLine(), calls: [] }
    const frame: ServerFrame = { kind: 'event', seq: 5, event: { kind: 'callGone', callId: 'a' } }
    expect(applyFrame(state, frame).state).toBe(state)
  })
})
