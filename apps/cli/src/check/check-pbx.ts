import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Column, type Place, reasonOf, scoreTranscript, sumOf } from '@hookswitch/pbx/conformance'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '#duration.ts'
import { ProgramError } from '#program-error.ts'
import { checkSimulator, type SimulatorDialectName, simulatorDialectNames } from './check-simulator.ts'
import { amendedDocument } from './connectors-document.ts'
import { checkOwnSwitch, type OwnSwitchOptions } from './own-switch.ts'
import { keep, keptTranscripts, play, playKept, readAnyTranscript } from './transcripts.ts'

interface CheckOptions extends OwnSwitchOptions {
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
At a switch of your own you say which telephones take part. What a command can do is done by a command; the rest is asked of
you, a line for each ("From +14155550100, call 1001."), and Enter says that it is done.

Examples:
  hookswitch check pbx --simulator                        every story at the simulated switch, in each dialect of CSTA
  hookswitch check pbx --config hookswitch.json --link main --phones 1001,1002,1003 --customer +14155550100
                                                          at a link of the server's, with you at the telephones
  hookswitch check pbx --kind csta --set host=10.0.0.5 --set port=8888 --phones 1001,1002 --alone
                                                          only what commands alone can play
  hookswitch check pbx --from calls.ndjson                what a recording of a link comes to (docs/recording.md)
  hookswitch check pbx --from calls.ndjson --save parked  and it is a story of the kit from then on`

/** `hookswitch check pbx`: plays every story of the conformance kit and prints the score card. */
export function addCheckPbx(check: Command, signal: AbortSignal): void {
  const command = check
    .command('pbx')
    .description('play every story that a PBX connector must tell, and print the score card')
    .option('--only <word>', 'stories with this in their names only')
    .option('--write <file>', 'write the score card there, as Markdown; columns of other runs stay')
    .option('--transcripts <folder>', 'where recordings are kept as stories', keptTranscripts)
    .addHelpText('after', examples)
    .action((options: CheckOptions) => runCheck(options, signal))
  addSimulated(command)
  addRecorded(command)
  addOwn(command)
}

function addSimulated(command: Command): void {
  command
    .option('--simulator', 'at the simulated switch')
    .option('--dialect <name>', `one dialect of CSTA only: ${simulatorDialectNames.join(', ')}`, parseDialect)
}

function addRecorded(command: Command): void {
  command
    .addOption(
      new Option('--from <file>', 'a recording of a link, or a log of Asterisk’s events').conflicts(
        'simulator',
      ),
    )
    .option('--devices <numbers>', 'the telephones in a log of Asterisk; those it shows where absent')
    .option('--save <name>', 'keep what --from names as a story of the kit, redacted', parseName)
    .option('--title <sentence>', 'what happens in it')
}

function addOwn(command: Command): void {
  command
    .addOption(new Option('--config <file>', 'the server’s configuration').env('HOOKSWITCH_CONFIG'))
    .option('--link <name>', 'which of its links')
    .option('--kind <kind>', 'a switch that is in no configuration: csta, asterisk')
    .option('--set <name=value>', 'of that switch: host, port … ; may be said more than once', addSetting, {})
    .option('--phones <numbers>', 'extensions of up to four telephones, with commas', parseList)
    .option('--customer <number>', 'a telephone outside, from which you call')
    .option('--other <number>', 'a second one')
    .option('--far <number>', 'one outside that is called')
    .option('--direct-prefix <digits>', 'what is dialled from outside before an extension')
    .option('--nowhere <number>', 'a number that can be dialled and that leads nowhere', '4999')
    .option(
      '--menu <number>',
      'a voice menu that asks for digits and then sends calls to the queue',
      parsePlace,
    )
    .option(
      '--queue <number>',
      'a queue of the first two; 6001=support where the switch calls it otherwise',
      parsePlace,
    )
    .option('--group <number>', 'a group that rings the first two', parsePlace)
    .option('--voicemail <number>', 'a mailbox', parsePlace)
    .option('--park <number>', 'a place to park a call', parsePlace)
    .option('--pickup-group', 'the first two are in one')
    .option('--auto-answer', 'telephones open by themselves for a call that was made from the screen')
    .option('--alone', 'nobody is there: only what needs no person')
    .option('--patience <time>', 'how long to wait for what should come', parseDuration, 20_000)
    .option('--quiet <time>', 'how late news may come', parseDuration, 1_500)
}

function addSetting(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const [, name, value] = /^([a-zA-Z]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('As in host=10.0.0.5.')
  return { ...before, [name]: jsonOrWord(value) }
}

function jsonOrWord(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function parseList(text: string): string[] {
  return text.split(',').map((one) => one.trim())
}

function parsePlace(text: string): Place {
  const [number = '', device = number] = text.split('=', 2)
  return { number, device }
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
  const isOwn = options.kind !== undefined || options.link !== undefined || options.phones !== undefined
  if (options.simulator !== true && !isOwn)
    throw new ProgramError(
      'check',
      'Say what is to be checked: --simulator, a link of yours, or --from. See --help.',
    )
  if (options.simulator === true && options.write !== undefined && options.only !== undefined)
    throw new ProgramError('check', 'A score card is of all stories: leave --only or --write out.')
  const kept = await checkKept(options.transcripts)
  if (options.simulator !== true)
    return conclude([await checkOwnSwitch(options, say, signal)], { kept, write: options.write })
  const dialects = options.dialect === undefined ? simulatorDialectNames : [options.dialect]
  const columns = await checkSimulator({ dialects, only: options.only }, say, signal)
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
