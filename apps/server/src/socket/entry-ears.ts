import type { ClientFrame, EntryFrame } from '@hookswitch/contract'
import type { EntryAsker, EntryRoom } from '#entry/entry-room.ts'

type EntryAsk = Extract<ClientFrame, { callId: string }>

/** A page shows one call at a time and keeps some that were shown a moment ago. */
const mostOpen = 32

/** What one client hears of documents: those that it opened, until it closes them or goes. */
export class EntryEars {
  readonly #room: Pick<EntryRoom, 'watch' | 'writing'>
  readonly #asker: EntryAsker
  readonly #tell: (frame: EntryFrame) => void
  /** How to stop hearing of each; undefined while it is being opened. */
  readonly #open = new Map<string, { stop: (() => void) | undefined }>()

  constructor(
    room: Pick<EntryRoom, 'watch' | 'writing'>,
    { asker, tell }: { readonly asker: EntryAsker; readonly tell: (frame: EntryFrame) => void },
  ) {
    this.#room = room
    this.#asker = asker
    this.#tell = tell
  }

  /** False for a client that asks for more than any page does. */
  hear(ask: EntryAsk): boolean {
    switch (ask.kind) {
      case 'openEntry':
        this.#close(ask.callId)
        if (this.#open.size >= mostOpen) return false
        void this.#watch(ask)
        return true
      case 'closeEntry':
        this.#close(ask.callId)
        return true
      case 'writingEntry':
        // Only of what it has open: then somebody has looked whether he may.
        if (this.#open.get(ask.callId)?.stop !== undefined)
          this.#room.writing(this.#asker, ask.callId).catch(() => {})
        return true
    }
  }

  closeAll(): void {
    for (const callId of this.#open.keys()) this.#close(callId)
  }

  async #watch(ask: Extract<EntryAsk, { kind: 'openEntry' }>): Promise<void> {
    const place: { stop: (() => void) | undefined } = { stop: undefined }
    this.#open.set(ask.callId, place)
    const stop = await this.#room.watch(this.#asker, ask, { tell: this.#tell }).catch(() => undefined)
    // Closed, or opened once more, while it was being opened.
    if (this.#open.get(ask.callId) !== place) return stop?.()
    place.stop = stop
    if (stop !== undefined) return
    this.#open.delete(ask.callId)
    this.#tell({ kind: 'entryClosed', callId: ask.callId })
  }

  #close(callId: string): void {
    this.#open.get(callId)?.stop?.()
    this.#open.delete(callId)
  }
}
