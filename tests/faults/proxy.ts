import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Fault } from './fault.ts'
import { cstaFraming, type Framing } from './frames.ts'
import { Lane } from './lane.ts'

interface Pair {
  readonly near: Socket
  readonly far: Socket | null
  /** From the server to the switch. */
  readonly up: Lane | null
  /** From the switch to the server. */
  readonly down: Lane | null
}

/**
 * The wire between the server and its switch, on which faults are played. What comes through unharmed comes frame by
 * frame, in order. Faults of frames befall what the switch says; faults of time and of pieces befall both directions.
 */
export class FaultProxy {
  readonly #target: number
  readonly #framing: Framing
  readonly #pairs = new Set<Pair>()
  readonly #server: Server
  readonly #abandoned = new Set<Socket>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #isCut = 0
  #isStalled = 0
  port = 0
  /** Connections let in so far. */
  connections = 0

  /** @param target port of the switch on loopback. */
  constructor(target: number, framing: Framing = cstaFraming) {
    this.#target = target
    this.#framing = framing
    this.#server = createServer((near) => this.#accept(near))
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.port = (this.#server.address() as AddressInfo).port
  }

  /** Lets a fault befall the link now. Those that last end by themselves. */
  play(fault: Fault): void {
    switch (fault.kind) {
      case 'cut':
        return this.#cut(fault)
      case 'stall':
        return this.#stall(fault.forMs)
      case 'pause':
      case 'merge':
        return this.#hold(fault.kind === 'merge' ? 'gather' : 'shut', fault.forMs)
      case 'drip':
      case 'split':
        for (const { up, down } of this.#pairs) for (const lane of [up, down]) lane?.befall(fault)
        return
      case 'garbage':
      case 'oversize':
      case 'duplicate':
      case 'reorder':
      case 'staleAnswer':
        for (const { down } of this.#pairs) down?.befall(fault)
    }
  }

  /** No more faults. A connection that was stalled stays dead, as behind a router that has forgotten it. */
  heal(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#isCut = 0
    this.#isStalled = 0
    for (const { up, down } of this.#pairs) {
      for (const lane of [up, down]) {
        lane?.heal()
        lane?.open()
      }
    }
  }

  async close(): Promise<void> {
    this.heal()
    for (const { near, far } of this.#pairs) for (const socket of [near, far]) socket?.destroy()
    for (const far of this.#abandoned) far.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }

  #cut({ how, where, forMs }: Extract<Fault, { kind: 'cut' }>): void {
    this.#isCut += 1
    this.#after(forMs, () => (this.#isCut -= 1))
    for (const { near, far, down } of this.#pairs) {
      if (where === 'middle') down?.tear()
      if (how === 'reset') near.resetAndDestroy()
      else near.destroySoon()
      far?.destroy()
    }
  }

  #stall(forMs: number): void {
    this.#isStalled += 1
    this.#after(forMs, () => (this.#isStalled -= 1))
    for (const { up, down } of this.#pairs) for (const lane of [up, down]) lane?.die()
  }

  #hold(how: 'shut' | 'gather', forMs: number): void {
    const lanes = [...this.#pairs].flatMap(({ up, down }) => [up, down])
    for (const lane of lanes) lane?.shut(how)
    this.#after(forMs, () => lanes.forEach((lane) => lane?.open()))
  }

  #accept(near: Socket): void {
    near.on('error', () => {})
    if (this.#isCut > 0) return void near.resetAndDestroy()
    this.connections += 1
    near.setNoDelay(true)
    if (this.#isStalled > 0) {
      const pair = { near, far: null, up: null, down: null }
      this.#pairs.add(pair)
      near.resume()
      near.on('close', () => this.#pairs.delete(pair))
      return
    }
    const far = connect(this.#target, '127.0.0.1')
    far.setNoDelay(true)
    far.on('error', () => near.destroy())
    const pair = { near, far, up: new Lane(far, this.#framing), down: new Lane(near, this.#framing) }
    this.#pairs.add(pair)
    near.on('data', (bytes: Buffer) => pair.up.take(bytes))
    far.on('data', (bytes: Buffer) => pair.down.take(bytes))
    near.on('close', () => {
      this.#pairs.delete(pair)
      // The switch does not hear that a half-open connection was given up: nothing passes.
      if (pair.up.isDead) this.#abandoned.add(far)
      else far.destroy()
    })
    // What the switch said last still has to arrive.
    far.on('close', () => {
      this.#abandoned.delete(far)
      pair.down.end()
    })
  }
}
