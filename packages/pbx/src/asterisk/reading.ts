/** Questions to Asterisk about what is there now. */
import type { DeviceId } from '@hookswitch/model'
import type { AmiClient } from './client.ts'
import { first } from './codec/message.ts'
import type { AsteriskConfig } from './config.ts'
import { runSetting } from './from-model/actions.ts'
import type { Contexts } from './to-model/contexts.ts'
import type { LegTable } from './to-model/legs.ts'
import type { Settings } from './to-model/settings.ts'
import type { Watch } from './watch.ts'

// Asterisk reads lines of 1024 bytes: this leaves room for the name of the variable.
const DEVICES_IN_A_LINE = 800
const SETTINGS_TIMEOUT_MS = 2_000

export class Reading {
  readonly #client: AmiClient
  readonly #config: AsteriskConfig
  readonly #contexts: Contexts

  constructor(client: AmiClient, config: AsteriskConfig, contexts: Contexts) {
    this.#client = client
    this.#config = config
    this.#contexts = contexts
  }

  /** Actions that Asterisk lists for this user, in lower case. */
  async actions(): Promise<ReadonlySet<string>> {
    const reply = await this.#client.action('ListCommands')
    return new Set(reply.ok ? [...reply.fields.keys()].map((name) => name.toLowerCase()) : [])
  }

  /** Which of our contexts the dialplan has. */
  async contexts(): Promise<ReadonlySet<keyof Contexts>> {
    const all = Object.entries(this.#contexts) as [keyof Contexts, string][]
    const there = await Promise.all(all.map(([, name]) => this.#value(`DIALPLAN_EXISTS(${name})`)))
    return new Set(all.filter((_, index) => there[index] === '1').map(([context]) => context))
  }

  /** Asterisk's word for the state of a phone; undefined where this user may not ask. */
  deviceState(device: DeviceId): Promise<string | undefined> {
    return this.#value(`DEVICE_STATE(${this.#config.technology}/${device})`)
  }

  /** The lists of calls do not say who is on hold. Each channel of a phone is asked whether its phone holds it. */
  async whoHolds(legs: LegTable): Promise<void> {
    if (this.#config.technology !== 'PJSIP') return
    const talking = [...legs.legs()].filter((leg) => leg.person && leg.ours && leg.told === 'connected')
    await Promise.all(
      talking.map(async (leg) => {
        const holds = await this.#value('CHANNEL(rtp,hold)', leg.channel)
        // (Meanwhile an event may have said otherwise.)
        if (holds === '1' && leg.told === 'connected') leg.told = 'hold'
      }),
    )
  }

  /** Do not disturb and forwarding of these phones, where the dialplan keeps them. */
  async settings(devices: readonly DeviceId[], settings: Settings, watch: Watch): Promise<void> {
    const missing = (): DeviceId[] => devices.filter((device) => settings.toldOf(device) === 0)
    for (const batch of batches(missing())) {
      const asked = runSetting('tell', { devices: batch, value: '' }, this.#contexts.settings)
      if (asked.ok) void this.#client.action(asked.action.name, asked.action.headers)
    }
    await watch.until(() => (missing().length === 0 ? true : undefined), SETTINGS_TIMEOUT_MS)
  }

  async #value(variable: string, channel?: string): Promise<string | undefined> {
    const reply = await this.#client.action('Getvar', [
      ...(channel === undefined ? [] : [['Channel', channel] as const]),
      ['Variable', variable],
    ])
    return reply.ok ? first(reply.fields, 'Value') : undefined
  }
}

function batches(devices: readonly DeviceId[]): DeviceId[][] {
  const lines: DeviceId[][] = []
  let length = DEVICES_IN_A_LINE
  for (const device of devices) {
    if (length + device.length + 1 > DEVICES_IN_A_LINE) {
      lines.push([])
      length = 0
    }
    lines.at(-1)?.push(device)
    length += device.length + 1
  }
  return lines
}
