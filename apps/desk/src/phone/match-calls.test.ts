import type { CallView } from '@hookswitch/contract'
import { expect, test } from 'vitest'
import { matchCalls } from './match-calls.ts'
import type { SipCallView } from './sip-call.ts'

const sip = (key: string, more: Partial<SipCallView> = {}): SipCallView => ({
  key,
  state: 'ringing',
  direction: 'inbound',
  number: null,
  name: null,
  muted: false,
  fault: null,
  sound: null,
  ...more,
})
const shown = (id: string, state: CallView['state'], number: string | null = null): CallView =>
  ({ id, state, endedAt: null, other: { number, e164: number } }) as CallView

test('by the number, however it is written', () => {
  const calls = [shown('a', 'alerting', '+493012345678'), shown('b', 'alerting', '+14155550100')]
  const phone = [sip('1', { number: '4155550100' }), sip('2', { number: '03012345678' })]
  expect(matchCalls(phone, calls, {})).toEqual({ 1: 'b', 2: 'a' })
})

test('the only one that rings, where nobody tells the number', () => {
  expect(matchCalls([sip('1')], [shown('a', 'alerting'), shown('b', 'connected')], {})).toEqual({ 1: 'a' })
})

test('nothing where it could be either: another call is never answered', () => {
  expect(matchCalls([sip('1')], [shown('a', 'alerting'), shown('b', 'alerting')], {})).toEqual({})
})

test('what was matched stays so when the number is another one after a transfer, and at the end', () => {
  const now = sip('1', { state: 'talking', number: '1002' })
  expect(matchCalls([now], [shown('a', 'connected', '+14155550100')], { 1: 'a' })).toEqual({ 1: 'a' })
  expect(matchCalls([now], [], { 1: 'a' })).toEqual({ 1: 'a' })
})
