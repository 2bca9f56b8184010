import {
  decodeMessage,
  type Draft,
  editions,
  encodeFrame,
  encodeMessage,
  FrameReader,
  type Message,
} from '@hookswitch/pbx/csta/codec'
import type { Link } from '#pbx/link.ts'
import type { Room } from './room.ts'

/** Another application at the switch of a room: asks for what Hookswitch never asks for. */
export class RawApplication {
  /** Names of what was said, both ways; what could not be read is not among them. */
  readonly names = new Set<string>()
  readonly #room: Room
  readonly #reader = new FrameReader()
  readonly #answers = new Map<string, Message>()
  #link: Link | undefined
  #asked = 0

  private constructor(room: Room) {
    this.#room = room
  }

  static async open(room: Room): Promise<RawApplication> {
    const application = new RawApplication(room)
    application.#link = await room.world.openLink(
      { host: 'switch', port: 1 },
      { data: (bytes) => application.#hear(bytes), end: () => {} },
    )
    return application
  }

  /** @returns the answer. */
  async ask(draft: Draft): Promise<Message | undefined> {
    this.#asked += 1
    const id = String(this.#asked).padStart(4, '0')
    this.names.add(draft.kind)
    this.#link?.write(encodeFrame(id, encodeMessage(draft, editions.ed6)))
    await this.#room.settle()
    return this.#answers.get(id)
  }

  #hear(bytes: Uint8Array): void {
    for (const { invokeId, body } of this.#reader.push(bytes).frames) {
      const decoded = decodeMessage(body)
      if (!decoded.ok) continue
      this.names.add(decoded.message.kind)
      this.#answers.set(invokeId, decoded.message)
    }
  }
}
