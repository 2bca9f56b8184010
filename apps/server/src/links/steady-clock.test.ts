import { expect, test } from 'vitest'
import { createSteadyClock } from './steady-clock.ts'

test('passes as time passes, whatever is done to the wall clock', () => {
  let wall = 1_000_000
  let passed = 0
  const clock = createSteadyClock(
    () => wall,
    () => passed,
  )
  expect(clock.now()).toBe(1_000_000)
  for (const jump of [3_600_000, -7_200_000, -1_000, 0]) {
    passed += 500
    wall += 500 + jump
    const before = clock.now()
    passed += 1
    wall += 1
    expect(clock.now() - before).toBe(1)
  }
  expect(clock.drift()).toBe(3_600_000 - 7_200_000 - 1_000)
  clock.follow()
  expect(clock.drift()).toBe(0)
  expect(clock.now()).toBe(wall)
})
