/** The messages behind the steps of one call, found again in what was kept of its link. */
import type { Call, Command, SwitchEvent } from '@hookswitch/model'
import type { TranscriptLine, TranscriptPiece } from '@hookswitch/pbx/transcript'

export interface KeptCommand {
  readonly at: number
  readonly command: Command
  readonly raw: string[]
}

/** What is kept of the time of a call. */
export class KeptWire {
  /** False where nothing was kept of that time. */
  readonly isKept: boolean
  readonly commands: readonly KeptCommand[]
  /** Messages that name the call, by the moment at which they came. */
  readonly #messages = new Map<number, string[]>()

  /** @param texts parts of the ring, as they are. */
  constructor(call: Call, texts: readonly string[]) {
    const names = new Set([...call.pbxCallIds, ...(call.linkageIds ?? [])])
    const from = call.startedAt - 5_000
    const upTo = (call.endedAt ?? Number.POSITIVE_INFINITY) + 5_000
    const commands: KeptCommand[] = []
    this.isKept = texts.length > 0
    for (const text of texts) {
      let asked: KeptCommand | undefined
      for (const line of linesAbout(text, names)) {
        if ('t' in line) asked = undefined
        if ('at' in line && (line.at < from || line.at > upTo)) continue
        if (line.kind === 'in') this.#keep(line.at, line.text, names)
        if (line.kind === 'command') {
          const command = line.command as unknown as Command
          if (!namesCall(command, names)) continue
          asked = { at: line.at, command, raw: [] }
          commands.push(asked)
        }
        if (line.kind === 'out') asked?.raw.push(textOf(line.text))
      }
    }
    this.commands = commands
  }

  #keep(at: number, pieces: readonly TranscriptPiece[], names: ReadonlySet<string>): void {
    const about = pieces.map(textOf).filter((text) => [...names].some((name) => mentions(text, name)))
    if (about.length > 0) this.#messages.set(at, [...(this.#messages.get(at) ?? []), ...about])
  }

  /** The messages from which an event was made: of those of the moment, the ones of its kind; else all of them. */
  of(event: SwitchEvent, at: number): string[] {
    const all = this.#messages.get(Math.round(at)) ?? []
    // CSTA names its messages as the model names events (its Transfered has one r).
    const kind = event.kind === 'transferred' ? 'transfer' : event.kind
    const same = all.filter((text) => new RegExp(`<(?:[\\w.-]+:)?${kind}\\w*Event\\b`, 'i').test(text))
    const device = 'device' in event ? event.device : undefined
    const its = same.filter((text) => device !== undefined && text.includes(`>${device}<`))
    return its.length > 0 ? its : same.length > 0 ? same : all
  }
}

/** Lines that may be about the call: the others are not even read. */
function* linesAbout(text: string, names: ReadonlySet<string>): Generator<TranscriptLine> {
  let wanted = false
  for (const line of text.split('\n')) {
    const begins = /^\{"kind":"(?:in|command)"/.test(line)
    if (begins) wanted = [...names].some((name) => line.includes(name))
    const follows = line.startsWith('{"kind":"out"')
    if (!(wanted && (begins || follows))) continue
    try {
      yield JSON.parse(line) as TranscriptLine
    } catch {
      // The last line of a server that was killed.
    }
  }
}

function namesCall(command: Command, names: ReadonlySet<string>): boolean {
  return Object.values(command).some(
    (value: unknown) =>
      typeof value === 'object' && value !== null && 'callId' in value && names.has(String(value.callId)),
  )
}

/** In CSTA an id stands alone in its element, in AMI at the end of its line. */
function mentions(text: string, name: string): boolean {
  return text.includes(`>${name}<`) || text.includes(`: ${name}\r\n`)
}

function textOf(piece: TranscriptPiece): string {
  return typeof piece === 'string' ? piece : piece.hex
}
