import { expect, it } from 'vitest'
import { isByCaller, stepsOf, subjectOf, vocabularyOf } from './audit-parts.ts'

it('knows what the server names by words of its own, so that the page says it in its language', () => {
  const of = (kind: string, subjectId: string, subject: string) => subjectOf({ kind, subjectId, subject })
  expect(of('wrapUp', 'others', 'all other calls')).toEqual({ is: 'otherCalls' })
  expect(of('popRules', 'draft', 'Pop rules')).toEqual({ is: 'draft' })
  expect(of('popRules', '7', 'Pop rules')).toEqual({ is: 'version', version: '7' })
  expect(of('customField', 'f1', 'contact.vip')).toEqual({ is: 'field', of: 'contact', key: 'vip' })
  expect(of('job', 'callLog:c1', 'callLog')).toEqual({ is: 'callLog' })
})

it('leaves what people named as they named it, whatever it looks like', () => {
  expect(subjectOf({ kind: 'group', subjectId: 'others', subject: 'all other calls' })).toEqual({
    is: 'text',
    text: 'all other calls',
  })
  expect(subjectOf({ kind: 'wrapUp', subjectId: 'q1', subject: 'Sales.North' })).toEqual({
    is: 'text',
    text: 'Sales.North',
  })
})

it('knows the caller, who is no user', () => {
  expect(isByCaller({ kind: 'entryShare', userId: 's1', subjectId: 's1' })).toBe(true)
  expect(isByCaller({ kind: 'entryShare', userId: 'u1', subjectId: 's1' })).toBe(false)
  expect(isByCaller({ kind: 'user', userId: 'u1', subjectId: 'u1' })).toBe(false)
})

it('takes the way to a value apart, counting from one', () => {
  expect(stepsOf('name')).toEqual([{ name: 'name', nth: null }])
  expect(stepsOf('rules.0.conditions.11.values')).toEqual([
    { name: 'rules', nth: 1 },
    { name: 'conditions', nth: 12 },
    { name: 'values', nth: null },
  ])
})

it('tells kinds of different things apart', () => {
  expect(vocabularyOf('draft.components.2.kind')).toBe('components.kind')
  expect(vocabularyOf('rules.0.what.kind')).toBe('what.kind')
  expect(vocabularyOf('draft.components.2.columns.0.field')).toBe('columns.field')
  expect(vocabularyOf('kind')).toBe('kind')
  expect(vocabularyOf('rules.0.when')).toBe('when')
})
