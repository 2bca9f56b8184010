import { readFile } from 'node:fs/promises'
import { loadConnector } from '@hookswitch/pbx'
import {
  readTranscript,
  replay,
  type Replayed,
  type Transcript,
  TranscriptError,
} from '@hookswitch/pbx/transcript'
import type { Command } from 'commander'
import { ProgramError } from '#program-error.ts'
import { historyOf } from './history.ts'

/** `hookswitch replay FILE`: what the server made of a recording, made once more. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('play a recording through the connector and the model, and print what became of each call')
    .argument('<file>', 'written by `hookswitch record`')
    .option('--json', 'print it as JSON')
    .action((file: string, { json }: { readonly json?: true }) => run(file, json === true))
}

async function run(file: string, json: boolean): Promise<void> {
  const transcript = await read(file)
  const connector = await loadConnector(transcript.head.kind)
  if (connector === undefined)
    throw new ProgramError('kind', `There is no kind of telephone system called ${transcript.head.kind}.`)
  const played = await replay(transcript, connector)
  if (json) console.log(JSON.stringify(plainOf(transcript, played), null, 2))
  else for (const line of reportOf(transcript, played)) console.log(line)
  if (played.differences.length > 0) process.exitCode = 1
}

async function read(file: string): Promise<Transcript> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new ProgramError('file', `${file} cannot be read: ${cause.message}.`, { cause })
  })
  try {
    return readTranscript(text)
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error
    throw new ProgramError('transcript', `${file}: ${error.message}`, { cause: error })
  }
}

function plainOf({ head }: Transcript, played: Replayed): object {
  const { calls, stateHash, callsHash, playedFrom, events, lost, differences } = played
  return {
    link: head.link,
    redacted: head.redacted,
    calls,
    stateHash,
    callsHash,
    playedFrom,
    events,
    lost,
    differences,
  }
}

function* reportOf({ head, lines }: Transcript, played: Replayed): Generator<string> {
  if (head.title !== undefined) yield head.title
  for (const call of played.calls) yield historyOf(call)
  const { length } = played.calls
  yield ''
  yield `${lines.length} lines of ${head.link}${head.redacted ? ', redacted' : ''}; ${played.events} events; ${length} calls`
  yield played.playedFrom === null
    ? 'connector   not played: no session is opened in this recording'
    : `connector   played from line ${played.playedFrom}`
  if (played.lost > 0) yield `lost        ${played.lost} lines could not be kept when this was recorded`
  yield `calls hash  ${played.callsHash}`
  yield `state hash  ${played.stateHash}`
  const [first] = played.differences
  if (first === undefined) yield 'the same as it was recorded'
  else yield `${played.differences.length} differences, the first in line ${first.line}: ${first.message}`
}
