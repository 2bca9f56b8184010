import { expect, test } from 'vitest'
import type { UserData } from '#store/users.ts'
import { meView } from './me.ts'

const tenant = {
  id: 'c3a1bce6-9d74-44e0-8770-9bebb31a8760',
  name: 'demo',
  country: 'US',
  timeZone: 'America/New_York',
}
const expiresAt = 0
const user = {
  id: '93963cf8-89dd-4267-8a52-9096c97cae8b',
  userName: 'agent2',
  name: 'Noah Brandt',
  role: 'agent',
  device: '1002',
  link: 'main',
  team: null,
  groupId: null,
  groupName: null,
  locationId: null,
  locationName: null,
  place: null,
  version: 1,
  active: true,
  language: null,
  theme: 'system',
} as const

test('who works elsewhere than the organisation sees the numbers and the time of that place', () => {
  const berlin = { ...user, country: 'DE', timeZone: 'Europe/Berlin' }
  expect(meView({ tenant, user: berlin, expiresAt })).toMatchObject({
    country: 'DE',
    timeZone: 'Europe/Berlin',
  })
})

test('the language is his own choice, else that of his location, else that of the country', () => {
  const place = { language: 'de', country: 'CH', timeZone: 'Europe/Zurich' }
  const of = (part: Partial<UserData>) =>
    meView({ tenant, user: { ...user, country: null, timeZone: null, ...part }, expiresAt })
  expect(of({ place })).toMatchObject({ language: 'de', country: 'CH', timeZone: 'Europe/Zurich' })
  expect(of({ place, language: 'en' })).toMatchObject({ language: 'en', country: 'CH' })
  expect(of({ place, country: 'AT', timeZone: 'Europe/Vienna' })).toMatchObject({
    language: 'de',
    country: 'AT',
    timeZone: 'Europe/Vienna',
  })
  expect(of({})).toMatchObject({ language: 'en', country: 'US' })
  expect(of({ country: 'DE' })).toMatchObject({ language: 'de' })
  // A location whose language no page speaks: that of the country, and if none speaks that either, nobody's.
  expect(of({ place: { ...place, language: 'sv' } })).toMatchObject({ language: 'de' })
  expect(of({ place: { language: 'sv', country: 'SE', timeZone: 'Europe/Stockholm' } }).language).toBeNull()
})

test('everybody else those of the organisation', () => {
  const here = { ...user, country: null, timeZone: null }
  expect(meView({ tenant, user: here, expiresAt })).toMatchObject({
    country: 'US',
    timeZone: 'America/New_York',
  })
})
