import { applyFrame, emptyLiveState, type CallView, type Client, type LiveState } from '@hookswitch/contract'
import type { TestClient } from '#server/test-live.ts'
import type { Screen, Shown } from './office.ts'
import { until } from './scene.ts'

/** What the desk draws, from the same frames by the same rules, without a browser. */
export class SocketScreen implements Screen {
  readonly #api: Client
  readonly #page: TestClient
  #state: LiveState = emptyLiveState
  #read = 0

  constructor(api: Client, page: TestClient) {
    this.#api = api
    this.#page = page
  }

  #calls(): readonly CallView[] {
    for (; this.#read < this.#page.frames.length; this.#read += 1) {
      const frame = this.#page.frames[this.#read]
      if (frame === undefined) continue
      const { state, gap } = applyFrame(this.#state, frame)
      if (gap) throw new Error('The page misses an event.')
      this.#state = state
    }
    return this.#state.calls.filter((call) => call.endedAt === null)
  }

  async ringing(): Promise<Shown | null> {
    const call = this.#calls().find(({ state }) => state === 'alerting')
    if (call === undefined) return null
    const { other, digits } = call.about ?? call
    return {
      name: call.pop?.chosen?.contact?.name ?? null,
      number: other.e164,
      notes: call.notes.text,
      digits,
    }
  }

  async talksWith(number: string): Promise<boolean> {
    const [call, ...more] = this.#calls()
    return call !== undefined && more.length === 0 && call.state === 'connected' && call.other.e164 === number
  }

  async consults(far: 'alerting' | 'connected'): Promise<boolean> {
    const calls = this.#calls()
    const asks = calls.find(({ consultsFor }) => consultsFor !== null)
    const waits = calls.find(({ id }) => id === asks?.consultsFor)
    if (asks?.state !== 'connected' || waits?.state !== 'hold' || !asks.offers.includes('transferCall'))
      return false
    return asks.parties.some(({ me, state }) => !me && state === far)
  }

  async live(): Promise<readonly string[]> {
    return this.#calls().map(({ state, other, parties }) => {
      const roster = parties.map((one) => `${one.user ?? one.party.display} ${one.state}`)
      return `${state} with ${other.e164 ?? other.display} [${roster.join(', ')}]`
    })
  }

  async story(): Promise<null> {
    return null
  }

  async types(line: string): Promise<void> {
    const call = this.#talking()
    const { text, version } = call.notes
    await this.#api.writeNotes({
      params: { id: call.id },
      body: { text: text === '' ? line : `${text}\n${line}`, version },
    })
  }

  async press(kind: Parameters<Screen['press']>[0]): Promise<void> {
    const call = kind === 'answerCall' ? this.#alerting() : this.#talking()
    await this.#offered(call, kind)
    await this.#api.commandCall({ params: { id: call.id }, body: { kind } })
  }

  async pressWith(kind: Parameters<Screen['pressWith']>[0], to: string): Promise<void> {
    const call = this.#talking()
    await this.#offered(call, kind)
    await this.#api.commandCall({ params: { id: call.id }, body: { kind, to } })
  }

  async dials(number: string): Promise<void> {
    await this.#api.makeCall({ body: { number }, idempotencyKey: crypto.randomUUID() })
  }

  /** A button that is not on the page cannot be pressed. */
  #offered({ id }: CallView, kind: CallView['offers'][number]): Promise<void> {
    return until(
      async () => this.#calls().some((call) => call.id === id && call.offers.includes(kind)),
      () => `${kind} to be offered`,
    )
  }

  #alerting(): CallView {
    return there(this.#calls().find(({ state }) => state === 'alerting'))
  }

  #talking(): CallView {
    return there(this.#calls().find(({ state }) => state === 'connected'))
  }
}

function there(call: CallView | undefined): CallView {
  if (call === undefined) throw new Error('There is no such call on the page.')
  return call
}
