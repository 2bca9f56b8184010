import { type Call, type Party, unknownParty } from '@hookswitch/model'
import { describe, expect, it } from 'vitest'
import { callsHash } from './state-hash.ts'

const party = (number: string): Party => ({ ...unknownParty, kind: 'known', number })

function call(part: Partial<Call> = {}): Call {
  return {
    id: 'main:1',
    pbxCallIds: ['47'],
    direction: 'inbound',
    calling: party('+14155550100'),
    called: party('6000'),
    lastRedirection: null,
    digits: null,
    correlatorData: null,
    queue: null,
    connections: [],
    legs: [],
    parent: null,
    mergedInto: null,
    startedAt: 1,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    cause: null,
    reconstructed: false,
    ...part,
  }
}

describe('the hash of what became of calls', () => {
  it('does not depend on names', () => {
    const redacted = { calling: party('+16503619022'), called: party('8835') }
    expect(callsHash([call()])).toBe(callsHash([call(redacted)]))
  })

  it('tells who is the same as somebody else, and who is not', () => {
    const toHimself = call({ calling: party('6001'), called: party('6001') })
    const toAnother = call({ calling: party('6001'), called: party('6002') })
    expect(callsHash([toHimself])).not.toBe(callsHash([toAnother]))
  })

  it('takes digits that happen to be the id of a call for digits: redacted, they are others', () => {
    expect(callsHash([call({ digits: '47' })])).toBe(callsHash([call({ digits: '14' })]))
    expect(callsHash([call({ digits: '47' })])).not.toBe(callsHash([call({ digits: '471' })]))
  })

  it('takes a number that happens to be the id of a call for a number', () => {
    const told = call({ pbxCallIds: ['6000'] })
    expect(callsHash([told])).toBe(callsHash([{ ...told, called: party('8835') }]))
  })
})
