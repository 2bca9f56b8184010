import { expect, test } from 'vitest'
import { VirtualClock } from './clock.ts'
import { pickWeighted, randomFrom } from './random.ts'

test('what is due runs in order of time, then in the order asked for, at its own moment', () => {
  const clock = new VirtualClock(0)
  const seen: string[] = []
  const note = (name: string) => () => seen.push(`${name}@${clock.now()}`)
  clock.after(20, note('c'))
  clock.after(10, note('a'))
  clock.after(10, () => {
    note('b')()
    clock.after(5, note('nested'))
  })
  const cancel = clock.after(12, note('cancelled'))
  cancel()
  clock.advance(19)
  expect(seen).toEqual(['a@10', 'b@10', 'nested@15'])
  clock.advance(1)
  expect(seen.at(-1)).toBe('c@20')
  expect(clock.now()).toBe(20)
})

test('the same seed gives the same numbers, another seed others, and weights are kept', () => {
  const draw = (seed: number): number[] => {
    const random = randomFrom(seed)
    return Array.from({ length: 5 }, () => random())
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const random = randomFrom(1)
  const picks = Array.from({ length: 10_000 }, () =>
    pickWeighted(random, [
      ['often', 9],
      ['seldom', 1],
    ] as const),
  )
  const often = picks.filter((pick) => pick === 'often').length
  expect(often).toBeGreaterThan(8800)
  expect(often).toBeLessThan(9200)
})
