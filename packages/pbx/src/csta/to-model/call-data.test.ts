import { describe, expect, test } from 'vitest'
import { hexOfText } from '#csta/codec/index.ts'
import { dialects } from '#csta/dialects/dialects.ts'
import { carriedData, linkageOf } from './call-data.ts'

const dialect = dialects['ecma-ed6']
const text = (value: string) => ({ kind: 'string', value: hexOfText(value) }) as const

describe('carriedData', () => {
  test('digits are found where the dialect says, user data first', () => {
    expect(carriedData({ userData: text('4711#') }, dialect)).toEqual({ digits: '4711#' })
    expect(carriedData({ correlatorData: text('88'), userData: text('4711') }, dialect)).toEqual({
      digits: '4711',
      correlatorData: '88',
    })
    expect(carriedData({ userData: text('4711') }, { ...dialect, digitsIn: ['correlatorData'] })).toEqual({})
  })

  test('what is not digits is not taken for them', () => {
    for (const value of ['call-1', '', ' ', '47 11', '1'.repeat(41), '+49']) {
      expect(carriedData({ userData: text(value) }, dialect)).toEqual({})
    }
  })

  test('correlator data is text, or hex where it holds none', () => {
    expect(carriedData({ correlatorData: text('Größe 東京') }, dialect)).toEqual({
      correlatorData: 'Größe 東京',
    })
    expect(carriedData({ correlatorData: { kind: 'string', value: '00FF01' } }, dialect)).toEqual({
      correlatorData: '00FF01',
    })
    expect(carriedData({ correlatorData: { kind: 'private', value: [] } }, dialect)).toEqual({})
  })
})

test('linkageOf reads either kind of id', () => {
  for (const kind of ['globallyUniqueCallLinkageID', 'subDomainCallLinkageID'] as const) {
    expect(linkageOf({ globalCallData: { globalCallLinkageID: { kind, value: 'L1' } } })).toBe('L1')
  }
  expect(linkageOf({})).toBeUndefined()
  expect(linkageOf(undefined)).toBeUndefined()
})
