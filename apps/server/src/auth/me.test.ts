import { expect, test } from 'vitest'
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

test('everybody else those of the organisation', () => {
  const here = { ...user, country: null, timeZone: null }
  expect(meView({ tenant, user: here, expiresAt })).toMatchObject({
    country: 'US',
    timeZone: 'America/New_York',
  })
})
