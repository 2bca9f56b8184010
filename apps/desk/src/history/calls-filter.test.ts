import type { CallView } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'
import { createFormats } from '#app/format.ts'
import { isListed, queryOf, todaysCalls } from './calls-filter.ts'

const german = createFormats({ language: 'de', country: 'DE', timeZone: 'Europe/Berlin' })
const kiwi = createFormats({ language: 'en', country: 'NZ', timeZone: 'Pacific/Auckland' })
const every = { ...todaysCalls, period: 'all' } as const
const now = Date.parse('2026-03-29T20:00:00Z')

describe('queryOf', () => {
  it('counts days as the user lives them, also when the clocks change', () => {
    expect(queryOf(todaysCalls, german, now)).toEqual({ from: '2026-03-28T23:00:00.000Z' })
    expect(queryOf({ ...todaysCalls, period: 'yesterday' }, german, now + 86_400_000)).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    })
    expect(queryOf({ ...todaysCalls, period: 'week' }, german, now)).toEqual({
      from: '2026-03-22T23:00:00.000Z',
    })
  })

  it('takes a single day in every zone', () => {
    const day = { ...todaysCalls, period: 'day', day: '2026-03-29' } as const
    expect(queryOf(day, german, now)).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    })
    expect(queryOf(day, kiwi, now)).toEqual({
      from: '2026-03-28T11:00:00.000Z',
      to: '2026-03-29T11:00:00.000Z',
    })
  })

  it('asks for what is wanted and no more', () => {
    expect(queryOf(every, german, now)).toEqual({})
    expect(queryOf({ ...every, kind: 'missed' }, german, now)).toEqual({ missed: 'true' })
    expect(queryOf({ ...every, kind: 'outbound' }, german, now)).toEqual({
      direction: 'outbound',
    })
    const narrow = { outcome: 'busy', disposition: 'none', search: ' Ada ' } as const
    expect(queryOf({ ...every, ...narrow }, german, now)).toEqual({ ...narrow, search: 'Ada' })
  })
})

describe('isListed', () => {
  const call = { startedAt: '2026-03-29T10:00:00.000Z', direction: 'inbound', outcome: 'missed' } as CallView
  it('lists what goes on now by the same rules as the server', () => {
    expect(isListed(call, { from: '2026-03-28T23:00:00.000Z' })).toBe(true)
    expect(isListed(call, { from: '2026-03-29T22:00:00.000Z' })).toBe(false)
    expect(isListed(call, { to: '2026-03-29T10:00:00.000Z' })).toBe(false)
    expect(isListed(call, { direction: 'outbound' })).toBe(false)
    expect(isListed(call, { missed: 'true' })).toBe(true)
    expect(isListed({ ...call, outcome: 'answered' }, { missed: 'true' })).toBe(false)
    expect(isListed(call, { outcome: 'missed' })).toBe(true)
    expect(isListed(call, { outcome: 'busy' })).toBe(false)
    // Only the server knows.
    expect(isListed(call, { search: 'Ada' })).toBe(false)
    expect(isListed(call, { disposition: 'none' })).toBe(false)
  })
})
