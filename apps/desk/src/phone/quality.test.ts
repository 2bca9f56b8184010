import { expect, test } from 'vitest'
import { QualityMeter, readSample, type Sample } from './quality.ts'

const at = (second: number, more: Partial<Sample> = {}): Sample => ({
  at: second * 1_000,
  sent: second * 50,
  received: second * 50,
  lost: 0,
  jitterMs: 2,
  roundTripMs: 20,
  codec: 'PCMU',
  ...more,
})

test('statistics of a connection are read; before there are any, nothing is', () => {
  expect(readSample([], 0)).toBeNull()
  const stats = [
    { type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, packetsLost: -1, jitter: 0.004, codecId: 'c' },
    { type: 'outbound-rtp', kind: 'audio', packetsSent: 100 },
    { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.05 },
    { type: 'codec', id: 'c', mimeType: 'audio/PCMU' },
  ]
  expect(readSample(stats, 7)).toEqual({
    at: 7,
    sent: 100,
    received: 90,
    lost: 0,
    jitterMs: 4,
    roundTripMs: 50,
    codec: 'PCMU',
  })
})

test.each([
  [at(2), 'good', 0],
  [at(2, { received: 98, lost: 2 }), 'fair', 4],
  [at(2, { received: 90, lost: 10 }), 'poor', 20],
  [at(2, { jitterMs: 45 }), 'fair', 0],
  [at(2, { roundTripMs: 700 }), 'poor', 0],
])('rates the present by the worst of loss, jitter and round trip: %j', (last, rating, lossPercent) => {
  const meter = new QualityMeter()
  expect(meter.sound).toBeNull()
  meter.add(at(1))
  meter.add(last)
  expect(meter.sound).toMatchObject({ rating })
  expect(meter.sound?.lossPercent).toBeCloseTo(lossPercent, 0)
})

test('a call heard by two pages is one call: counts add up, means by their time, the worst of both', () => {
  const first = new QualityMeter()
  for (let second = 0; second <= 10; second += 1) first.add(at(second))
  const next = new QualityMeter(first.whole)
  for (let second = 0; second <= 30; second += 1) next.add(at(second, { jitterMs: 6, roundTripMs: null }))
  expect(next.whole).toEqual({
    seconds: 40,
    packetsSent: 2_000,
    packetsReceived: 2_000,
    packetsLost: 0,
    jitterMs: { mean: 5, worst: 6 },
    roundTripMs: { mean: 20, worst: 20 },
    codec: 'PCMU',
  })
})
