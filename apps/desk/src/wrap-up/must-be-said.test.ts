import { expect, it } from 'vitest'
import { mustBeSaid } from './must-be-said.ts'

const spoken = { answeredAt: '2026-11-20T10:00:00Z', failure: null }

it('is wanted of a call that was spoken on, where the rule wants it', () => {
  expect(mustBeSaid(spoken, { required: true })).toBe(true)
  expect(mustBeSaid(spoken, { required: false })).toBe(false)
})

it('is wanted of no call that nobody took: missed here, or not answered there', () => {
  expect(mustBeSaid({ answeredAt: null, failure: null }, { required: true })).toBe(false)
  expect(mustBeSaid({ ...spoken, failure: 'noAnswer' }, { required: true })).toBe(false)
})
