import { party, type Call, type Leg, type LegRole } from '@hookswitch/model'
import { expect, test } from 'vitest'
import { callLegs } from './call-legs.ts'

const names = {
  userAt: (device: string) => (/^10\d\d$/.test(device) ? `user ${device}` : null),
  display: (number: string) => `(${number})`,
}
const customer = party('+14155550100', { external: true, name: 'CARLA' })

/** `[device, role, answered, ended, outcome]`, in seconds. */
type Row = readonly [string, LegRole, number | null, number | null, Leg['outcome'], number?]

function callOf(direction: Call['direction'], rows: readonly Row[]): Call {
  const legs = rows.map(([device, role, answeredAt, endedAt, outcome, startedAt]): Leg => {
    const who = device === 'trunk' ? customer : party(device, { external: false })
    const began = startedAt ?? Math.max((answeredAt ?? 1) - 1, 0)
    return { device, party: who, role, startedAt: began, ringingAt: null, answeredAt, endedAt, outcome }
  })
  const [calling, called] = [customer, party('1001', { external: false })]
  return { direction, calling, called, legs } as unknown as Call
}

const brought = (call: Call) =>
  callLegs(call, names).map((leg) => `${leg.device} by ${leg.fromUserId ?? leg.fromNumber ?? 'nobody'}`)

test('a leg says who it is, as people write the number, and how it came out', () => {
  const call = callOf('inbound', [
    ['trunk', 'caller', 0, 9, 'answered'],
    ['1001', 'called', 2, 9, 'answered'],
  ])
  expect(callLegs(call, names)).toMatchObject([
    { position: 0, userId: null, number: '(+14155550100)', name: 'CARLA', fromNumber: null },
    { position: 1, userId: 'user 1001', number: '1001', fromNumber: '(+14155550100)', answeredAt: 2 },
  ])
})

test('a withheld number stands in no leg', () => {
  const call = callOf('inbound', [['1001', 'called', 2, 9, 'answered']])
  const hidden = {
    kind: 'restricted',
    number: '+14155550100',
    name: null,
    external: true,
    address: null,
  } as const
  const legs = callLegs({ ...call, calling: hidden }, names)
  expect(JSON.stringify(legs)).not.toContain('4155550100')
})

test('whoever was passed on knows by whom: blindly, after asking, twice, and back', () => {
  const call = callOf('inbound', [
    ['trunk', 'caller', 0, 90, 'answered'],
    ['1001', 'called', 2, 10, 'transferred'],
    ['1002', 'transferredTo', 12, 20, 'transferred', 10],
    ['1003', 'transferredTo', 18, 30, 'transferred', 15],
    ['1001', 'transferredTo', 33, 90, 'answered', 30],
  ])
  expect(brought(call)).toEqual([
    'trunk by nobody',
    '1001 by (+14155550100)',
    '1002 by user 1001',
    '1003 by user 1002',
    '1001 by user 1003',
  ])
})

test('of a call that went out the agent is the first, and the customer passes nobody on', () => {
  const call = callOf('outbound', [
    ['1001', 'caller', 1, 20, 'transferred'],
    ['trunk', 'called', 5, 40, 'answered'],
    ['1002', 'transferredTo', 21, 40, 'answered', 15],
  ])
  expect(brought(call).at(-1)).toBe('1002 by user 1001')
})

test('a queue and those who rang in vain came from the caller; who is diverted to, from whom he did not reach', () => {
  const call = callOf('inbound', [
    ['trunk', 'caller', 0, 90, 'answered'],
    ['6001', 'queue', null, 5, 'diverted', 0],
    ['1001', 'divertedTo', null, 8, 'answeredElsewhere', 5],
    ['1002', 'called', null, 8, 'diverted', 5],
    ['1003', 'divertedTo', 9, 90, 'answered', 8],
  ])
  expect(brought(call)).toEqual([
    'trunk by nobody',
    '6001 by (+14155550100)',
    '1001 by (+14155550100)',
    '1002 by (+14155550100)',
    '1003 by user 1002',
  ])
})

test('who takes it from the queue to which a colleague sent it has it from him', () => {
  const call = callOf('inbound', [
    ['6001', 'queue', null, 2, 'diverted', 0],
    ['1001', 'divertedTo', 3, 10, 'transferred', 2],
    ['6001', 'queue', null, 12, 'diverted', 10],
    ['1002', 'divertedTo', 13, 90, 'answered', 12],
  ])
  expect(brought(call)).toEqual([
    '6001 by (+14155550100)',
    '1001 by (+14155550100)',
    '6001 by user 1001',
    '1002 by user 1001',
  ])
})

test('who takes it behind a menu that answered, to which a colleague sent it, has it from him', () => {
  const call = callOf('inbound', [
    ['1001', 'called', 3, 10, 'transferred', 0],
    ['trunk', 'caller', 3, 90, 'answered', 0],
    ['6041', 'transferredTo', 11, 12, 'diverted', 10],
    ['6001', 'queue', null, 13, 'diverted', 12],
    ['1002', 'transferredTo', 14, 90, 'answered', 13],
  ])
  expect(brought(call).at(-1)).toBe('1002 by user 1001')
})
