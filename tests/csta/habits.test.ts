/**
 * Every habit that the simulated switch has, and everything that can go wrong with it: what the connector makes of it.
 * A habit without an entry here fails the first test (and the types).
 */
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Switches } from '@hookswitch/simulator'
import { switches } from '#simulator/csta/habits.ts'
import { faults } from '#simulator/control-api.ts'
import { looks } from './habit-looks.ts'
import { stories } from './habit-stories.ts'
import { complaints, crashes, plainDay } from './plain-day.ts'
import { Room } from './room.ts'

let room: Room | undefined
afterEach(async () => {
  await room?.close()
  room = undefined
})

test('no habit and no fault of the simulator is without a story here', () => {
  const told = new Set([...Object.keys(looks), ...Object.keys(stories)])
  expect([...Object.keys(switches.shape), ...faults].filter((name) => !told.has(name))).toEqual([])
})

test('each value that a habit may have is tried', () => {
  for (const [habit, values] of Object.entries(looks)) {
    const shape = switches.shape[habit as keyof Switches]
    const tried = new Set(values.map(([value]) => String(value)))
    const all =
      shape instanceof z.ZodEnum ? shape.options : shape instanceof z.ZodBoolean ? ['true', 'false'] : []
    expect({ habit, untried: all.filter((value) => !tried.has(value)) }).toEqual({ habit, untried: [] })
  }
})

const rows = Object.entries(looks).flatMap(([habit, values]) =>
  values.map(([value, wishes]) => [habit, JSON.stringify(value), value, wishes ?? {}] as const),
)

describe('how a switch talks changes nothing of what is believed', () => {
  test.each(rows)('%s %s', async (habit, _, value, wishes) => {
    const numbering = habit === 'joinedCallId' || habit === 'callIds'
    room = await Room.open({ ...wishes, [numbering ? 'settings' : 'habits']: { [habit]: value } })
    await plainDay(room)
    expect(complaints(room)).toEqual([])
  })
})

describe.each(Object.entries(stories))('%s', (_, told) => {
  test.each(Object.entries(told))('%s', async (__, { wishes, story }) => {
    room = await Room.open(wishes)
    await story(room)
    expect(crashes(room)).toEqual([])
  })
})
