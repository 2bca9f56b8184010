import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { countCalls, type SwitchEvent, type SwitchState } from '@hookswitch/model'
import type { PbxConnector } from '@hookswitch/pbx'
import { recordConnector, type TranscriptLine, transcriptHead } from '@hookswitch/pbx/transcript'
import { stateLine } from './state-line.ts'

export interface WireRingOptions {
  /** Folder of this link's own; nobody else may read it. */
  readonly folder: string
  readonly keepBytes: number
  /** What is older than this goes, however little there is. */
  readonly keepMs: number
  readonly link: { readonly name: string; readonly config: unknown }
  readonly now: () => number
  /** What is believed of the switch at this moment. */
  readonly believed: () => SwitchState
  /** Told once when something could not be kept, and why. */
  readonly failed: (reason: string) => void
}

export interface RingPart {
  readonly number: number
  /** Milliseconds since the epoch of its first line. */
  readonly from: number
  readonly bytes: number
  /** A session is opened in it. */
  readonly opens: boolean
  /** It begins with what was believed: a replay can begin here. */
  readonly stands: boolean
}

/** To be written to a file; the text may still be being made; null: the file goes. */
interface Piece {
  readonly file: string
  readonly text: string | Promise<string> | null
}

/** The ring loses an eighth at a time. */
const PARTS = 8
const FLUSH_MS = 200
/** A disk that does not keep up loses lines, not calls. */
const MOST_PENDING = 4 * 1024 * 1024
/** Roughly, of a call as JSON. */
const CALL_BYTES = 3_000
/** A part that begins with what was believed; a server that starts says before it that something is lost. */
const STANDS = /^.*\n(?:\{"kind":"lost".*\n)?\{"kind":"state",/

/**
 * What came over one link lately, on disk, for whoever asks what happened. Nothing waits for it: lines are written in the
 * background, the oldest part goes when there is too much, and what the disk does not take in time is counted and said.
 * Each part begins with what is believed then, unless that is larger than the part: on a switch as busy as that a replay
 * begins further back, or needs a larger ring.
 */
export class WireRing {
  readonly #options: WireRingOptions
  #parts: { number: number; from: number; bytes: number; opens: boolean; stands: boolean }[] = []
  #lastNumber = 0
  /** Bytes of lines in the last part, without what was believed. */
  #lineBytes = 0
  #head = ''
  #pending: Piece[] = []
  #pendingBytes = 0
  #lost = 0
  #isFirst = true
  /** The session has just said an event: what the server hears now is that. */
  #said = false
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #hasFailed = false

  constructor(options: WireRingOptions) {
    this.#options = options
  }

  /** Finds what earlier runs have left. */
  async start(): Promise<void> {
    const { folder } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const name of await readdir(folder)) {
      const number = Number(/^(\d+)\.ndjson$/.exec(name)?.[1])
      if (!Number.isInteger(number)) continue
      const file = join(folder, name)
      const text = await readFile(file)
      const beginning = text.toString('latin1', 0, 65_536)
      this.#parts.push({
        number,
        from: Number(/"at":(\d+)/.exec(beginning)?.[1] ?? 0),
        bytes: (await stat(file)).size,
        opens: text.includes('{"kind":"open",'),
        stands: STANDS.test(beginning),
      })
    }
    this.#parts.sort((one, other) => one.number - other.number)
    this.#lastNumber = this.#parts.at(-1)?.number ?? 0
    this.#timer = setInterval(() => {
      this.#dropOld()
      void this.flush()
    }, FLUSH_MS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  /** The same connector, all that its sessions do being kept. */
  tap(connector: PbxConnector<never>): PbxConnector<never> {
    const { link } = this.#options
    this.#head = JSON.stringify(transcriptHead({ connector, link: link.name, config: link.config }))
    return recordConnector(connector, { sink: (line) => this.#take(line) })
  }

  /** The model is told an event: by the session, which has said so, or by the server itself. */
  heard(event: SwitchEvent, at: number): void {
    if (!this.#said) this.#take({ kind: 'told', at, event: event as unknown as { kind: string } })
    this.#said = false
  }

  swept(at: number): void {
    // Before the first session there is nothing to be swept that a replay could know of.
    if (this.#head !== '') this.#take({ kind: 'sweep', at })
  }

  get parts(): readonly RingPart[] {
    return this.#parts
  }

  /** Notes what is believed now, and waits until all is on disk. */
  async mark(): Promise<void> {
    if (this.#head !== '') this.#writeState()
    await this.flush()
  }

  /** The lines of a part, as they are; undefined for one that is no longer kept. */
  async read(number: number): Promise<string | undefined> {
    return readFile(this.#fileOf(number), 'utf8').catch(() => undefined)
  }

  #take(line: TranscriptLine): void {
    if (line.kind === 'event') this.#said = true
    const begins = 't' in line && line.with !== true
    if (this.#isFirst || this.#parts.length === 0 || (begins && this.#isFull())) this.#newPart()
    if (this.#pendingBytes > MOST_PENDING) {
      this.#lost += 1
      return
    }
    if (this.#lost > 0) {
      // A replay can go on from where an input begins, when it is told what was believed then.
      if (!begins) return void (this.#lost += 1)
      this.#write({ kind: 'lost', at: this.#options.now(), lines: this.#lost })
      this.#writeState()
      this.#options.failed(`The disk did not keep up: ${this.#lost} lines of a recording are missing.`)
      this.#lost = 0
    }
    const part = this.#parts.at(-1)
    if (line.kind === 'open' && part !== undefined) part.opens = true
    this.#write(line)
  }

  #isFull(): boolean {
    const { now, keepBytes, keepMs } = this.#options
    const age = now() - (this.#parts.at(-1)?.from ?? 0)
    return this.#lineBytes >= keepBytes / PARTS || age > keepMs / PARTS
  }

  #newPart(): void {
    const { now, keepBytes } = this.#options
    const last = this.#lastNumber
    this.#lastNumber += 1
    const stands = countCalls(this.#options.believed()) * CALL_BYTES < keepBytes / PARTS
    this.#parts.push({ number: last + 1, from: now(), bytes: 0, opens: false, stands })
    this.#lineBytes = 0
    this.#put(`${this.#head}\n`)
    // The server has started: nothing is known of what was between.
    if (this.#isFirst && last > 0) this.#write({ kind: 'lost', at: now(), lines: 0 })
    this.#isFirst = false
    if (stands) this.#writeState()
    let sum = this.#parts.reduce((bytes, part) => bytes + part.bytes, 0)
    while (sum > keepBytes && this.#parts.length > 1) sum -= this.#dropFirst()
    this.#dropOld()
  }

  /** How many bytes went. */
  #dropFirst(): number {
    const gone = this.#parts.shift()
    // In its turn: what is still to be written to it is not written any more.
    if (gone !== undefined) this.#pending.push({ file: this.#fileOf(gone.number), text: null })
    return gone?.bytes ?? 0
  }

  /** A part ends where the next begins; the last one, where nothing comes any more, when a new one would be begun. */
  #dropOld(): void {
    const { now, keepMs } = this.#options
    const oldest = now() - keepMs
    const endOf = (index: number): number =>
      this.#parts[index + 1]?.from ?? (this.#parts[index]?.from ?? 0) + keepMs / PARTS
    while (this.#parts.length > 0 && endOf(0) < oldest) this.#dropFirst()
  }

  #writeState(): void {
    const part = this.#parts.at(-1)
    if (part === undefined) return
    const { believed, now } = this.#options
    const text = stateLine(believed(), now()).then((line) => {
      part.bytes += line.length
      this.#pendingBytes += line.length
      return line
    })
    this.#pending.push({ file: this.#fileOf(part.number), text })
  }

  #write(line: TranscriptLine): void {
    const text = `${JSON.stringify(line)}\n`
    this.#lineBytes += text.length
    this.#put(text)
  }

  #put(text: string): void {
    const part = this.#parts.at(-1)
    if (part === undefined) return
    part.bytes += text.length
    this.#pendingBytes += text.length
    this.#pending.push({ file: this.#fileOf(part.number), text })
  }

  #fileOf(number: number): string {
    return join(this.#options.folder, `${String(number).padStart(8, '0')}.ndjson`)
  }

  /** Writes what waits. Resolves when it is written, or cannot be. */
  flush(): Promise<void> {
    const taken = this.#pending
    this.#pending = []
    if (taken.length === 0) return this.#writing
    this.#writing = this.#writing.then(() => this.#append(taken))
    return this.#writing
  }

  async #append(taken: readonly Piece[]): Promise<void> {
    const texts = new Map<string, string[]>()
    for (const { file, text } of taken) {
      const lines = texts.get(file) ?? []
      if (text !== null) lines.push(await text)
      texts.set(file, lines)
    }
    const gone = new Set(taken.flatMap(({ file, text }) => (text === null ? [file] : [])))
    for (const [file, lines] of texts) {
      const text = lines.join('')
      this.#pendingBytes -= text.length
      try {
        if (gone.has(file)) await rm(file, { force: true })
        else await appendFile(file, text, { mode: 0o600 })
      } catch (error) {
        this.#lost += lines.length
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
        if (!this.#hasFailed) this.#options.failed(`A recording cannot be written (${code}).`)
        this.#hasFailed = true
      }
    }
  }
}
