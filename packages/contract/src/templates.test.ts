import { describe, expect, it } from 'vitest'
import { newField, valueFault, type CustomField } from './custom-fields.ts'
import {
  allowedActions,
  builtInTemplate,
  componentKinds,
  newComponent,
  scriptFor,
  template,
  templateComponent,
} from './templates.ts'

describe('a template', () => {
  it('that is built in is one', () => {
    expect(template.parse(builtInTemplate)).toEqual(builtInTemplate)
  })
  it.each(componentKinds)('takes a new %s', (kind) => {
    const made = newComponent(kind, 'x')
    expect(templateComponent.parse(made)).toEqual(made)
  })
  it('has each component and each column once, and only columns of its kind', () => {
    const [first] = builtInTemplate.components
    const twice = { ...builtInTemplate, components: [first, first] }
    expect(template.safeParse(twice).success).toBe(false)
    const of = (...fields: string[]) =>
      templateComponent.safeParse({ id: 'c', kind: 'cases', columns: fields.map((field) => ({ field })) })
    expect(of('number', 'status').success).toBe(true)
    expect(of('number', 'number').success).toBe(false)
    expect(of('phones').success).toBe(false)
  })
  it('cannot forbid to take, refuse or leave a call', () => {
    const allowed = allowedActions([])
    for (const action of ['answerCall', 'rejectCall', 'clearConnection', 'retrieveCall'] as const)
      expect(allowed.has(action)).toBe(true)
    expect(allowed.has('holdCall')).toBe(false)
    expect(template.safeParse({ ...builtInTemplate, actions: ['rejectCall'] }).success).toBe(false)
  })
})

describe('the script of a call', () => {
  const texts = { en: 'Hello {caller.name}', de: 'Guten Tag {caller.name}' }
  const scripts = [
    { id: 'a', name: 'A', texts, queues: ['6001'] },
    { id: 'b', name: 'B', texts: { en: 'Other' }, queues: [] },
  ]
  it('is the template’s, else the queue’s, in the language of who reads it', () => {
    expect(scriptFor({ scriptId: null }, { scripts, languages: ['de', 'en'] }, '6001')).toBe(texts.de)
    expect(scriptFor({ scriptId: 'b' }, { scripts, languages: ['de', 'en'] }, '6001')).toBe('Other')
    expect(scriptFor({ scriptId: null }, { scripts, languages: ['de', 'en'] }, null)).toBeNull()
    expect(scriptFor({ scriptId: null }, { scripts, languages: ['de', 'en'] }, '6002')).toBeNull()
  })
})

describe('a custom field', () => {
  const of = (kind: CustomField['kind']): CustomField => ({
    id: '',
    subject: 'contact',
    key: 'it',
    kind,
    labels: {},
    choices: [{ value: 'gold', labels: {} }],
    active: true,
  })
  it('takes values of its kind and no others', () => {
    const good = { text: 'x', number: 1.5, date: '2028-02-29', choice: 'gold', checkbox: false } as const
    for (const [kind, value] of Object.entries(good))
      for (const other of Object.values(good)) {
        const fits = other === value || (kind === 'text' && typeof other === 'string')
        expect([kind, other, valueFault(of(kind as CustomField['kind']), other) === null]).toEqual([
          kind,
          other,
          fits,
        ])
      }
    expect(valueFault(of('date'), '2027-02-29')).not.toBeNull()
    expect(valueFault(of('choice'), 'silver')).not.toBeNull()
  })
  it('has choices if and only if it is a choice', () => {
    const given = { subject: 'contact', key: 'it' }
    expect(newField.safeParse({ ...given, kind: 'choice' }).success).toBe(false)
    expect(
      newField.safeParse({ ...given, kind: 'choice', choices: [{ value: 'a', labels: {} }] }).success,
    ).toBe(true)
    expect(
      newField.safeParse({ ...given, kind: 'text', choices: [{ value: 'a', labels: {} }] }).success,
    ).toBe(false)
  })
})
