import { setImmediate as breathe } from 'node:timers/promises'
import { agentsOf, devicesOf, storedCalls, type SwitchState } from '@hookswitch/model'
import { stateHashSteps } from '@hookswitch/pbx/transcript'

/** Longer than this in one go, and calls would be seen to wait for it. */
const SLICE_MS = 1

/**
 * What is believed of a switch, as a line of a transcript. A state is never changed, so it is written as it was when this
 * was called, a little at a time: thousands of calls are megabytes, and calls come meanwhile.
 */
export async function stateLine(state: SwitchState, at: number): Promise<string> {
  let began = performance.now()
  const rest = async (): Promise<void> => {
    if (performance.now() - began < SLICE_MS) return
    await breathe()
    began = performance.now()
  }
  const list = async (values: readonly unknown[]): Promise<string> => {
    const texts: string[] = []
    for (const value of values) {
      texts.push(JSON.stringify(value))
      await rest()
    }
    return texts.join(',')
  }
  await rest()
  const steps = stateHashSteps(state)
  let step = steps.next()
  while (step.done !== true) {
    await rest()
    step = steps.next()
  }
  const [calls, agents, devices] = [
    await list(storedCalls(state)),
    await list(agentsOf(state)),
    await list(devicesOf(state)),
  ]
  const head = JSON.stringify({ kind: 'state', at, hash: step.value }).slice(0, -1)
  return `${head},"calls":[${calls}],"agents":[${agents}],"devices":[${devices}]}\n`
}
