/**
 * A log of what somebody's manager connection to Asterisk heard, as a transcript of this connector: the session runs in
 * a world where an Asterisk with nothing going on lets it in, and then hears what the log has, at its times.
 *
 * The log is blocks of lines, each under a head: `# +12.345 <` was heard 12.345 s after the beginning. Other heads are
 * what was sent or noted, and are passed over; so are answers to what others had asked.
 */
import type { TranscriptHead, TranscriptLine } from '#transcript/format.ts'
import type { Transcript } from '#transcript/read.ts'
import { transcriptHead } from '#transcript/head.ts'
import { recordConnector } from '#transcript/record.ts'
import type { SessionPorts } from '#connector.ts'
import type { Link, LinkHandlers } from '#link.ts'
import type { Timer, World } from '#world.ts'
import { parseChannelName } from '#asterisk/to-model/channel.ts'
import { asteriskConnector } from '#asterisk/connector.ts'

const block = /^# \+([\d.]+) <\r?\n([\s\S]*?)(?=\n# \+|$(?![\s\S]))/gm

export function isAmiLog(text: string): boolean {
  return /^# \+[\d.]+ [<>*]/m.test(text.slice(0, 10_000))
}

interface Heard {
  /** Milliseconds since the beginning of the log. */
  readonly at: number
  readonly text: string
}

function heardIn(log: string): Heard[] {
  return [...log.matchAll(block)].flatMap(([, seconds = '0', lines = '']) => {
    const text = lines.trimEnd().split(/\r?\n/).join('\r\n')
    const isAnswer = /^ActionID: /m.test(text)
    return text.startsWith('Event: ') && !isAnswer
      ? [{ at: Number(seconds) * 1_000, text: `${text}\r\n\r\n` }]
      : []
  })
}

/** Telephones by the channels in the log: endpoints that are named by a short number. */
export function devicesIn(log: string): string[] {
  const names = [...log.matchAll(/^Channel: (\S+)/gm)].map(([, channel = '']) => parseChannelName(channel))
  const phones = names.filter(({ person, endpoint }) => person && /^\d{2,6}$/.test(endpoint))
  return [...new Set(phones.map(({ endpoint }) => endpoint))].toSorted()
}

export interface AmiLogOptions {
  readonly title?: string
  /** Devices that are monitored; without it, those that the log shows. */
  readonly devices?: readonly string[]
  /** Told what the model would be told, while the log is heard. */
  readonly event?: SessionPorts['event']
}

/** Milliseconds since the epoch at which a log begins, by the first event that says when it was. */
function beginningOf(log: string): number {
  const [, at = '0', seconds = '0'] = /^# \+([\d.]+) <\r?\n(?:.+\n)*?Timestamp: ([\d.]+)/m.exec(log) ?? []
  return Math.max(0, Math.round((Number(seconds) - Number(at)) * 1_000))
}

export async function transcriptOfAmiLog(log: string, options: AmiLogOptions = {}): Promise<Transcript> {
  const config = asteriskConnector.config.parse({ host: 'log', username: 'log', secret: 'log' })
  const head: TranscriptHead = transcriptHead({
    connector: asteriskConnector,
    link: 'log',
    config,
    ...(options.title === undefined ? {} : { title: options.title }),
  })
  const lines: TranscriptLine[] = []
  const world = new LogWorld()
  const epoch = beginningOf(log)
  const ports = {
    devices: options.devices ?? devicesIn(log),
    event: options.event ?? (() => {}),
    log: () => {},
    now: () => epoch + Math.round(world.t),
  }
  const recorded = recordConnector(asteriskConnector, { world, sink: (line) => void lines.push(line) })
  const session = await recorded.open(config, ports, new AbortController().signal)
  for (const { at, text } of heardIn(log)) await world.hear(at, text)
  await world.end()
  await session.ended
  await nextTurn()
  return { head, lines }
}

