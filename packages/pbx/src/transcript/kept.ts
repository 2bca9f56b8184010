import { type TranscriptHead, type TranscriptLine, transcriptShape } from './format.ts'
import type { Transcript } from './read.ts'

/** Puts together the parts in which a server keeps what came over a link. Undefined where there is nothing in them. */
export function readKept(parts: readonly string[]): Transcript | undefined {
  let head: TranscriptHead | undefined
  const lines: TranscriptLine[] = []
  for (const part of parts) {
    for (const text of part.split('\n')) {
      const value = jsonOf(text)
      if (value === undefined) continue
      const read = transcriptShape.line.safeParse(value)
      if (read.success) lines.push(read.data)
      // Every part has a head; the newest says how the link is configured now.
      else head = transcriptShape.head.safeParse(value).data ?? head
    }
  }
  return head === undefined ? undefined : { head, lines }
}

/** A server that was killed may have left half a line. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
