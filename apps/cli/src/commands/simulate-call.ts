import { setTimeout as sleep } from 'node:timers/promises'
import { type CallView, createControlClient } from '@hookswitch/simulator'
import { type Command, InvalidArgumentError } from 'commander'
import { parseDuration } from '#duration.ts'
import { controlOption } from './control-option.ts'

interface CallOptions {
  readonly from: string
  readonly to: string
  readonly name?: string
  readonly digits?: string
  readonly answerAfter?: number
  readonly hangUpAfter?: number
  readonly control: string
}

const pollMs = 200

function parseDigits(text: string): string {
  if (/^[0-9*#A-D]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('Digits are 0-9, *, # and A-D.')
}

/** `hookswitch simulate call`: plays one customer from the first ring to the end, and says what happens. */
export function addSimulateCall(simulate: Command, signal: AbortSignal): void {
  simulate
    .command('call')
    .description('play a customer who calls')
    .requiredOption('--from <number>', 'who calls: an outside number, "anonymous", or an extension')
    .requiredOption(
      '--to <number>',
      'whom: an extension, a direct-dial number, 6000 (voice menu) or 6001 (queue)',
    )
    .option('--name <name>', "the caller's name as the network sends it")
    .option('--digits <digits>', 'what the caller keys when the voice menu asks', parseDigits)
    .option('--answer-after <time>', 'the phone that rings takes the call then, e.g. 2s', parseDuration)
    .option(
      '--hang-up-after <time>',
      'the caller hangs up then, counted from the start, e.g. 30s',
      parseDuration,
    )
    .addOption(controlOption())
    .action((options: CallOptions) => playCall(options, signal))
}

async function playCall(options: CallOptions, signal: AbortSignal): Promise<void> {
  const control = createControlClient(options.control)
  const { id } = await control.startCall({
    from: options.from,
    to: options.to,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.digits === undefined ? {} : { digits: options.digits }),
    ...(options.answerAfter === undefined ? {} : { answerAfterMs: options.answerAfter }),
    ...(options.hangUpAfter === undefined ? {} : { hangUpAfterMs: options.hangUpAfter }),
  })
  let told = ''
  for (;;) {
    const call = await control.call(id)
    const line = sentence(call)
    if (line !== told) console.log(line)
    told = line
    if (call.state === 'ended') return
    if (signal.aborted) {
      await control.hangUp(id)
      console.log('hung up')
      return
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined)
  }
}

function sentence({ state, from, to, outcome, legs }: CallView): string {
  const at = legs.filter((leg) => !leg.external && leg.state !== 'null').map((leg) => leg.device)
  const where = at.length > 0 ? ` at ${at.join(', ')}` : ''
  if (state === 'ended') return `ended${outcome ? ` (${outcome})` : ''}`
  return `${from} > ${to}: ${state}${where}`
}
