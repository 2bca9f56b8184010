import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeBetween, type TextChange } from './text-change.ts'

const apply = (text: string, change: TextChange | null): string =>
  change === null ? text : text.slice(0, change.at) + change.inserted + text.slice(change.at + change.removed)

describe('changeBetween', () => {
  it('is where the caret says', () => {
    expect(changeBetween('hello', 'helllo', 3)).toEqual({ at: 2, removed: 0, inserted: 'l' })
    expect(changeBetween('hello', 'helllo', 5)).toEqual({ at: 4, removed: 0, inserted: 'l' })
    expect(changeBetween('aaa', 'aa', 1)).toEqual({ at: 1, removed: 1, inserted: '' })
    expect(changeBetween('same', 'same', 2)).toBeNull()
  })

  it('takes no more than it must', () => {
    expect(changeBetween('one two three', 'one 2 three', 5)).toEqual({ at: 4, removed: 3, inserted: '2' })
    // A caret that says nothing.
    expect(changeBetween('one two', 'one two!', 0)).toEqual({ at: 7, removed: 0, inserted: '!' })
  })

  it('never parts a character', () => {
    expect(changeBetween('a😀b', 'a😁b', 3)).toEqual({ at: 1, removed: 2, inserted: '😁' })
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '🎉'), maxLength: 6 })
    fc.assert(
      fc.property(piece, piece, fc.nat(14), (before, after, caret) => {
        const change = changeBetween(before, after, caret)
        expect(apply(before, change)).toBe(after)
        if (change === null) return
        expect(change.inserted.isWellFormed()).toBe(true)
        expect(before.slice(change.at, change.at + change.removed).isWellFormed()).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
