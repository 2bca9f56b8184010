import { describe, expect, it } from 'vitest'
import { moved } from './move.ts'

describe('moving in a list', () => {
  const of = (keys: string, key: string, position: 'before' | 'after') =>
    moved('abcde'.split(''), new Set(keys.split('')), { key, position }).join('')
  it('puts one beside another', () => {
    expect(of('a', 'c', 'after')).toBe('bcade')
    expect(of('e', 'a', 'before')).toBe('eabcd')
    expect(of('b', 'c', 'before')).toBe('abcde')
  })
  it('keeps the order of several', () => {
    expect(of('db', 'e', 'after')).toBe('acebd')
  })
  it('changes nothing for what is dropped on itself or on nothing', () => {
    expect(of('b', 'b', 'after')).toBe('abcde')
    expect(of('b', 'x', 'after')).toBe('abcde')
  })
})
