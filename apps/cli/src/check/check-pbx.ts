import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Column, reasonOf, scoreTranscript, sumOf } from '@hookswitch/pbx/conformance'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { ProgramError } from '#program-error.ts'
import { checkSimulator, type SimulatorDialectName, simulatorDialectNames } from './check-simulator.ts'
import { amendedDocument } from './connectors-document.ts'
import { keep, keptTranscripts, play, playKept, readAnyTranscript } from './transcripts.ts'

interface CheckOptions {
  readonly simulator?: true
  readonly dialect?: SimulatorDialectName
  readonly from?: string
  readonly devices?: string
  readonly save?: string
  readonly title?: string
  readonly transcripts: string
  readonly write?: string
}

const examples = `
Examples:
  hookswitch check pbx --simulator                        every story at the simulated switch, in each dialect of CSTA
  hookswitch check pbx --from calls.ndjson                what a recording of a link comes to (docs/recording.md)
  hookswitch check pbx --from calls.ndjson --save parked  and it is a story of the kit from then on`

/** `hookswitch check pbx`: plays every story of the conformance kit and prints the score card. */
export function addCheckPbx(check: Command, signal: AbortSignal): void {
  check
    .command('pbx')
    .description('play every story that a PBX connector must tell, and print the score card')
    .option('--simulator', 'at the simulated switch')
    .option('--dialect <name>', `one dialect of CSTA only: ${simulatorDialectNames.join(', ')}`, parseDialect)
    .option('--write <file>', 'write the score card there, as Markdown; columns of other runs stay')
    .addOption(
      new Option('--from <file>', 'a recording of a link, or a log of Asterisk’s events').conflicts(
        'simulator',
      ),
    )
    .option(
      '--devices <numbers>',
      'the telephones in a log of Asterisk, with commas; those it shows where absent',
    )
    .option('--save <name>', 'keep what --from names as a story of the kit, redacted', parseName)
    .option('--title <sentence>', 'what happens in it')
    .option('--transcripts <folder>', 'where such stories are kept', keptTranscripts)
    .addHelpText('after', examples)
    .action((options: CheckOptions) => runCheck(options, signal))
}

function parseDialect(text: string): SimulatorDialectName {
  const found = simulatorDialectNames.find((name) => name === text)
  if (found === undefined) throw new InvalidArgumentError(`One of ${simulatorDialectNames.join(', ')}.`)
  return found
}

function parseName(text: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(text))
    throw new InvalidArgumentError('Small letters, digits and hyphens.')
  return text
}

const say = (line: string): void => console.log(line)

async function runCheck(options: CheckOptions, signal: AbortSignal): Promise<void> {
  if (options.from !== undefined) return checkTranscript(options.from, options)
  if (options.simulator !== true)
    throw new ProgramError('check', 'Say what is to be checked: --simulator or --from. See --help.')
  const kept = await checkKept(options.transcripts)
  const dialects = options.dialect === undefined ? simulatorDialectNames : [options.dialect]
  const columns = await checkSimulator(dialects, say, signal)
  conclude(columns, { kept, write: options.write })
}

/** Prints the sums, writes the card, and fails where anything differs. */
function conclude(
  columns: readonly Column[],
  { kept, write }: { kept: boolean; write: string | undefined },
): void {
  for (const column of columns) {
    const { passed, notOffered, notPlayed, differs } = sumOf(column)
    say(
      `${column.name}: ${passed} the same, ${notOffered} not offered, ${notPlayed} not playable here, ${differs} different`,
    )
  }
  if (write !== undefined) writeFileSync(write, amendedDocument(write, columns))
  if (!kept || columns.some((column) => sumOf(column).differs > 0))
    throw new ProgramError('check', 'Not every history is the one that every connector must tell.')
}

/** False where one of the kept transcripts does not come to what it must. */
async function checkKept(folder: string): Promise<boolean> {
  const verdicts = await playKept(folder)
  if (verdicts.size > 0) say('recordings')
  for (const [name, verdict] of verdicts) say(`  ${reasonOf(verdict) ?? 'same history  '} ${name}`)
  return [...verdicts.values()].every(({ kind }) => kind === 'passed')
}

async function checkTranscript(
  path: string,
  { devices, save, title, transcripts }: CheckOptions,
): Promise<void> {
  const transcript = await readAnyTranscript(
    path,
    devices?.split(',').map((one) => one.trim()),
  )
  const { rings, logs, problems } = await play(transcript)
  for (const line of [...rings, ...logs]) say(line)
  const verdict = scoreTranscript({ rings, logs, problems })
  for (const problem of problems) say(`✗ ${problem}`)
  if (verdict.kind === 'differs')
    throw new ProgramError('check', 'What came of this recording breaks the rules that hold for every call.')
  say(`✓ ${logs.length} calls, and every rule holds`)
  if (save === undefined) return
  const told = title ?? transcript.head.title ?? basename(path)
  await keep(transcript, { folder: transcripts, name: save, title: told })
  say(`kept as ${save}: the kit plays it from now on`)
}
