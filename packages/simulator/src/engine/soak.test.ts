import { describe, expect, test } from 'vitest'
import { encodeMessage, editions } from '@hookswitch/pbx/csta/codec'
import { draftCallEvent } from '#csta/call-events.ts'
import { draftDeviceEvent } from '#csta/device-events.ts'
import { usualHabits } from '#csta/habits.ts'
import { liveDay, truthAt } from '#testing/random-day.ts'
import { noSchemas, schema } from '#testing/reference.ts'
import type { Leg } from './call.ts'
import type { Device } from './device.ts'
import { isCallEvent, type CallEvent, type ExchangeEvent } from './event.ts'
import type { Happening } from './exchange.ts'

/** What somebody who hears only a device's own events would believe: its calls and the state of its leg in each. */
class Listener {
  readonly #believed = new Map<string, Map<string, string>>()

  hear(event: CallEvent): void {
    const joined = event.kind === 'transferred' || event.kind === 'conferenced'
    const now = joined ? event.connections[0]?.to.callId : event.callIds[0]
    for (const { device, state } of event.views) {
      const calls = this.#believed.get(device) ?? new Map<string, string>()
      this.#believed.set(device, calls)
      if (joined) for (const old of event.callIds) calls.delete(old)
      if (state === 'null') calls.delete(now ?? '')
      else if (now !== undefined) calls.set(now, state)
    }
  }

  at(device: string): Record<string, string> {
    return Object.fromEntries(this.#believed.get(device) ?? [])
  }
}

function legsLeft(device: Device): Leg[] {
  if (device.kind === 'group') return []
  if (device.kind === 'queue') return [...device.waiting]
  if (device.kind === 'park') return device.leg === null ? [] : [device.leg]
  return [...device.legs]
}

/** Lives a day and compares, after every step, what each device heard with what is. */
function compare(seed: number): ReturnType<typeof liveDay> {
  const listener = new Listener()
  return liveDay(seed, 250, {
    hear(event) {
      if (isCallEvent(event)) listener.hear(event)
    },
    afterStep(world, n) {
      const truth = truthAt(world)
      for (const { number } of world.x.devices.values()) {
        expect({ n, number, calls: listener.at(number) }).toEqual({ n, number, calls: truth[number] ?? {} })
      }
    },
  })
}

function callsOf(happenings: readonly Happening[], ...kinds: Happening['kind'][]): string[] {
  return happenings
    .flatMap((each) => (kinds.includes(each.kind) && 'call' in each ? [each.call] : []))
    .toSorted((a, b) => a.localeCompare(b))
}

/** What is written of an event, to somebody who watches a device of it. */
function written(event: ExchangeEvent): string[] {
  const drafts = isCallEvent(event)
    ? [draftCallEvent(event, { monitorCrossRefID: '1', localConnectionInfo: 'connected' }, usualHabits)]
    : draftDeviceEvent(event, '1')
  return drafts.map((draft) => encodeMessage(draft, editions.ed6))
}

describe('whatever is done to the exchange, in whatever order', () => {
  test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
    'each device hears its own calls, nothing stays behind, each call ends once (seed %i)',
    (seed) => {
      const { world, happenings } = compare(seed)
      const { x } = world
      expect(x.calls.size).toBe(0)
      expect([...x.truths.values()].filter(({ live }) => live !== null)).toEqual([])
      expect([...x.devices.values()].flatMap(legsLeft)).toEqual([])
      expect(callsOf(happenings, 'callEnded', 'merged')).toEqual(callsOf(happenings, 'callBegan'))
    },
  )

  test('the same seed is the same life', () => {
    expect(liveDay(5, 200).happenings).toEqual(liveDay(5, 200).happenings)
  })

  const reason = noSchemas === undefined ? '' : `: ${noSchemas}`
  test.skipIf(noSchemas !== undefined)(`what is written of it is valid${reason}`, () => {
    const validate = schema('ed6-strict.xsd')
    const kinds = new Set<string>()
    const wrong: string[] = []
    for (let seed = 1; seed <= 8; seed += 1) {
      liveDay(seed, 250, {
        hear(event) {
          kinds.add(event.kind)
          wrong.push(...written(event).flatMap((xml) => validate(xml) ?? []))
        },
      })
    }
    expect(wrong).toEqual([])
    // Every kind of event that the exchange knows has been among them.
    expect(kinds.size).toBe(21)
  })
})
