import { describe, expect, it } from 'vitest'
import { labels, languageOfCountry, languagesOf, pickLabel } from './labels.ts'

describe('languages of a reader', () => {
  it('are his own, then his location’s, then English', () => {
    expect(languagesOf({ preference: 'fr', location: 'de', country: 'US' })).toEqual(['fr', 'de', 'en'])
  })
  it('are the organisation’s where he has no location, each once', () => {
    expect(languagesOf({ preference: null, location: null, country: 'DE' })).toEqual(['de', 'en'])
    expect(languagesOf({ preference: 'en', location: 'en', country: 'DE' })).toEqual(['en'])
  })
  it('come from a country by what most people there read', () => {
    expect(['US', 'DE', 'AT', 'EG', 'BR'].map(languageOfCountry)).toEqual(['en', 'de', 'de', 'ar', 'pt'])
  })
})

describe('labels', () => {
  const given = { de: 'Vorgänge', en: 'Cases', fr: ' ' }
  it('fall back over languages, over empty ones too, to nothing', () => {
    expect(pickLabel(given, ['de', 'en'])).toBe('Vorgänge')
    expect(pickLabel(given, ['fr', 'de', 'en'])).toBe('Vorgänge')
    expect(pickLabel(given, ['it', 'en'])).toBe('Cases')
    expect(pickLabel({ de: 'Vorgänge' }, ['it', 'en'])).toBeNull()
    expect(pickLabel({}, ['de'])).toBeNull()
  })
  it('of a language are read in a country of it', () => {
    expect(pickLabel(given, ['de-AT', 'en'])).toBe('Vorgänge')
    expect(pickLabel({ ...given, 'de-AT': 'Akten' }, ['de-AT', 'en'])).toBe('Akten')
  })
  it('are of languages only', () => {
    expect(labels.safeParse({ German: 'x' }).success).toBe(false)
    expect(labels.safeParse({ __proto__: null, 'pt-BR': 'x' }).success).toBe(true)
  })
})
