import { setupI18n } from '@lingui/core'
import { expect, it } from 'vitest'
import { isolateValues } from './isolate-values.ts'

const say = (compiled: unknown, values: Record<string, unknown>): string => {
  const i18n = setupI18n({ locale: 'ar', locales: ['ar-u-nu-latn'] })
  const id = 'sentence'
  i18n.load('ar', isolateValues({ [id]: compiled as string }))
  return i18n._(id, values)
}

it('sets numbers and names in a sentence apart', () => {
  expect(say(['الاتصال بـ ', ['display']], { display: '+49 40 1' })).toBe('الاتصال بـ \u2068+49 40 1\u2069')
})

it('leaves sentences without values alone, and looks into each case of a plural', () => {
  expect(say('لا شيء', {})).toBe('لا شيء')
  const plural = [['count', 'plural', { two: ['مكالمتان من ', ['who']], other: ['#', ' من ', ['who']] }]]
  expect(say(plural, { count: 2, who: 'Ada' })).toBe('مكالمتان من \u2068Ada\u2069')
  expect(say(plural, { count: 100, who: 'Ada' })).toBe('100 من \u2068Ada\u2069')
})
