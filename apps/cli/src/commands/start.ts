import type { Command } from 'commander'
import { demoSimulator, tellDemo } from '#demo.ts'
import { requireFree } from '#free-port.ts'
import { logFileIn, ServerProgram } from '#server-program.ts'
import { readSettings, type Settings } from '#settings.ts'

interface StartOptions {
  readonly demo?: boolean
}

/** `hookswitch start`: the server with its database; with --demo also a simulated PBX and a company that lives on it. */
export function addStart(program: Command, signal: AbortSignal): void {
  program
    .command('start')
    .description('start the server, with its own database unless DATABASE_URL names one')
    .option('--demo', 'with a simulated PBX and a demonstration company')
    .action((options: StartOptions) => start(options, signal))
}

async function start(options: StartOptions, signal: AbortSignal): Promise<void> {
  const settings = readSettings(process.env)
  await requireFree(settings.port, 'set HOOKSWITCH_PORT to another port')
  await (options.demo ? startDemo(settings, signal) : startServer(settings, signal))
}

async function startServer(settings: Settings, signal: AbortSignal): Promise<void> {
  const server = new ServerProgram({ port: settings.port, environment: environmentFor(settings) })
  await run(server, signal, () => console.log(`Hookswitch is at ${server.url}`))
}

async function startDemo(settings: Settings, signal: AbortSignal): Promise<void> {
  const simulator = await demoSimulator()
  const logFile = logFileIn(settings.data)
  const server = new ServerProgram({
    port: settings.port,
    environment: { ...environmentFor(settings), ...simulator.environment },
    logFile,
  })
  try {
    await run(server, signal, () => tellDemo(server.url, { control: simulator.control, logFile }))
  } finally {
    await simulator.stop()
  }
}

/** From start to end: until the signal asks for the end, or the server ends by itself, which is a failure. */
async function run(server: ServerProgram, signal: AbortSignal, ready: () => unknown): Promise<void> {
  try {
    await server.start(signal)
    if (!signal.aborted) await ready()
    const asked = new Promise<'asked'>((resolve) => {
      if (signal.aborted) resolve('asked')
      signal.addEventListener('abort', () => resolve('asked'), { once: true })
    })
    const end = await Promise.race([asked, server.ended()])
    if (end !== 'asked') process.exitCode = end === 0 ? 0 : 1
  } finally {
    await server.stop()
  }
}

function environmentFor(settings: Settings): NodeJS.ProcessEnv {
  return { ...process.env, HOOKSWITCH_PORT: String(settings.port), HOOKSWITCH_DATA: settings.data }
}
