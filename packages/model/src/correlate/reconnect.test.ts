import { describe, expect, test } from 'vitest'
import { liveCalls } from '#correlate.ts'
import { at, customer, play } from '#testing/moments.ts'
import type { SnapshotConnection, SwitchEvent } from '#switch-event.ts'

/* The link was cut, and is back: a snapshot tells what goes on. */

const leg = (device: string, state: SnapshotConnection['state']) =>
  ({ ...at('c1', device), state }) satisfies SnapshotConnection

const snapshot = (...connections: readonly SnapshotConnection[]): SwitchEvent => ({
  kind: 'snapshot',
  devices: ['1001', '1002', '1003', '6001', '701'],
  connections,
})

const rings: SwitchEvent = { kind: 'delivered', cause: 'newCall', ...at('c1', '1001') }
const answers: SwitchEvent = { kind: 'established', cause: 'normal', ...at('c1', '1001') }

describe('a call that was known before the cut, and is as it was', () => {
  test('is not reconstructed, although the snapshot tells the leg of its caller for the first time', () => {
    const { state } = play([rings, answers, snapshot(leg('1001', 'connected'), leg('T1', 'connected'))])
    const [call] = liveCalls(state)
    expect(call).toMatchObject({ reconstructed: false, calling: customer, legs: [{}, { role: 'caller' }] })
    expect(call?.legs[1]).toMatchObject({ startedAt: call?.startedAt, answeredAt: call?.answeredAt })
  })

  test('is not reconstructed while it rings', () => {
    const { state } = play([rings, snapshot(leg('1001', 'alerting'), leg('T1', 'connected'))])
    expect(liveCalls(state)).toMatchObject([{ reconstructed: false, answeredAt: null }])
  })

  test('is not reconstructed where the snapshot tells our own legs only', () => {
    const { state } = play([rings, answers, snapshot(leg('1001', 'connected'))])
    expect(liveCalls(state)).toMatchObject([{ reconstructed: false }])
  })
})

describe('a call that has changed while nobody heard it', () => {
  test('is reconstructed when it has been answered', () => {
    const { state } = play([rings, snapshot(leg('1001', 'connected'), leg('T1', 'connected'))])
    expect(liveCalls(state)).toMatchObject([{ reconstructed: true, legs: [{ outcome: null }, {}] }])
  })

  test('is reconstructed when it is held now', () => {
    const { state } = play([rings, answers, snapshot(leg('1001', 'hold'), leg('T1', 'connected'))])
    expect(liveCalls(state)).toMatchObject([{ reconstructed: true }])
  })

  test('is reconstructed when it is at another telephone', () => {
    const { state } = play([rings, answers, snapshot(leg('1002', 'connected'), leg('T1', 'connected'))])
    expect(liveCalls(state)).toMatchObject([{ reconstructed: true }])
  })

  test('is reconstructed when somebody has joined', () => {
    const all = [leg('1001', 'connected'), leg('T1', 'connected'), leg('1002', 'alerting')]
    const { state } = play([rings, answers, snapshot(...all)])
    expect(liveCalls(state)).toMatchObject([{ reconstructed: true }])
  })
})

test('a call of which nothing was known is reconstructed', () => {
  const { state } = play([snapshot(leg('1001', 'connected'), leg('T1', 'connected'))])
  expect(liveCalls(state)).toMatchObject([{ reconstructed: true }])
})
