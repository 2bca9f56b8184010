import {
  LinkError as SocketError,
  type Link,
  type LinkEndKind,
  type LinkErrorCode,
  type LinkHandlers,
  type LinkOptions,
} from '#link.ts'
import type { Timer, World } from '#world.ts'

interface Connecting {
  readonly handlers: LinkHandlers
  readonly resolve: (link: Link) => void
  readonly reject: (error: Error) => void
}

/** A world in which nothing happens by itself: what happens is played. */
export class ReplayWorld implements World {
  t = 0
  seed = ''
  #timers = 0
  readonly #works = new Map<object, number>()
  readonly #byNumber = new Map<
    number,
    { readonly work: () => void; readonly once: boolean; readonly timer: object }
  >()
  #connecting: Connecting | undefined
  #handlers: LinkHandlers | undefined

  openLink(options: LinkOptions, handlers: LinkHandlers): Promise<Link> {
    void options
    return new Promise((resolve, reject) => {
      this.#connecting = { handlers, resolve, reject }
    })
  }

  steady(): number {
    return this.t
  }

  after(_ms: number, work: () => void): Timer {
    return this.#set(work, true)
  }

  every(_ms: number, work: () => void): Timer {
    return this.#set(work, false)
  }

  #set(work: () => void, once: boolean): Timer {
    const timer = { unref() {} }
    const number = (this.#timers += 1)
    this.#works.set(timer, number)
    this.#byNumber.set(number, { work, once, timer })
    return timer
  }

  clear(timer: Timer | undefined): void {
    const number = timer === undefined ? undefined : this.#works.get(timer)
    if (timer === undefined || number === undefined) return
    this.#works.delete(timer)
    this.#byNumber.delete(number)
  }

  chance(): string {
    return this.seed
  }

  /** False where the session waits for no such timer. */
  fire(number: number): boolean {
    const found = this.#byNumber.get(number)
    if (found === undefined) return false
    if (found.once) this.clear(found.timer as Timer)
    found.work()
    return true
  }

  /** False where nobody connects. */
  linked(): boolean {
    const connecting = this.#connecting
    if (connecting === undefined) return false
    this.#connecting = undefined
    this.#handlers = connecting.handlers
    connecting.resolve(deadLink)
    return true
  }

  unlinked(code: string, sentence: string): boolean {
    const connecting = this.#connecting
    this.#connecting = undefined
    connecting?.reject(new SocketError(code as LinkErrorCode, sentence))
    return connecting !== undefined
  }

  /** False where there is no connection. */
  arrive(bytes: Uint8Array): boolean {
    this.#handlers?.data(bytes)
    return this.#handlers !== undefined
  }

  cut(kind: string, sentence: string): boolean {
    const handlers = this.#handlers
    this.#handlers = undefined
    handlers?.end({ kind: kind as LinkEndKind, sentence })
    return handlers !== undefined
  }
}

/** What is written to it is heard by nobody: the recording has the answers. */
const deadLink: Link = {
  write() {},
  close() {},
  destroy() {},
  remote: 'a recording',
  silentMs: 0,
  bufferedBytes: 0,
}
