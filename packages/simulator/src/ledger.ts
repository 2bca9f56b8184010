import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Happening } from '#engine/exchange.ts'
import { ledgerEntry, type LedgerEntry } from './ledger-entry.ts'

/** Entries kept in memory for those who ask after the latest. */
const kept = 50_000
/** Cut off this many at a time, so that cutting costs nothing. */
const cut = 10_000

/**
 * What truly happened, line by line. Each line is handed to the operating system before anything is said on the wire of
 * what follows it, so a killed simulator has lost nothing; `close` brings it to the disk.
 */
export class Ledger {
  #entries: LedgerEntry[] = []
  #last = 0
  readonly #file: number | null

  /** @param path file to append to; without, it is kept in memory alone. */
  constructor(path?: string) {
    if (path === undefined) {
      this.#file = null
      return
    }
    const written = existsSync(path) ? readFileSync(path, 'utf8') : ''
    this.#last = parseLedger(written).at(-1)?.n ?? 0
    this.#file = openSync(path, 'a')
    // A line that a power cut left unfinished is no line.
    const whole = written.slice(0, written.lastIndexOf('\n') + 1)
    if (whole.length < written.length) ftruncateSync(this.#file, Buffer.byteLength(whole))
  }

  /** Number of the last entry. */
  get last(): number {
    return this.#last
  }

  append(happening: Happening, at: number): void {
    this.#last += 1
    const entry = { n: this.#last, at, ...happening } as LedgerEntry
    this.#entries.push(entry)
    if (this.#entries.length > kept + cut) this.#entries.splice(0, cut)
    if (this.#file !== null) writeSync(this.#file, `${JSON.stringify(entry)}\n`)
  }

  /** Entries of this run after number `after`, oldest first. */
  since(after: number, atMost = Number.POSITIVE_INFINITY): readonly LedgerEntry[] {
    const first = this.#entries[0]?.n ?? 0
    const start = Math.max(0, after + 1 - first)
    return this.#entries.slice(start, Math.min(this.#entries.length, start + atMost))
  }

  close(): void {
    if (this.#file === null) return
    fsyncSync(this.#file)
    closeSync(this.#file)
  }
}

/** The entries of a ledger's text. An unfinished last line is left out. */
export function parseLedger(text: string): LedgerEntry[] {
  const lines = text.split('\n')
  lines.pop()
  return lines.map((line) => ledgerEntry.parse(JSON.parse(line)))
}

export function readLedger(path: string): LedgerEntry[] {
  return parseLedger(readFileSync(path, 'utf8'))
}
