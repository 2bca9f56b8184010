import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { addCheckPbx } from '#check/check-pbx.ts'
import { addSimulateCall } from '#commands/simulate-call.ts'
import { addSimulateScript } from '#commands/simulate-script.ts'
import { addSimulator } from '#commands/simulator.ts'
import { addStart } from '#commands/start.ts'
import { addRecord } from '#record/record.ts'
import { addReplay } from '#record/replay.ts'

const environment = `
Environment:
  HOOKSWITCH_PORT       where the page and the interface are served (7468)
  HOOKSWITCH_HOST       on which address (127.0.0.1; 0.0.0.0 for all)
  HOOKSWITCH_DATA       folder of the built-in database and the log (./.hookswitch)
  DATABASE_URL          a PostgreSQL of your own instead of the built-in one
  HOOKSWITCH_CONFIG     a JSON file with the same and more (docs/operations.md)
  HOOKSWITCH_ADMIN_PASSWORD  of the first administrator; made up and printed once without
  HOOKSWITCH_PASSWORD   of the administrator who records
  HOOKSWITCH_SIMULATOR  where a running simulator takes orders (http://127.0.0.1:8889)

Examples:
  hookswitch start --demo
  hookswitch simulate call --from +14155550100 --to 1001 --answer-after 2s --hang-up-after 30s`

/** The commands, each in its own file. When `signal` aborts, whatever runs winds down and its command resolves. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('hookswitch')
    .description("Joins any PBX to any CRM: the caller's record is on the agent's screen before the answer.")
    .version(packageJson.version)
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', environment)
    .exitOverride()
  addStart(program, signal)
  addSimulator(program, signal)
  const simulate = program.command('simulate').description('play the people around a running simulator')
  addSimulateCall(simulate, signal)
  addSimulateScript(simulate, signal)
  const check = program
    .command('check')
    .description('see whether something does what Hookswitch expects of it')
  addCheckPbx(check, signal)
  addRecord(program, signal)
  addReplay(program)
  return program
}
