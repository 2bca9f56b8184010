import { expect, test } from 'vitest'
import { changesOf, mergeEdits } from './merge-edits.ts'

const base = { name: 'Ada', title: 'Dr', phones: [{ text: '1' }], city: 'Bonn' }

test('what one of two changed is kept, whoever it was', () => {
  const mine = { ...base, title: 'Prof' }
  const theirs = { ...base, phones: [{ text: '2' }] }
  expect(mergeEdits(base, mine, theirs)).toEqual({
    values: { ...base, title: 'Prof', phones: [{ text: '2' }] },
    conflicts: [],
  })
})

test('what both changed to something else is mine to decide, and theirs is not lost from sight', () => {
  const merged = mergeEdits(
    base,
    { ...base, title: 'Prof', city: 'Köln' },
    { ...base, title: 'Mag', city: 'Köln' },
  )
  expect(merged).toEqual({ values: { ...base, title: 'Prof', city: 'Köln' }, conflicts: ['title'] })
})

test('a change is what differs, in lists too', () => {
  expect(changesOf(base, { ...base, phones: [{ text: '1' }] })).toEqual({})
  expect(changesOf(base, { ...base, phones: [] })).toEqual({ phones: [] })
})
