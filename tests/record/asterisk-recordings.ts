/** A recording of a real Asterisk, given to the connector that is shipped as if that Asterisk were there. */
import { applyEvent, type Call, emptySwitch, type SwitchState } from '@hookswitch/model'
import { loadConnector, type PbxConnector } from '@hookswitch/pbx'
import {
  recordConnector,
  type Transcript,
  type TranscriptLine,
  transcriptHead,
} from '@hookswitch/pbx/transcript'
import { recordedDevices } from '#pbx/asterisk/transcripts/histories.ts'
import { readRecording } from '#pbx/asterisk/transcripts/recordings.ts'
import type { Link, LinkHandlers, LinkOptions } from '#pbx/link.ts'
import type { Timer, World } from '#pbx/world.ts'

export interface HeardRecording {
  readonly transcript: Transcript
  readonly state: SwitchState
  readonly calls: readonly Call[]
}

/** Answers the log-in and the questions at the beginning; after that, only the recording speaks. */
class OldAsterisk implements World {
  now = 0
  #handlers: LinkHandlers | undefined

  async openLink(options: LinkOptions, handlers: LinkHandlers): Promise<Link> {
    this.#handlers = handlers
    setImmediate(() => this.say('Asterisk Call Manager/11.0.0\r\n'))
    return {
      write: (bytes) => this.#answer(Buffer.from(bytes).toString()),
      close: () => this.#over(),
      destroy: () => this.#over(),
      remote: options.host,
      silentMs: 0,
      bufferedBytes: 0,
    }
  }

  say(text: string): void {
    this.hear(Buffer.from(text))
  }

  hear(bytes: Uint8Array): void {
    this.#handlers?.data(bytes)
  }

  #over(): void {
    const handlers = this.#handlers
    this.#handlers = undefined
    setImmediate(() => handlers?.end({ kind: 'closed-by-us', sentence: 'It is over.' }))
  }

  #answer(action: string): void {
    const field = (name: string): string => new RegExp(`^${name}: (.*)\\r$`, 'm').exec(action)?.[1] ?? ''
    const id = field('ActionID')
    const more: Readonly<Record<string, string>> = {
      Challenge: 'Challenge: 1795226579/b876\r\n',
      Getvar: `Variable: ${field('Variable')}\r\nValue: NOT_INUSE\r\n`,
      ListCommands: 'Ping: Keepalive command.  (Priv: <none>)\r\nPJSIPNotify: Send a NOTIFY  (Priv: all)\r\n',
    }
    const lists = new Set([
      'QueueSummary',
      'CoreShowChannels',
      'QueueStatus',
      'ParkedCalls',
      'PJSIPShowContacts',
    ])
    const name = field('Action')
    setImmediate(() => {
      this.say(`Response: Success\r\nActionID: ${id}\r\n${more[name] ?? ''}\r\n`)
      if (lists.has(name))
        this.say(`Event: ${name}Complete\r\nActionID: ${id}\r\nEventList: Complete\r\n\r\n`)
      if (name === 'Login')
        this.say('Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n')
    })
  }

  steady(): number {
    return this.now
  }

  after(ms: number, work: () => void): Timer {
    // Time does not pass for us: what waits for it waits in vain.
    void ms
    void work
    return { unref() {} }
  }

  every(ms: number, work: () => void): Timer {
    return this.after(ms, work)
  }

  clear(): void {}

  chance(bytes: number): string {
    return 'ab'.repeat(bytes)
  }
}

const epoch = Date.UTC(2026, 10, 21)

export async function hearRecording(name: string): Promise<HeardRecording> {
  const world = new OldAsterisk()
  const connector = (await loadConnector('asterisk')) as PbxConnector<never>
  const config = connector.config.parse({
    host: 'pbx.example',
    username: 'hookswitch',
    secret: 'sesame',
    trunks: ['trunk'],
  })
  const lines: TranscriptLine[] = []
  const calls = new Map<string, Call>()
  let state = emptySwitch('recorded')
  const session = await recordConnector(connector, {
    world,
    sink: (line) => void lines.push(structuredClone(line)),
  }).open(
    config,
    {
      devices: recordedDevices,
      event: (event, at) => {
        const applied = applyEvent(state, event, at)
        state = applied.state
        for (const change of applied.changes)
          if (change.kind === 'call') calls.set(change.call.id, change.call)
      },
      log: () => {},
      now: () => epoch + Math.round(world.now),
    },
    new AbortController().signal,
  )
  for (const { at, bytes } of readRecording(name)) {
    world.now = at
    world.hear(bytes)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await session.close()
  const head = transcriptHead({ connector, link: 'recorded', config })
  const told = [...calls.values()].filter(({ mergedInto }) => mergedInto === null)
  return { transcript: { head, lines }, state, calls: told }
}
