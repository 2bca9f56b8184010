import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type TranscriptHead, type TranscriptLine, transcriptShape, transcriptVersion } from './format.ts'

export interface Transcript {
  readonly head: TranscriptHead
  /** In order; `lines[0]` is line 2 of the file. */
  readonly lines: readonly TranscriptLine[]
}

/** Something that is no transcript, or is not what it was when it was written. `line` counts from 1. */
export class TranscriptError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.name = 'TranscriptError'
    this.line = line
  }
}

const sumAtEnd = /,"sum":"([0-9a-f]{12})"\}$/

/** The sum at the end of a line: over the line without it, and over the sum of the line before. */
function sumOf(before: string, line: string): string {
  return createHash('sha256').update(before).update(line).digest('hex').slice(0, 12)
}

/** Writes the lines of one transcript, each with its sum. */
export class TranscriptWriter {
  #sum = ''
  #lines = 0

  /** The first line. */
  head(head: TranscriptHead): string {
    return this.#write(head)
  }

  line(line: TranscriptLine): string {
    return this.#write(line)
  }

  /** The last line. */
  end(): string {
    return this.#write({ kind: 'end', lines: this.#lines + 1 })
  }

  #write(value: object): string {
    const text = JSON.stringify(value)
    this.#sum = sumOf(this.#sum, text)
    this.#lines += 1
    return `${text.slice(0, -1)},"sum":"${this.#sum}"}\n`
  }
}

/** A whole transcript as a file. */
export function writeTranscript({ head, lines }: Transcript): string {
  const writer = new TranscriptWriter()
  return writer.head(head) + lines.map((line) => writer.line(line)).join('') + writer.end()
}

/** Reads what `TranscriptWriter` wrote. @throws TranscriptError that names the first line that is not as it was. */
export function readTranscript(file: string): Transcript {
  const texts = file.split('\n')
  if (texts.at(-1) === '') texts.pop()
  const reader = new LineReader()
  const head = readHead(reader, texts[0] ?? '')
  const lines: TranscriptLine[] = []
  for (const [index, text] of texts.slice(1, -1).entries())
    lines.push(parse(reader.next(text), transcriptShape.line, index + 2))
  const last = texts.length
  const end = transcriptShape.end.safeParse(last > 1 ? reader.next(texts[last - 1] ?? '') : undefined)
  if (!end.success) throw new TranscriptError(last, brokenOff(last))
  if (end.data.lines !== last)
    throw new TranscriptError(last, `The last line counts ${end.data.lines} lines; there are ${last}.`)
  return { head, lines }
}

function brokenOff(line: number): string {
  return `The recording breaks off after line ${line}: the last line, which counts the others, is missing.`
}

class LineReader {
  #sum = ''
  #line = 0

  /** What a line says, once its sum is found to be right. */
  next(text: string): unknown {
    this.#line += 1
    const line = this.#line
    const sum = sumAtEnd.exec(text)
    if (sum === null) {
      throw new TranscriptError(
        line,
        line === 1
          ? 'Line 1 does not say that this is a recording.'
          : `Line ${line} is cut off, or is no line of a recording.`,
      )
    }
    const body = `${text.slice(0, sum.index)}}`
    this.#sum = sumOf(this.#sum, body)
    if (this.#sum !== sum[1]) {
      throw new TranscriptError(
        line,
        `Line ${line} was changed, or lines before it were added, moved or taken out.`,
      )
    }
    return JSON.parse(body)
  }
}

function readHead(reader: LineReader, text: string): TranscriptHead {
  const version = /^\{"transcript":(\d+),/.exec(text)?.[1]
  if (version !== undefined && Number(version) !== transcriptVersion) {
    throw new TranscriptError(
      1,
      `Line 1 says that this is a recording of version ${version}; only ${transcriptVersion} is read here.`,
    )
  }
  return parse(reader.next(text), transcriptShape.head, 1)
}

function parse<T>(value: unknown, shape: z.ZodType<T>, line: number): T {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const at = read.error.issues[0]?.path.join('.') ?? ''
  throw new TranscriptError(line, `Line ${line} is no line of a recording${at === '' ? '' : ` (${at})`}.`)
}
