import { createServer, connect, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** The wire between the server and the switch, which a test may cut or freeze. */
export class Wire {
  readonly #target: number
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #server: Server
  #isCut = false
  #isFrozen = false
  port = 0

  constructor(target: number) {
    this.#target = target
    this.#server = createServer((near) => this.#accept(near))
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.port = (this.#server.address() as AddressInfo).port
  }

  /** Ends what is connected and lets nobody connect. */
  cut(): void {
    this.#isCut = true
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
  }

  /** Nothing passes any more and nobody is told: no FIN, no RST. New connections are taken and stay silent. */
  freeze(): void {
    this.#isFrozen = true
    for (const pair of this.#pairs) {
      for (const socket of pair) {
        socket.unpipe()
        socket.removeAllListeners('data')
        // Read and thrown away, as a dead router would: the sender must not notice by a full buffer.
        socket.resume()
      }
    }
  }

  mend(): void {
    this.#isCut = false
    this.#isFrozen = false
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(near: Socket): void {
    if (this.#isCut) return void near.destroy()
    near.on('error', () => {})
    if (this.#isFrozen) {
      near.resume()
      this.#pairs.add([near, near])
      return
    }
    const far = connect(this.#target, '127.0.0.1')
    far.on('error', () => near.destroy())
    near.setNoDelay(true)
    far.setNoDelay(true)
    const pair = [near, far] as const
    this.#pairs.add(pair)
    near.pipe(far)
    far.pipe(near)
    for (const socket of pair)
      socket.on('close', () => {
        this.#pairs.delete(pair)
        if (this.#isFrozen) return
        near.destroy()
        far.destroy()
      })
  }
}
