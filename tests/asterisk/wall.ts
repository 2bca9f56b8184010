/** A TCP relay that can go deaf without closing: what a half-open connection looks like from this side. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export class Wall {
  readonly port: number
  readonly #server: Server
  readonly #sockets: Socket[]
  #frozen = false

  private constructor(server: Server, sockets: Socket[]) {
    this.#server = server
    this.#sockets = sockets
    this.port = (server.address() as AddressInfo).port
  }

  static before(target: number): Promise<Wall> {
    const sockets: Socket[] = []
    return new Promise((resolve) => {
      const server = createServer((near) => {
        const far = connect(target, '127.0.0.1')
        sockets.push(near, far)
        near.on('data', (bytes) => wall.#frozen || far.write(bytes))
        far.on('data', (bytes) => wall.#frozen || near.write(bytes))
        for (const socket of [near, far]) {
          socket.on('error', () => undefined)
          // Who is frozen is told nothing.
          socket.on('close', () => wall.#frozen || (near.destroy(), far.destroy()))
        }
      })
      let wall: Wall
      server.listen(0, '127.0.0.1', () => {
        wall = new Wall(server, sockets)
        resolve(wall)
      })
    })
  }

  /** From now on nothing gets through, and nobody is told. */
  freeze(): void {
    this.#frozen = true
  }

  /** Everybody who speaks through it is cut off; who comes again gets through. */
  cut(): void {
    for (const socket of this.#sockets.splice(0)) socket.destroy()
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}
