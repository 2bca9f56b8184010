import { describe, expect, it } from 'vitest'
import { draftOf, fieldOf } from './field-draft.ts'

describe('a field in a form', () => {
  const field = {
    id: '',
    subject: 'account',
    key: 'grade',
    kind: 'choice',
    labels: { de: 'Stufe', en: 'Grade' },
    choices: [
      { value: 'gold', labels: { de: 'Gold', en: 'Gold' } },
      { value: 'tin', labels: { en: 'Tin can' } },
    ],
    active: true,
  } as const
  it('is what it was when nothing was typed', () => {
    const { id: _, active: __, ...rest } = field
    expect(fieldOf(draftOf(field as never, ['de', 'en']), ['de', 'en'])).toEqual(rest)
  })
  it('has choices only where it is a choice', () => {
    const draft = { ...draftOf(field as never, ['en']), kind: 'text' }
    expect(fieldOf(draft, ['en']).choices).toEqual([])
    expect(
      fieldOf({ ...draft, kind: 'choice', choices: 'a, ,b', 'choices-en': 'A' }, ['en']).choices,
    ).toEqual([
      { value: 'a', labels: { en: 'A' } },
      { value: 'b', labels: {} },
    ])
  })
})
