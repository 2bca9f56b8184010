import { expect, test } from 'vitest'
import { addHabit } from './simulator.ts'

test('habits are added one by one, as JSON or as plain words', () => {
  const said = ['eventBeforeResponse=true', 'responseDelayMs=300', 'writes=split', 'unanswered=["HoldCall"]']
  expect(said.reduce((before, text) => addHabit(text, before), {})).toEqual({
    eventBeforeResponse: true,
    responseDelayMs: 300,
    writes: 'split',
    unanswered: ['HoldCall'],
  })
})

test.each(['nonsense', 'noSuchHabit=1', 'writes=sideways', 'responseDelayMs=soon'])(
  '%s is no habit',
  (text) => {
    expect(() => addHabit(text, {})).toThrow(/This is no habit/)
  },
)
