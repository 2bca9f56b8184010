import { writeFileSync } from 'node:fs'
import { sumOf } from '@hookswitch/pbx/conformance'
import { type Command, InvalidArgumentError } from 'commander'
import { ProgramError } from '#program-error.ts'
import {
  checkSimulator,
  connectorsDocument,
  type SimulatorDialectName,
  simulatorDialectNames,
} from './check-simulator.ts'

interface CheckOptions {
  readonly simulator?: true
  readonly dialect?: SimulatorDialectName
  readonly write?: string
}

/** `hookswitch check pbx`: plays every story of the conformance kit and prints the score card. */
export function addCheckPbx(check: Command, signal: AbortSignal): void {
  check
    .command('pbx')
    .description('play every story that a PBX connector must tell, and print the score card')
    .requiredOption('--simulator', 'at the simulated switch')
    .option('--dialect <name>', `one dialect of CSTA only: ${simulatorDialectNames.join(', ')}`, parseDialect)
    .option('--write <file>', 'write the score card there, as Markdown')
    .action((options: CheckOptions) => runCheck(options, signal))
}

function parseDialect(text: string): SimulatorDialectName {
  const found = simulatorDialectNames.find((name) => name === text)
  if (found === undefined) throw new InvalidArgumentError(`One of ${simulatorDialectNames.join(', ')}.`)
  return found
}

async function runCheck({ dialect, write }: CheckOptions, signal: AbortSignal): Promise<void> {
  const dialects = dialect === undefined ? simulatorDialectNames : [dialect]
  const columns = await checkSimulator(dialects, (line) => console.log(line), signal)
  for (const column of columns) {
    const { passed, notOffered, notPlayed, differs } = sumOf(column)
    console.log(
      `${column.name}: ${passed} the same, ${notOffered} not offered, ${notPlayed} not playable here, ${differs} different`,
    )
  }
  if (write !== undefined) writeFileSync(write, connectorsDocument(columns))
  if (columns.some((column) => sumOf(column).differs > 0))
    throw new ProgramError('check', 'Not every history is the one that every connector must tell.')
}
