import { expect, test } from 'vitest'
import { bodyOf, changesOf, shapeOf, type UserValues } from './user-values.ts'

const nobody: UserValues = {
  name: 'Ada',
  userName: 'ada',
  role: 'agent',
  groupId: '',
  locationId: '',
  team: '',
  link: '',
  device: '',
  password: '',
  active: true,
}
const faultsOf = (values: UserValues, isNew = true) =>
  shapeOf(isNew)
    .safeParse(values)
    .error?.issues.map(({ path, message }) => [path[0], message])

test('what is empty is none', () => {
  expect(bodyOf({ ...nobody, password: 'long enough' })).toEqual({
    name: 'Ada',
    userName: 'ada',
    role: 'agent',
    password: 'long enough',
    groupId: null,
    locationId: null,
    team: null,
    link: null,
    device: null,
  })
})

test('only what was changed is sent; a telephone goes with its system', () => {
  const values = { ...nobody, device: '1001', link: 'main', active: false }
  expect(changesOf(values, { device: '1001' })).toEqual({ device: '1001', link: 'main' })
  expect(changesOf(values, { active: false })).toEqual({ active: false })
  expect(changesOf(nobody, {})).toEqual({})
})

test('a new user has a password; who has one may keep it, and a new one is long enough', () => {
  expect(faultsOf(nobody)).toEqual([['password', 'A password has at least 8 characters.']])
  expect(faultsOf(nobody, false)).toBeUndefined()
  expect(faultsOf({ ...nobody, password: 'short' }, false)).toHaveLength(1)
})

test('half a telephone is none', () => {
  expect(faultsOf({ ...nobody, device: '1001' }, false)).toEqual([['link', 'Choose a telephone system.']])
  expect(faultsOf({ ...nobody, link: 'main' }, false)).toEqual([
    ['device', 'Enter the number of the telephone.'],
  ])
})
