import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ControlError, createControlClient, type StartCall } from '@hookswitch/simulator'
import type { Command } from 'commander'
import { z } from 'zod'
import { type DayScript, dayScript, planDay } from '#day-plan.ts'
import { ProgramError } from '#program-error.ts'
import { controlOption } from './control-option.ts'

/** `hookswitch simulate script FILE`: a day of calls from a seed. */
export function addSimulateScript(simulate: Command, signal: AbortSignal): void {
  simulate
    .command('script')
    .description('play a day of calls: who calls whom how often, from a seed (docs/operations.md)')
    .argument('<file>', 'the day, as JSON')
    .addOption(controlOption())
    .action((file: string, options: { control: string }) => playScript(file, options.control, signal))
}

function readScript(file: string): DayScript {
  let text: unknown
  try {
    text = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ProgramError('script', `${file} cannot be read: ${why}`, { cause })
  }
  const script = dayScript.safeParse(text)
  if (script.success) return script.data
  throw new ProgramError('script', `${file} is not a day of calls:\n${z.prettifyError(script.error)}`)
}

async function playScript(file: string, controlUrl: string, signal: AbortSignal): Promise<void> {
  const script = readScript(file)
  const control = createControlClient(controlUrl)
  await control.health()
  const plan = planDay(script)
  const minutes = ((script.hours * 60) / script.speed).toFixed(1)
  console.log(`${plan.length} calls in ${minutes} minutes, seed ${script.seed}`)
  const began = performance.now()
  const count = { made: 0, refused: 0 }
  for (const { atMs, call } of plan) {
    const wait = atMs - (performance.now() - began)
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) break
    if (await make(call)) count.made += 1
    else count.refused += 1
  }
  console.log(`${count.made} calls made, ${count.refused} refused`)

  /** A refusal is part of a day: somebody dialled wrong. A simulator that is gone is the end of it. */
  async function make(call: StartCall): Promise<boolean> {
    try {
      await control.startCall(call)
      return true
    } catch (error) {
      if (error instanceof ControlError && error.code !== 'unreachable') return false
      throw error
    }
  }
}