interface Waiting {
  readonly due: number
  readonly again: number | undefined
  readonly work: () => void
}

/** Time passes only when the log says so; Asterisk has nothing to tell but what it has. */
class LogWorld implements World {
  t = 0
  #handlers: LinkHandlers | undefined
  #chance = 0
  readonly #timers = new Map<Timer, Waiting>()

  async openLink(_: unknown, handlers: LinkHandlers): Promise<Link> {
    this.#handlers = handlers
    this.#say('Asterisk Call Manager/11.0.0\r\n')
    return {
      write: (bytes) => this.#answer(new TextDecoder().decode(bytes)),
      close: () => void this.end(),
      destroy: () => void this.end(),
      remote: 'a log',
      silentMs: 0,
      bufferedBytes: 0,
    }
  }

  steady(): number {
    return this.t
  }

  after(ms: number, work: () => void): Timer {
    return this.#wait({ due: this.t + ms, again: undefined, work })
  }

  every(ms: number, work: () => void): Timer {
    return this.#wait({ due: this.t + ms, again: ms, work })
  }

  #wait(waiting: Waiting): Timer {
    const timer = { unref() {} }
    this.#timers.set(timer, waiting)
    return timer
  }

  clear(timer: Timer | undefined): void {
    if (timer !== undefined) this.#timers.delete(timer)
  }

  chance(bytes: number): string {
    this.#chance += 1
    return String(this.#chance).padStart(2 * bytes, '0')
  }

  async hear(at: number, text: string): Promise<void> {
    await this.#pass(at)
    this.#handlers?.data(new TextEncoder().encode(text))
    await nextTurn()
  }

  async end(): Promise<void> {
    const handlers = this.#handlers
    this.#handlers = undefined
    await nextTurn()
    handlers?.end({ kind: 'closed-by-peer', sentence: 'The log ends here.' })
    await nextTurn()
  }

  async #pass(until: number): Promise<void> {
    for (;;) {
      const [next] = [...this.#timers].toSorted(([, one], [, other]) => one.due - other.due)
      if (next === undefined || next[1].due > until) break
      const [timer, { due, again, work }] = next
      if (again === undefined) this.#timers.delete(timer)
      else this.#timers.set(timer, { due: due + again, again, work })
      this.t = Math.max(this.t, due)
      work()
      await nextTurn()
    }
    this.t = Math.max(this.t, until)
  }

  #say(text: string): void {
    setImmediate(() => this.#handlers?.data(new TextEncoder().encode(text)))
  }

  #answer(action: string): void {
    const field = (name: string): string => new RegExp(`^${name}: (.*?)\\r?$`, 'm').exec(action)?.[1] ?? ''
    const name = field('Action')
    const id = `ActionID: ${field('ActionID')}\r\n`
    const ok = (more: string): string => `Response: Success\r\n${id}${more}\r\n`
    const list = lists[name]
    if (list !== undefined) return this.#say(`${ok('')}Event: ${list}\r\n${id}EventList: Complete\r\n\r\n`)
    if (name === 'Login') return this.#say(`${ok('')}Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n`)
    if (name === 'Getvar') return this.#say(ok(`Value: ${values(field('Variable'))}\r\n`))
    this.#say(ok(name === 'Challenge' ? 'Challenge: 1\r\n' : ''))
  }
}

const lists: Readonly<Record<string, string>> = {
  QueueSummary: 'QueueSummaryComplete',
  CoreShowChannels: 'CoreShowChannelsComplete',
  QueueStatus: 'QueueStatusComplete',
  ParkedCalls: 'ParkedCallsComplete',
  PJSIPShowContacts: 'ContactListComplete',
}

function values(variable: string): string {
  return variable.startsWith('DEVICE_STATE') ? 'NOT_INUSE' : '0'
}

/** Long enough for all that one input leads to. */
async function nextTurn(): Promise<void> {
  for (let times = 0; times < 3; times += 1) await new Promise((resolve) => setImmediate(resolve))
}
