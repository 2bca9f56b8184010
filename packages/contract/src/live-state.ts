import type { CallView } from './call-view.ts'
import type { LineView, LiveEvent, ServerFrame } from './frames.ts'

/** What a user sees now, and the number of the last event that is in it. */
export interface LiveState {
  /** Number of the last event applied; null before the first snapshot. */
  readonly seq: number | null
  readonly line: LineView | null
  /** Oldest first. */
  readonly calls: readonly CallView[]
}

/** `gap`: an event is missing before this one, which was therefore not applied: ask again from `state.seq`. */
export interface LiveStep {
  readonly state: LiveState
  readonly gap: boolean
}

export const emptyLiveState: LiveState = { seq: null, line: null, calls: [] }

/**
 * One frame of the server applied. Pure. A repeated event changes nothing, an event after a missing one is refused:
 * so however often the socket was cut and resumed, the state is that of a socket that was never cut.
 */
export function applyFrame(state: LiveState, frame: ServerFrame): LiveStep {
  switch (frame.kind) {
    case 'snapshot':
      return {
        state: { seq: frame.seq, line: frame.snapshot.line, calls: inOrder(frame.snapshot.calls) },
        gap: false,
      }
    case 'event':
      if (state.seq === null || frame.seq > state.seq + 1) return { state, gap: true }
      if (frame.seq <= state.seq) return { state, gap: false }
      return { state: { ...applyEvent(state, frame.event), seq: frame.seq }, gap: false }
    case 'hello':
    case 'resumed':
    case 'resync':
    case 'pong':
    case 'entry':
    case 'entryWriting':
    case 'entryClosed':
      return { state, gap: false }
  }
}

function applyEvent(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case 'line':
      return { ...state, line: event.line }
    case 'callGone':
      return { ...state, calls: state.calls.filter((call) => call.id !== event.callId) }
    case 'call':
      return { ...state, calls: withCall(state.calls, event.call) }
  }
}

function withCall(calls: readonly CallView[], call: CallView): readonly CallView[] {
  return inOrder([...calls.filter((other) => other.id !== call.id), call])
}

function inOrder(calls: readonly CallView[]): readonly CallView[] {
  return calls.toSorted((a, b) => compare(a.startedAt, b.startedAt) || compare(a.id, b.id))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
