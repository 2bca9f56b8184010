/**
 * Recordings of a real Asterisk, for tests. They are reference material that lies beside the project, not in it:
 * `../shared` from the repository's root, or HOOKSWITCH_REFERENCE.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const reference =
  process.env['HOOKSWITCH_REFERENCE'] ?? fileURLToPath(new URL('../../../../../../shared', import.meta.url))
const folder = `${reference}/reference/asterisk/recordings`

/** Why the recordings cannot be read here; undefined where they can. */
export const recordingsMissing = existsSync(folder)
  ? undefined
  : 'the recordings of Asterisk (../shared/reference/asterisk or HOOKSWITCH_REFERENCE) are not here'

export function recordingNames(): string[] {
  if (recordingsMissing !== undefined) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ami.log'))
    .map((file) => file.slice(0, -'.ami.log'.length))
}

export interface RecordedBytes {
  /** Milliseconds since the start of the recording. */
  readonly at: number
  readonly bytes: Uint8Array
}

export function recordingFile(name: string): string {
  return `${folder}/${name}.ami.log`
}

/** What Asterisk sent, message by message. */
export function readRecording(name: string): RecordedBytes[] {
  const blocks = readFileSync(recordingFile(name), 'utf8').split(/\n(?=# \+)/)
  const encoder = new TextEncoder()
  return blocks.flatMap((block) => {
    const [head = '', ...lines] = block.trimEnd().split('\n')
    const time = /^# \+([\d.]+) <$/.exec(head)?.[1]
    return time === undefined
      ? []
      : [{ at: Number(time) * 1_000, bytes: encoder.encode(`${lines.join('\r\n')}\r\n\r\n`) }]
  })
}
