import type { SwitchEvent } from '@hookswitch/model'
import { expect, test } from 'vitest'
import { Asked } from './asked.ts'

const mine = { callId: 'c1', deviceId: '1001' }
const parks = { kind: 'parkCall', device: '1001', connection: mine, to: '701' } as const
const asksIn = { kind: 'singleStepConference', device: '1001', connection: mine, to: '1002' } as const
const at = (callId: string, device: string) => ({
  connection: { callId, deviceId: device },
  device,
  cause: 'normal' as const,
})
const rings = (callId: string, device: string): SwitchEvent => ({ kind: 'delivered', ...at(callId, device) })
const goes = (callId: string, device: string): SwitchEvent => ({ kind: 'diverted', ...at(callId, device) })
const causeOf = (event: SwitchEvent) => ('cause' in event ? event.cause : undefined)

test('a call that leaves because we parked it is parked; another that leaves is not', () => {
  const asked = new Asked()
  asked.remember(parks)
  expect(causeOf(asked.withCause(goes('c2', '1001')))).toBe('normal')
  expect(causeOf(asked.withCause(goes('c1', '1001')))).toBe('park')
})

test('whoever rings because we asked him in is asked in, until he has left', () => {
  const asked = new Asked()
  asked.remember(asksIn)
  expect(causeOf(asked.withCause(rings('c1', '1003')))).toBe('normal')
  expect(causeOf(asked.withCause(rings('c1', '1002')))).toBe('singleStepConference')
  asked.withCause({ kind: 'connectionCleared', ...at('c1', '1002') })
  expect(causeOf(asked.withCause(rings('c1', '1002')))).toBe('normal')
})

test('whoever takes a parked call has picked it up', () => {
  const asked = new Asked()
  asked.remember({ kind: 'directedPickup', device: '1002', connection: { callId: 'c1', deviceId: '701' } })
  const answers: SwitchEvent = { kind: 'established', ...at('c1', '1002') }
  expect(causeOf(asked.withCause(answers))).toBe('callPickup')
})

test('what was refused is forgotten', () => {
  const asked = new Asked()
  asked.remember(parks)
  asked.forget(parks)
  expect(causeOf(asked.withCause(goes('c1', '1001')))).toBe('normal')
})
