import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('each field beside what it was, and which are not the same', () => {
  expect(
    differences({ name: 'Ada', role: 'agent', team: null }, { name: 'Ada', role: 'supervisor', team: 'A' }),
  ).toEqual([
    { field: 'name', before: 'Ada', after: 'Ada', differs: false },
    { field: 'role', before: 'agent', after: 'supervisor', differs: true },
    { field: 'team', before: null, after: 'A', differs: true },
  ])
})

test('what was made has no before, what was deleted no after; false and nought are values', () => {
  expect(differences(null, { active: false, seconds: 0 })).toEqual([
    { field: 'active', before: null, after: 'false', differs: true },
    { field: 'seconds', before: null, after: '0', differs: true },
  ])
  expect(differences({ name: 'x' }, null)).toEqual([
    { field: 'name', before: 'x', after: null, differs: true },
  ])
})

test('what is within something is named by its path, and a list of words is one value', () => {
  const before = { parts: [{ kind: 'cases', columns: ['number', 'subject'] }], groups: [] }
  const after = { parts: [{ kind: 'cases', columns: ['subject', 'number'] }], groups: ['Sales'] }
  expect(differences(before, after)).toEqual([
    { field: 'parts.0.kind', before: 'cases', after: 'cases', differs: false },
    { field: 'parts.0.columns', before: 'number, subject', after: 'subject, number', differs: true },
    { field: 'groups', before: null, after: 'Sales', differs: true },
  ])
})
