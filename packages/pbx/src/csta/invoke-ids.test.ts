import { describe, expect, test } from 'vitest'
import { InvokeIds } from './invoke-ids.ts'

describe('InvokeIds', () => {
  test('runs from 0001 to 9998 and begins again, past those in use', () => {
    const ids = new InvokeIds<number>()
    expect(ids.take(0)).toBe('0001')
    for (let i = 2; i <= 9_998; i++) {
      const id = ids.take(i) ?? ''
      expect(Number(id)).toBe(i)
      ids.release(id)
    }
    expect(ids.take(1)).toBe('0002')
  })

  test('has none left when all are in use', () => {
    const ids = new InvokeIds<number>()
    for (let i = 0; i < 9_998; i++) ids.take(i)
    expect(ids.take(0)).toBeUndefined()
    ids.release('4711')
    expect(ids.take(0)).toBe('4711')
  })

  test('keeps the number of an unanswered request until its late answer', () => {
    const ids = new InvokeIds<string>()
    const id = ids.take('a') ?? ''
    ids.expire(id)
    expect(ids.release(id)).toEqual({ value: 'a', state: 'expired' })
    expect(ids.release(id)).toBeUndefined()
  })

  test('a switch that never answers does not use up the numbers', () => {
    const ids = new InvokeIds<number>()
    for (let i = 0; i < 30_000; i++) ids.expire(ids.take(i) ?? 'none was left')
    expect(ids.take(1)).toBeDefined()
  })

  test('drain gives those that wait, not those given up', () => {
    const ids = new InvokeIds<string>()
    ids.take('waits')
    ids.expire(ids.take('late') ?? '')
    expect(ids.drain()).toEqual(['waits'])
    expect(ids.drain()).toEqual([])
  })
})
