import { expect, it } from 'vitest'
import { asEver, keysOf, shortcutAt, shortcutNames, withKeys } from './key-choice.ts'

it('has no two things at the same keys', () => {
  const all = shortcutNames.map((name) => keysOf(name, {}))
  expect(new Set(all).size).toBe(all.length)
})

it('keeps only what is not as ever', () => {
  const chosen = withKeys({}, 'answer', 'F2')
  expect(chosen).toEqual({ answer: 'F2' })
  expect([keysOf('answer', chosen), keysOf('hold', chosen)]).toEqual(['F2', 'Alt+H'])
  expect(withKeys(chosen, 'answer', 'Alt+A')).toEqual({})
})

it('hears nothing for what is switched off', () => {
  const chosen = withKeys({}, 'help', null)
  expect(keysOf('help', chosen)).toBeNull()
  expect(shortcutAt('?', chosen)).toBeNull()
})

it('gives keys back only where nothing else has taken them', () => {
  const moved = withKeys(withKeys({}, 'answer', 'F2'), 'hold', 'Alt+A')
  expect(asEver(moved, 'answer')).toBeNull()
  expect(asEver(withKeys({}, 'answer', 'F2'), 'answer')).toEqual({})
})
