import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createControlClient, type ScriptFile } from '@hookswitch/simulator'
import type { Command } from 'commander'
import { ProgramError } from '#program-error.ts'
import { controlOption } from './control-option.ts'

const pollMs = 200

/** `hookswitch simulate script FILE`: a day of calls from a seed. */
export function addSimulateScript(simulate: Command, signal: AbortSignal): void {
  simulate
    .command('script')
    .description('play a day of calls from a seed (docs/operations.md has the file)')
    .argument('<file>', 'the day, as JSON')
    .addOption(controlOption())
    .action((file: string, options: { control: string }) => playFile(file, options.control, signal))
}

/** The simulator holds it against its schema: it alone knows what it can play. */
function readScript(file: string): ScriptFile {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ScriptFile
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ProgramError('script', `${file} cannot be read: ${why}`, { cause })
  }
}

async function playFile(file: string, controlUrl: string, signal: AbortSignal): Promise<void> {
  const control = createControlClient(controlUrl)
  await control.playScript(readScript(file))
  console.log(`playing ${file}`)
  const stop = (): void => void control.stopScript().catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  for (;;) {
    const { playing, begun } = await control.scriptState()
    if (!playing) {
      console.log(`${begun} calls begun`)
      return
    }
    await sleep(pollMs, undefined, { signal }).catch(() => sleep(pollMs))
  }
}
