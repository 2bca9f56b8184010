import { newDisposition } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'
import { emptyDraft, faultOf, inputOf, isSameDraft, type DispositionDraft } from './disposition-draft.ts'

const field = { row: '1', key: '', kind: 'text', labels: {}, choices: [], required: false } as const
const whole: DispositionDraft = {
  labels: { en: 'Sold', de: ' ' },
  queueIds: [],
  fields: [
    { ...field, labels: { en: 'Amount sold' } },
    { ...field, row: '2', labels: { de: 'Amount sold' }, required: true },
    {
      ...field,
      row: '3',
      kind: 'choice',
      labels: { ar: 'لون' },
      choices: [
        { value: '', labels: { de: 'Grün' } },
        { value: 'kept', labels: { en: 'Red' } },
      ],
    },
  ],
}

describe('a disposition as it is sent', () => {
  it('has keys made of its words, each once, and those that it has stay', () => {
    const input = inputOf(whole)
    expect(input.labels).toEqual({ en: 'Sold' })
    expect(input.fields.map(({ key }) => key)).toEqual(['amountSold', 'amountSold2', 'field'])
    expect(input.fields[2]?.choices.map(({ value }) => value)).toEqual(['grun', 'kept'])
    // The contract takes it.
    expect(newDisposition.parse(input)).toMatchObject({ labels: { en: 'Sold' } })
  })

  it('is not sent before all of it has a name', () => {
    expect(faultOf(emptyDraft)).toBe('name')
    expect(faultOf(whole)).toBeNull()
    expect(faultOf({ ...whole, fields: [field] })).toBe('fieldName')
    expect(faultOf({ ...whole, fields: [{ ...field, labels: { en: 'x' }, kind: 'choice' }] })).toBe('choices')
  })
})

it('knows whether something was written that would be lost', () => {
  expect(isSameDraft(emptyDraft, { ...emptyDraft, labels: { en: ' ', de: '' } })).toBe(true)
  expect(isSameDraft({ ...whole, queueIds: ['a', 'b'] }, { ...whole, queueIds: ['b', 'a'] })).toBe(true)
  expect(isSameDraft(whole, { ...whole, labels: { ...whole.labels, de: 'Verkauft' } })).toBe(false)
  expect(isSameDraft(whole, { ...whole, queueIds: ['a'] })).toBe(false)
  expect(isSameDraft(whole, { ...whole, fields: [...whole.fields, { ...field, row: '4' }] })).toBe(false)
})
