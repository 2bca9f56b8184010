import { describe, expect, it } from 'vitest'
import { createFormats, elapsed } from './format.ts'

const german = createFormats({ language: 'de', country: 'DE', timeZone: 'Europe/Berlin' })
const american = createFormats({ language: 'en', country: 'US', timeZone: 'America/New_York' })
const arabic = createFormats({ language: 'ar', country: 'SA', timeZone: 'Asia/Riyadh' })
const now = Date.parse('2026-11-21T13:05:00Z')
/** Intl puts narrow spaces where people see a space. */
const plain = (text: string): string => text.replace(/\s/g, ' ')

describe('formats', () => {
  it('shows times in the zone and manner of the user', () => {
    expect(german.time('2026-11-21T13:05:00.000Z')).toBe('14:05')
    expect(plain(american.time('2026-11-21T13:05:00.000Z'))).toBe('8:05 AM')
  })
  it('counts in Arabic by the calendar and the digits of the telephone', () => {
    expect(plain(arabic.time('2026-11-21T13:05:00.000Z'))).toBe('4:05 م')
    expect(arabic.date('2026-11-21')).toMatch(/21.*11.*2026/)
  })
  it('shows only the time for today, by the user’s own day', () => {
    expect(german.moment('2026-11-20T23:30:00.000Z', now)).toBe('00:30')
    expect(german.moment('2026-11-20T22:30:00.000Z', now)).toContain('20. Nov')
    expect(plain(american.moment('2025-12-31T23:30:00.000Z', now))).toBe('Dec 31, 2025, 6:30 PM')
  })
  it('keeps a date without a time on its day in every zone', () => {
    expect(american.date('2026-11-21')).toBe('Nov 21, 2026')
    expect(german.date('2026-11-21')).toBe('21.11.2026')
  })
  it('counts the day from local midnight, also when the clocks change', () => {
    expect(german.startOfDay(now)).toBe('2026-11-20T23:00:00.000Z')
    expect(german.startOfDay(Date.parse('2026-10-25T12:00:00Z'))).toBe('2026-10-24T22:00:00.000Z')
    expect(american.startOfDay(Date.parse('2026-03-08T20:00:00Z'))).toBe('2026-03-08T05:00:00.000Z')
  })
  it('writes durations', () => {
    expect([0, 9_999, 65_000, 3_609_000, -5].map(elapsed)).toEqual([
      '0:00',
      '0:09',
      '1:05',
      '1:00:09',
      '0:00',
    ])
  })
})
