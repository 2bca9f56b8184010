/** A reader of one user's feed: a socket. It must take a frame at once or close itself. */
export interface Reader {
  frame(text: string, seq: number): void
}

/** Something that a frame may wait for, for a short while. */
export interface Ticket {
  readonly settled: boolean
  readonly done: Promise<unknown>
}

interface Waiting {
  readonly seq: number
  readonly render: () => string
  readonly ticket: Ticket | null
}

/**
 * One user's numbered feed. A number is given out when a change is written (`take`), and told to the readers once it is
 * durable (`tell`), in order. A frame is drawn only if somebody listens, and once for all of a user's windows.
 */
export class Channel {
  /** The last number given out. */
  head: number
  /** The last number told: everything up to it is durable. */
  told: number
  readonly #readers = new Set<Reader>()
  #waiting: Waiting[] = []

  constructor(head: number) {
    this.head = head
    this.told = head
  }

  get readers(): number {
    return this.#readers.size
  }

  /** From now on the reader is given every frame after `told`. */
  attach(reader: Reader): () => void {
    this.#readers.add(reader)
    return () => this.#readers.delete(reader)
  }

  take(): number {
    this.head += 1
    return this.head
  }

  /** Takes numbers back that were given out for a batch that was refused. Nothing after them may have been written. */
  giveBack(count: number): void {
    this.head -= count
  }

  tell(seq: number, render: () => string, ticket: Ticket | null): void {
    if (this.#waiting.length === 0 && (ticket === null || ticket.settled)) return this.#send(seq, render)
    this.#waiting.push({ seq, render, ticket })
    if (this.#waiting.length === 1) this.#waitForFirst()
  }

  #waitForFirst(): void {
    const first = this.#waiting[0]
    if (first?.ticket == null || first.ticket.settled) return this.#drain()
    void first.ticket.done.then(() => this.#drain())
  }

  #drain(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (next.ticket !== null && !next.ticket.settled) return this.#waitForFirst()
      this.#waiting.shift()
      this.#send(next.seq, next.render)
    }
  }

  #send(seq: number, render: () => string): void {
    this.told = seq
    if (this.#readers.size === 0) return
    const text = `{"kind":"event","seq":${seq},"event":${render()}}`
    for (const reader of this.#readers) reader.frame(text, seq)
  }
}

/** All users' channels. */
export class Channels {
  readonly #byUser = new Map<string, Channel>()

  /** @param heads each user's last number in the database. */
  constructor(heads: ReadonlyMap<string, number> = new Map()) {
    for (const [user, head] of heads) this.#byUser.set(user, new Channel(head))
  }

  of(user: string): Channel {
    let channel = this.#byUser.get(user)
    if (channel === undefined) this.#byUser.set(user, (channel = new Channel(0)))
    return channel
  }
}
