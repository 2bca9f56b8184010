import { expect, test } from 'vitest'
import { createBackOff } from './back-off.ts'

test('pauses double up to the limit, with jitter over the whole, and start again after a reset', () => {
  const longest = createBackOff({ random: () => 1 })
  expect(Array.from({ length: 8 }, () => longest.next())).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ])
  longest.reset()
  expect(longest.next()).toBe(500)
  expect(createBackOff({ random: () => 0 }).next()).toBe(0)
})
