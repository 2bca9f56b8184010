import {
  type Simulator,
  type SimulatorDialectName,
  simulatorDialectNames,
  startSimulator,
  type Switches,
  switchesBody,
} from '@hookswitch/simulator'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { requireFree } from '#free-port.ts'

interface SimulatorCommandOptions {
  readonly port: number
  readonly controlPort?: number
  readonly host: string
  readonly ledger?: string
  readonly seed: number
  readonly dialect?: SimulatorDialectName
  readonly habit: Partial<Switches>
}

/** `hookswitch simulator`: a PBX of twelve phones that speaks CSTA, until it is told to stop. */
export function addSimulator(program: Command, signal: AbortSignal): void {
  program
    .command('simulator')
    .description('run a simulated PBX: extensions 1001 to 1012, log-in agent1 to agent12 (password the same)')
    .option('--port <number>', 'where it speaks CSTA; 0 takes any free port', parsePort, 8888)
    .option('--control-port <number>', 'where it takes orders (the next port)', parsePort)
    .option('--host <address>', 'address on which it speaks CSTA', '127.0.0.1')
    .option('--ledger <file>', 'append what truly happened to this file (ndjson)')
    .option('--seed <number>', 'makes its chances repeat', Number, 1)
    .addOption(new Option('--dialect <name>', 'what kind of switch it is').choices(simulatorDialectNames))
    .option(
      '--habit <name=value>',
      'one thing that it does otherwise, as in --habit eventBeforeResponse=true; may be said more than once',
      addHabit,
      {},
    )
    .action((options: SimulatorCommandOptions) => runSimulator(options, signal))
}

export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

/** One more habit: its value is JSON, or a plain word. */
export function addHabit(text: string, before: Partial<Switches>): Partial<Switches> {
  const [, name = '', value = ''] = /^([a-zA-Z]+)=(.*)$/.exec(text) ?? []
  const parsed = switchesBody.safeParse({ ...before, [name]: jsonOrWord(value) })
  // zod adds no key that was not there.
  if (parsed.success) return parsed.data as Partial<Switches>
  const known = Object.keys(switchesBody.shape).join(', ')
  const issue = name in switchesBody.shape ? parsed.error.issues[0]?.message : `the habits are ${known}`
  throw new InvalidArgumentError(`This is no habit: ${issue}.`)
}

function jsonOrWord(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

async function runSimulator(options: SimulatorCommandOptions, signal: AbortSignal): Promise<void> {
  const { port, controlPort, host, seed, dialect } = options
  const { joinedCallId, callIds, ...habits } = options.habit
  if (port !== 0) await requireFree(port, 'choose another with --port')
  const simulator = await startSimulator({
    port,
    host,
    seed,
    habits,
    settings: {
      ...(joinedCallId === undefined ? {} : { joinedCallId }),
      ...(callIds === undefined ? {} : { callIds }),
    },
    ...(dialect === undefined ? {} : { dialect }),
    ...(controlPort === undefined ? {} : { controlPort }),
    ...(options.ledger === undefined ? {} : { ledgerPath: options.ledger }),
    report: (error) => console.error(error),
  })
  console.log(introduction(simulator, host))
  try {
    await aborted(signal)
  } finally {
    await simulator.stop()
  }
}

const introduction = ({ port, controlUrl }: Simulator, host: string): string => `\
A simulated PBX speaks CSTA on ${host}:${port} and takes orders at ${controlUrl}
Extensions 1001 to 1012; log-in agent1 to agent12, password the same word. Phones answer only when told to.
Make one ring:  hookswitch simulate call --from +14155550100 --to 1001 --control ${controlUrl}`

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
