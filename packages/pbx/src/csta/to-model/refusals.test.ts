import { errorCodes } from '@hookswitch/model'
import { describe, expect, test } from 'vitest'
import type { CstaError } from '#csta/codec/index.ts'
import { universalFailure } from '#csta/codec/tables/errors.table.ts'
import { refusedBy, refusedFor } from './refusals.ts'

describe('refusedBy', () => {
  test.each<[CstaError, string, string]>([
    [
      { kind: 'stateIncompatibility', value: 'noCallToAnswer' },
      'command.state',
      'stateIncompatibility/noCallToAnswer',
    ],
    [{ kind: 'operation', value: 'invalidCallID' }, 'call.unknown', 'operation/invalidCallID'],
    [{ kind: 'operation', value: 'invalidDeviceID' }, 'device.unknown', 'operation/invalidDeviceID'],
    [
      { kind: 'operation', value: 'invalidCalledDeviceID' },
      'number.invalid',
      'operation/invalidCalledDeviceID',
    ],
    [
      { kind: 'operation', value: 'serviceNotSupported' },
      'command.unsupported',
      'operation/serviceNotSupported',
    ],
    [
      { kind: 'operation', value: 'correlatorDataNotSupported' },
      'command.unsupported',
      'operation/correlatorDataNotSupported',
    ],
    [
      { kind: 'operation', value: 'privilegeViolationSpecifiedDevice' },
      'command.denied',
      'operation/privilegeViolationSpecifiedDevice',
    ],
    [
      { kind: 'operation', value: 'requestIncompatibleWithObject' },
      'command.unsupported',
      'operation/requestIncompatibleWithObject',
    ],
    [{ kind: 'operation', value: 'invalidAgentPassword' }, 'login.failed', 'operation/invalidAgentPassword'],
    [
      { kind: 'systemResourceAvailibility', value: 'overallMonitorLimitExceeded' },
      'licence.exceeded',
      'systemResourceAvailibility/overallMonitorLimitExceeded',
    ],
    [
      { kind: 'systemResourceAvailibility', value: 'deviceOutOfService' },
      'device.outOfService',
      'systemResourceAvailibility/deviceOutOfService',
    ],
    [{ kind: 'security', value: 'generic' }, 'command.denied', 'security/generic'],
    [{ kind: 'privateErrorCode', value: 'E-17' }, 'command.failed', 'privateErrorCode/E-17'],
    [{ kind: 'unspecified' }, 'command.failed', 'unspecified'],
  ])('%j', (error, code, switchReason) => {
    const { refusal } = refusedBy(error)
    expect(refusal).toMatchObject({ code, switchReason })
    expect(refusal.message).toMatch(/^[A-Z].+\.$/)
  })

  test('every word of the standard gets a code and a sentence', () => {
    for (const [kind, shape] of universalFailure.options) {
      if (shape.kind !== 'word') continue
      for (const value of shape.words) {
        const { refusal } = refusedBy({ kind, value } as CstaError)
        expect(errorCodes).toHaveProperty([refusal.code])
        expect(refusal.message).toMatch(/^[A-Z].+\.$/)
      }
    }
  })

  test('an error without a reason, and a reason without end', () => {
    expect(refusedBy(undefined).refusal.code).toBe('command.failed')
    const { refusal } = refusedBy({ kind: 'privateErrorCode', value: 'x'.repeat(10_000) })
    expect(refusal.switchReason?.length).toBeLessThan(200)
  })
})

test('refusedFor says what the table of codes says', () => {
  expect(refusedFor('link.down')).toEqual({
    ok: false,
    refusal: { code: 'link.down', message: errorCodes['link.down'] },
  })
})
