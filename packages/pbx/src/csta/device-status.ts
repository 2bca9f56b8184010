/** What a device is set to when we begin to watch it: agent, do not disturb, forwarding. Later changes come as events. */
import type { DeviceId } from '@hookswitch/model'
import type { CstaClient, Reply } from './client.ts'
import type { CstaDialect } from './dialects/dialect.ts'
import type { Feed } from './feed.ts'
import { wireDevice } from './from-model/requests.ts'
import { namedDevice } from './to-model/parties.ts'
import { agentsFrom, forwardingKindOf } from './to-model/status-events.ts'

type Asked = 'GetAgentState' | 'GetDoNotDisturb' | 'GetForwarding' | 'GetMicrophoneMute'

/** So many devices in vain, and a question is one that this switch does not answer. */
const MOST_UNANSWERED = 3
/** One answer shows that there will be others, whatever comes. */
const ANSWERED = Number.NEGATIVE_INFINITY

export class DeviceStatus {
  readonly #client: CstaClient
  readonly #dialect: CstaDialect
  readonly #feed: Feed
  /** Services that this switch does not have: asked once, not a thousand times. */
  readonly #unsupported = new Set<Asked>()
  /** How many devices left a question unanswered; none as soon as one answers it. */
  readonly #unanswered = new Map<Asked, number>()
  /** Some switches say nothing of what is no telephone: such a device is asked no more. */
  readonly #silent = new Set<DeviceId>()
  #stopped = false

  constructor(client: CstaClient, dialect: CstaDialect, feed: Feed) {
    this.#client = client
    this.#dialect = dialect
    this.#feed = feed
  }

  /** Asks nothing more: we are logging out. */
  stop(): void {
    this.#stopped = true
  }

  async read(device: DeviceId): Promise<void> {
    await this.#agent(device)
    await this.#doNotDisturb(device)
    await this.#forwarding(device)
    await this.#microphone(device)
  }

  async #agent(device: DeviceId): Promise<void> {
    const answer = await this.#ask(device, 'GetAgentState', 'GetAgentStateResponse')
    if (answer === undefined) return
    for (const { agentId, state, pending } of agentsFrom(device, answer)) {
      this.#feed.tell({
        kind: 'agentState',
        device,
        state,
        ...(agentId === null ? {} : { agentId }),
        ...(pending === null ? {} : { pending }),
      })
    }
  }

  async #doNotDisturb(device: DeviceId): Promise<void> {
    const answer = await this.#ask(device, 'GetDoNotDisturb', 'GetDoNotDisturbResponse')
    if (answer?.doNotDisturbOn === undefined) return
    this.#feed.tell({ kind: 'doNotDisturb', device, on: answer.doNotDisturbOn })
  }

  async #forwarding(device: DeviceId): Promise<void> {
    const answer = await this.#ask(device, 'GetForwarding', 'GetForwardingResponse')
    for (const { forwardingType, forwardStatus, forwardDN } of answer?.forwardingList ?? []) {
      const to = forwardDN === undefined ? null : namedDevice(forwardDN.id).number
      const forwarding = { kind: forwardingKindOf(forwardingType), active: forwardStatus ?? false, to }
      this.#feed.tell({ kind: 'forwarding', device, forwarding })
    }
  }

  async #microphone(device: DeviceId): Promise<void> {
    const answer = await this.#ask(device, 'GetMicrophoneMute', 'GetMicrophoneMuteResponse')
    const microphones = answer?.microphoneMuteList ?? []
    if (microphones.length === 0) return
    // A phone with several is muted when all of them are.
    const on = microphones.every(({ microphoneMuteOn }) => microphoneMuteOn === true)
    this.#feed.tell({ kind: 'microphoneMute', device, on })
  }

  /** Undefined when the switch does not tell, or when an event overtook its answer. */
  async #ask<K extends `${Asked}Response`>(
    device: DeviceId,
    kind: Asked,
    answer: K,
  ): Promise<Extract<Reply<K>, { ok: true }>['message'] | undefined> {
    if (this.#stopped || this.#unsupported.has(kind) || this.#silent.has(device)) return undefined
    const before = this.#feed.statusTold(device)
    const reply = await this.#client.request({ kind, device: wireDevice(device, this.#dialect) }, [answer])
    if (reply.ok) {
      this.#unanswered.set(kind, ANSWERED)
      return this.#feed.statusTold(device) === before ? reply.message : undefined
    }
    const { code } = reply.refusal
    if (code === 'command.unsupported') this.#unsupported.add(kind)
    else if (code === 'link.timeout') this.#notAnswered(device, kind)
    return undefined
  }

  /** It is the device, where others are told of; a switch that tells of none would cost a time-out for each. */
  #notAnswered(device: DeviceId, kind: Asked): void {
    const times = (this.#unanswered.get(kind) ?? 0) + 1
    this.#unanswered.set(kind, times)
    if (times < 0) this.#silent.add(device)
    else if (times >= MOST_UNANSWERED) this.#unsupported.add(kind)
  }
}
