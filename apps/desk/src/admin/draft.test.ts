import { expect, test } from 'vitest'
import { changedFields, takeNews } from './draft.ts'

const base = { name: 'Service', language: 'de', seconds: 0 }

test('only what is not as it was is sent', () => {
  expect(changedFields(base, base)).toEqual({})
  expect(changedFields(base, { ...base, seconds: 30 })).toEqual({ seconds: 30 })
})

test('what somebody else changed meanwhile is taken over, unless it was changed here too: then it is told', () => {
  const values = { ...base, name: 'Sales' }
  const now = { name: 'Support', language: 'en', seconds: 0 }
  expect(takeNews({ base, values, now })).toEqual({
    values: { name: 'Sales', language: 'en', seconds: 0 },
    news: { name: 'Support' },
  })
})

test('two who want the same have nothing to tell each other', () => {
  const values = { ...base, name: 'Sales' }
  expect(takeNews({ base, values, now: values })).toEqual({ values, news: {} })
})
