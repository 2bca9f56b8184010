import type { DeviceId, DeviceSettings, Forwarding, SwitchEvent } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'

type Word = 'dnd' | 'cf' | 'cfb' | 'cfu'

interface Told {
  readonly number: number
  readonly values: Readonly<Record<Word, string>>
}

/** What Asterisk's database has for each phone, as the dialplan told it last. */
export class Settings {
  readonly #told = new Map<DeviceId, Told>()
  #number = 0

  /** The dialplan's `UserEvent(HookswitchSettings,…)`. */
  take(fields: AmiFields): SwitchEvent[] {
    const device = first(fields, 'Device')
    if (device === undefined || device === '') return []
    const value = (name: string): string => first(fields, name) ?? ''
    const values = { dnd: value('DND'), cf: value('CF'), cfb: value('CFB'), cfu: value('CFU') }
    this.#told.set(device, { number: (this.#number += 1), values })
    return [
      { kind: 'doNotDisturb', device, on: values.dnd !== '' },
      ...forwardingsOf(values).map((forwarding) => ({ kind: 'forwarding', device, forwarding }) as const),
    ]
  }

  /** Grows with every time that a device is told. */
  toldOf(device: DeviceId): number {
    return this.#told.get(device)?.number ?? 0
  }

  valueOf(device: DeviceId, word: Word): string {
    return this.#told.get(device)?.values[word] ?? ''
  }

  /** For a snapshot. */
  of(device: DeviceId): DeviceSettings | undefined {
    const told = this.#told.get(device)
    if (told === undefined) return undefined
    return { device, doNotDisturb: told.values.dnd !== '', forwarding: forwardingsOf(told.values) }
  }
}

function forwardingsOf({ cf, cfb, cfu }: Told['values']): Forwarding[] {
  const kinds = [
    ['immediate', cf],
    ['busy', cfb],
    ['noAnswer', cfu],
  ] as const
  return kinds.map(([kind, to]) => ({ kind, active: to !== '', to: to === '' ? null : to }))
}
