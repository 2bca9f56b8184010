/** Transcripts as stories of the kit: what was heard on a real link, and the history that must come of it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  isAmiLog,
  loadConnector,
  type PlayedTranscript,
  playTranscript,
  scoreTranscript,
  transcriptOfAmiLog,
  type TranscriptTruth,
  transcriptTruth,
  type Verdict,
} from '@hookswitch/pbx/conformance'
import {
  readTranscript,
  redact,
  type Transcript,
  TranscriptError,
  writeTranscript,
} from '@hookswitch/pbx/transcript'
import { ProgramError } from '#program-error.ts'

/** Where the kit keeps those that it plays from then on. */
export const keptTranscripts = fileURLToPath(
  new URL('../../../../packages/pbx/src/conformance/transcripts', import.meta.url),
)

/** A transcript of Hookswitch, or a log of what somebody heard of Asterisk. */
export async function readAnyTranscript(path: string, devices?: readonly string[]): Promise<Transcript> {
  const text = readText(path)
  try {
    if (!isAmiLog(text)) return readTranscript(text)
    return await transcriptOfAmiLog(text, devices === undefined ? {} : { devices })
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error
    throw new ProgramError('transcript', `${path} cannot be used. ${error.message}`, { cause: error })
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ProgramError('transcript', `The file ${path} cannot be read.`, { cause })
  }
}

export async function play(transcript: Transcript): Promise<PlayedTranscript> {
  const connector = await loadConnector(transcript.head.kind)
  if (connector === undefined)
    throw new ProgramError('transcript', `There is no connector for ${transcript.head.kind}.`)
  return playTranscript(transcript, connector)
}

/** Makes a transcript a story of the kit. Who is in it is nobody's business: it is redacted, if it is not yet. */
export async function keep(
  transcript: Transcript,
  { folder, name, title }: { folder: string; name: string; title: string },
): Promise<PlayedTranscript> {
  const kept = transcript.head.redacted ? transcript : redact(transcript)
  const { rings, logs, problems } = await play(kept)
  const verdict = scoreTranscript({ rings, logs, problems })
  if (verdict.kind === 'differs')
    throw new ProgramError('transcript', `It is not kept: what came of it breaks the rules. ${verdict.what}`)
  mkdirSync(folder, { recursive: true })
  const truth: TranscriptTruth = { title, rings: [...rings], logs: [...logs] }
  writeFileSync(join(folder, `${name}.ndjson`), writeTranscript(kept))
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(truth, null, 2)}\n`)
  return { rings, logs, problems }
}

/** Every story that was kept in a folder, played. */
export async function playKept(folder: string): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>()
  if (!existsSync(folder)) return verdicts
  for (const file of readdirSync(folder).toSorted()) {
    if (!file.endsWith('.ndjson')) continue
    const path = join(folder, file)
    const truth = transcriptTruth.parse(JSON.parse(readText(path.replace(/\.ndjson$/, '.json'))))
    verdicts.set(
      file.slice(0, -'.ndjson'.length),
      scoreTranscript(await play(await readAnyTranscript(path)), truth),
    )
  }
  return verdicts
}
