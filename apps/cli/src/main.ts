import { CommanderError } from 'commander'
import { ControlError } from '@hookswitch/simulator'
import { ProgramError } from './program-error.ts'
import { createProgram } from './program.ts'

/** First signal: everything winds down. Second: whoever pressed it twice means it. */
const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(130)
    stop.abort(name)
  })
}

try {
  await createProgram(stop.signal).parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else if (error instanceof ProgramError || error instanceof ControlError) {
    console.error(`hookswitch: ${error.message}${hint(error.code)}`)
    process.exitCode = 1
  } else throw error
}

function hint(code: string): string {
  return code === 'unreachable'
    ? ' Start one with `hookswitch simulator` or `npm start`, or say where it is with --control.'
    : ''
}
