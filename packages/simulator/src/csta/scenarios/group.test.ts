import { afterEach, expect, test } from 'vitest'
import { Stage, tale } from '#testing/stage.ts'

let stage: Stage
afterEach(() => stage.close())

test('all ring; one answers, and the others stop ringing', async () => {
  stage = await Stage.open()
  const [first, second, third] = await stage.watch('1004', '1005', '1006')
  const id = stage.call({ from: '+14155550100', to: '6010' })
  stage.press('1005', 'answer')
  await stage.pass(0)
  expect(tale(second)).toEqual([
    'Delivered 1005 alerting enteringDistribution',
    'Established 1005 connected normal',
    'ConnectionCleared 1004 connected normal',
    'ConnectionCleared 1006 connected normal',
  ])
  expect(tale(first)).toEqual([
    'Delivered 1004 alerting enteringDistribution',
    'Established 1005 alerting normal',
    'ConnectionCleared 1004 null normal',
  ])
  expect(tale(third)).toEqual([
    'Delivered 1006 alerting enteringDistribution',
    'Established 1005 alerting normal',
    'ConnectionCleared 1006 null normal',
  ])
  stage.press('1005', 'hang-up')
  const legs = stage.simulator.ledger.since(0).filter((entry) => entry.kind === 'legEnded')
  expect(legs.map(({ device, outcome }) => `${device} ${outcome}`)).toEqual([
    '1004 answeredElsewhere',
    '1006 answeredElsewhere',
    '1005 answered',
    '+14155550100 answered',
  ])
  expect(stage.outcome(id)).toBe('answered')
})

test('fifty ring, one answers: each hears of itself and of the answer, no more', async () => {
  const extensions = Array.from({ length: 50 }, (_, index) => ({ number: String(2000 + index), name: 'X' }))
  const members = extensions.map(({ number }) => number)
  stage = await Stage.open({ extensions, layout: { groups: [{ number: '6010', name: 'All', members }] } })
  const client = await stage.connect()
  for (const member of members) await client.monitor(member)
  stage.call({ from: '+14155550100', to: '6010' })
  stage.press('2007', 'answer')
  await stage.pass(0)
  const events = (kind: string): number => client.kinds().filter((each) => each === kind).length
  expect(events('Delivered')).toBe(50)
  expect(events('Established')).toBe(50)
  // Each of the 49 hears its own end, and so does the one that answered.
  expect(events('ConnectionCleared')).toBe(98)
})

test('the last to refuse ends it; nobody able to ring ends it at once', async () => {
  stage = await Stage.open()
  const id = stage.call({ from: '+14155550100', to: '6010' })
  for (const extension of ['1004', '1005', '1006']) stage.press(extension, 'hang-up')
  await stage.pass(10_000)
  expect(stage.outcome(id)).toBe('rejected')
  for (const extension of ['1004', '1005', '1006']) {
    const phone = stage.simulator.engine.phone(extension)
    if (phone !== undefined) phone.doNotDisturb = true
  }
  const second = stage.call({ from: '+14155550100', to: '6010' })
  await stage.pass(10_000)
  expect(stage.outcome(second)).toBe('busy')
})
