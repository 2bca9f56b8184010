import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** What a link goes through, so that it can be cut without a word while the switch goes on. */
export class Relay {
  readonly port: number
  readonly #server: Server
  readonly #sockets: Set<Socket>
  #isCut = false

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server
    this.#sockets = sockets
    this.port = (server.address() as AddressInfo).port
  }

  static before(target: { readonly host: string; readonly port: number }): Promise<Relay> {
    const sockets = new Set<Socket>()
    return new Promise((resolve, reject) => {
      const server = createServer((near) => {
        if (relay.#isCut) return void near.destroy()
        const far = connect(target.port, target.host)
        for (const [socket, other] of [
          [near, far],
          [far, near],
        ] as const) {
          sockets.add(socket)
          socket.setNoDelay(true)
          socket.on('error', () => {})
          socket.on('close', () => {
            sockets.delete(socket)
            other.destroy()
          })
        }
        near.pipe(far)
        far.pipe(near)
      })
      let relay: Relay
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => {
        relay = new Relay(server, sockets)
        resolve(relay)
      })
    })
  }

  async cut(): Promise<void> {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  async mend(): Promise<void> {
    this.#isCut = false
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }
}
