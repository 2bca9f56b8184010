import { beforeEach, describe, expect, it } from 'vitest'
import type { ClientFrame, ServerFrame } from './frames.ts'
import { LiveClient, type Live, type LiveClock, type SocketLike } from './live-client.ts'
import { aCall, aLine } from './test-views.ts'

/** Time that passes only when told to. `sleep` lets it pass without any timer running, as a closed laptop does. */
class TestClock implements LiveClock {
  #now = 1_000_000
  #timers: { at: number; run: () => void }[] = []
  now = (): number => this.#now
  random = (): number => 1
  setTimeout = (run: () => void, ms: number): unknown => {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return timer
  }
  clearTimeout = (timer: unknown): void => {
    this.#timers = this.#timers.filter((other) => other !== timer)
  }
  pass(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > until) break
      this.clearTimeout(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = Math.max(this.#now, until)
  }
  sleep(ms: number): void {
    this.#now += ms
  }
}

class TestSocket implements SocketLike {
  onopen: ((event: never) => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: ((event: { readonly code: number }) => void) | null = null
  onerror: ((event: never) => void) | null = null
  readonly sent: ClientFrame[] = []
  closed = false
  send(data: string): void {
    this.sent.push(JSON.parse(data) as ClientFrame)
  }
  close(): void {
    this.closed = true
  }
  opens(): void {
    this.onopen?.(undefined as never)
  }
  says(...frames: ServerFrame[]): void {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) })
  }
  breaks(code: number): void {
    this.onclose?.({ code })
  }
}

const serverTime = '2026-01-01T10:00:00.000Z'
const hello: ServerFrame = { kind: 'hello', version: 1, serverTime, heartbeatSeconds: 20 }
const pong: ServerFrame = { kind: 'pong', at: 0, serverTime }
const snapshotAt = (seq: number): ServerFrame => ({
  kind: 'snapshot',
  seq,
  snapshot: { line: aLine(), calls: [aCall()] },
})
const gone = (seq: number): ServerFrame => ({
  kind: 'event',
  seq,
  event: { kind: 'callGone', callId: 'call-1' },
})

let clock: TestClock
let sockets: TestSocket[]
let live: Live
let client: LiveClient
const last = (): TestSocket => sockets.at(-1) as TestSocket

beforeEach(() => {
  clock = new TestClock()
  sockets = []
  client = new LiveClient({
    url: 'ws://test',
    clock,
    open: () => {
      sockets.push(new TestSocket())
      return last()
    },
    onChange: (changed) => {
      live = changed
    },
  })
  client.start()
})

function goLive(seq = 7): void {
  last().opens()
  last().says(hello, snapshotAt(seq))
  expect(live.status.kind).toBe('live')
}

