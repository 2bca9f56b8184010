import { describe, expect, test } from 'vitest'
import { editions } from '@hookswitch/pbx/csta/codec'
import { noSchemas, schema } from './reference.ts'

const reason = noSchemas === undefined ? '' : `: ${noSchemas}`

describe.skipIf(noSchemas !== undefined)(
  `all that is sent is held against the standard's schemas${reason}`,
  () => {
    test('and they would notice: an event without its cause, a field that is none', () => {
      const validate = schema('ed6-strict.xsd')
      const cleared = (inner: string): string =>
        `<CallClearedEvent xmlns="${editions.ed6.csta}"><monitorCrossRefID>1</monitorCrossRefID>${inner}</CallClearedEvent>`
      const call = '<clearedCall><callID>1</callID></clearedCall>'
      expect(validate(cleared(`${call}<cause>normal</cause>`))).toBeUndefined()
      expect(validate(cleared(call))).toBeDefined()
      expect(validate(cleared(`<what/>${call}<cause>normal</cause>`))).toBeDefined()
      expect(validate(cleared(`${call}<cause>forFun</cause>`))).toBeDefined()
    })
  },
)