describe('LiveClient', () => {
  it('is not live while the page stands still, and after it only with all that was missed', () => {
    goLive(7)
    const before = last()
    client.sleep()
    expect(live.status).toMatchObject({ kind: 'stale', reason: 'silent' })
    expect(before.closed).toBe(true)
    clock.pass(600_000)
    expect(sockets).toHaveLength(1)
    client.wake()
    last().opens()
    expect(last().sent).toEqual([{ kind: 'hello', version: 1, since: 7 }])
    last().says(hello, { kind: 'resumed', seq: 8 })
    expect(live).toMatchObject({ status: { kind: 'stale' }, state: { calls: [{ id: 'call-1' }] } })
    last().says(gone(8))
    expect(live).toMatchObject({ status: { kind: 'live' }, state: { calls: [] } })
  })

  it('says hello, and is live only once the snapshot is there', () => {
    last().opens()
    expect(last().sent).toEqual([{ kind: 'hello', version: 1, since: null }])
    last().says(hello)
    expect(live.status.kind).toBe('connecting')
    last().says(snapshotAt(7))
    expect(live).toMatchObject({ status: { kind: 'live' }, state: { seq: 7 } })
  })

  it('comes back with the last number seen, and is live only when it has caught up', () => {
    goLive(7)
    last().breaks(1006)
    expect(live.status).toMatchObject({ kind: 'stale', reason: 'lost' })
    expect(live.state.calls).toHaveLength(1)
    clock.pass(500)
    last().opens()
    expect(last().sent[0]).toEqual({ kind: 'hello', version: 1, since: 7 })
    last().says(hello, { kind: 'resumed', seq: 8 })
    expect(live.status.kind).toBe('stale')
    last().says(gone(8))
    expect(live).toMatchObject({ status: { kind: 'live' }, state: { seq: 8, calls: [] } })
  })

  it('asks again from its last number when an event is missing', () => {
    goLive(7)
    const first = last()
    first.says(gone(9))
    expect(live.status).toMatchObject({ kind: 'stale', reason: 'behind' })
    expect(first.closed).toBe(true)
    clock.pass(0)
    last().opens()
    expect(last().sent[0]).toMatchObject({ since: 7 })
  })

  it('takes a snapshot after resync', () => {
    goLive(7)
    last().breaks(1006)
    clock.pass(500)
    last().opens()
    last().says(hello, { kind: 'resync', reason: 'tooOld' })
    expect(live.status.kind).toBe('stale')
    last().says(snapshotAt(900))
    expect(live).toMatchObject({ status: { kind: 'live' }, state: { seq: 900 } })
  })

  it('does not trust a frame that it cannot read: takes a new snapshot', () => {
    goLive(7)
    last().onmessage?.({ data: '{"kind":"event","seq":8,"event":{"kind":"sing"}}' })
    expect(live.status.kind).toBe('stale')
    clock.pass(0)
    last().opens()
    expect(last().sent[0]).toMatchObject({ since: null })
  })

  it('stays live while the server answers', () => {
    goLive()
    for (let second = 0; second < 300; second += 10) {
      clock.pass(10_000)
      last().says(pong)
    }
    expect(sockets).toHaveLength(1)
    expect(live.status.kind).toBe('live')
  })

  it('notices a socket that looks open but is dead', () => {
    goLive()
    clock.pass(20_000)
    expect(live.status).toMatchObject({ kind: 'stale', reason: 'silent' })
    clock.pass(1_500)
    expect(sockets).toHaveLength(2)
    expect(sockets[0]?.closed).toBe(true)
  })

  it('after ten minutes of sleep: stale at once, a new connection within two seconds', () => {
    goLive()
    clock.sleep(600_000)
    clock.pass(0)
    expect(live.status).toMatchObject({ kind: 'stale', reason: 'silent' })
    clock.pass(1_999)
    expect(sockets).toHaveLength(2)
  })

  it('a timer that was only late does no harm when the server still answers', () => {
    goLive()
    clock.sleep(60_000)
    clock.pass(0)
    expect(live.status.kind).toBe('stale')
    last().says(pong)
    expect(live.status.kind).toBe('live')
    clock.pass(5_000)
    expect(sockets).toHaveLength(1)
  })

  it('wake() ends a pause, and probes a connection that looks alive', () => {
    goLive()
    client.wake()
    clock.pass(1_500)
    expect(live.status).toMatchObject({ kind: 'stale', reason: 'silent' })
    clock.pass(0)
    expect(sockets).toHaveLength(2)
    last().breaks(1006)
    client.wake()
    expect(sockets).toHaveLength(3)
  })

  it('gives up a handshake that is never answered', () => {
    clock.pass(10_000)
    expect(sockets[0]?.closed).toBe(true)
    clock.pass(10_000)
    expect(sockets.length).toBeGreaterThan(1)
  })

  it('pauses longer after each failure, up to ten seconds, and spreads the return to a restarted server', () => {
    goLive()
    last().breaks(1012)
    expect(live.status).toMatchObject({ kind: 'stale', reason: 'restarting' })
    clock.pass(2_999)
    expect(sockets).toHaveLength(1)
    clock.pass(1)
    const pauses = [1, 2, 3, 4, 5, 6, 7].map(() => {
      const before = sockets.length
      last().breaks(1006)
      const from = clock.now()
      while (sockets.length === before) clock.pass(100)
      return clock.now() - from
    })
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
  })

  it('stops when the session is over or the page is too old', () => {
    last().breaks(4001)
    expect(live.status.kind).toBe('signedOut')
    client.start()
    expect(live.status.kind).toBe('connecting')
    last().opens()
    last().says({ ...hello, version: 2 })
    expect(live.status.kind).toBe('outdated')
    clock.pass(100_000)
    expect(sockets).toHaveLength(2)
  })

  it('takes a new snapshot when it read too slowly', () => {
    goLive(7)
    last().breaks(4008)
    clock.pass(500)
    last().opens()
    expect(last().sent[0]).toMatchObject({ since: null })
  })

  it('knows how far the clock of this computer is off', () => {
    goLive()
    expect(live.clockOffset).toBe(Date.parse(serverTime) - clock.now())
  })
})
