import { expect, test } from 'vitest'
import { dayScript, planDay } from './day-plan.ts'

const script = dayScript.parse({
  seed: 7,
  hours: 1,
  speed: 60,
  calls: 400,
  callers: [{ number: '+14155550100', name: 'Ada', digits: '4711' }, { number: '+498955501' }],
  to: ['1001', '6000'],
  answered: 0.75,
  answerAfter: [6, 12],
  talk: [60, 120],
  patience: [30, 36],
})

test('the same seed is the same day, another seed another', () => {
  expect(planDay(script)).toEqual(planDay(script))
  expect(planDay(script)).not.toEqual(planDay({ ...script, seed: 8 }))
})

test('calls come in order within the day, at the speed asked for', () => {
  const times = planDay(script).map(({ atMs }) => atMs)
  expect(times).toHaveLength(400)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(times.at(-1)).toBeLessThanOrEqual(60_000)
  expect(times.at(-1)).toBeGreaterThan(55_000)
})

test('the share that is answered is about what was asked for, and everybody hangs up after it', () => {
  const calls = planDay(script).map(({ call }) => call)
  const taken = calls.filter(({ answerAfterMs }) => answerAfterMs !== undefined)
  expect(taken.length).toBeGreaterThan(260)
  expect(taken.length).toBeLessThan(340)
  for (const { answerAfterMs = 0, hangUpAfterMs = 0 } of taken) {
    expect(answerAfterMs).toBeGreaterThanOrEqual(100)
    expect(answerAfterMs).toBeLessThanOrEqual(200)
    expect(hangUpAfterMs).toBeGreaterThanOrEqual(answerAfterMs + 999)
  }
  const lost = calls.filter(({ answerAfterMs }) => answerAfterMs === undefined)
  for (const { hangUpAfterMs = 0 } of lost) expect(hangUpAfterMs).toBeGreaterThanOrEqual(500)
})

test('callers keep their names and digits, and everybody named is played', () => {
  const calls = planDay(script).map(({ call }) => call)
  expect(new Set(calls.map(({ to }) => to))).toEqual(new Set(script.to))
  expect(new Set(calls.map(({ from }) => from)).size).toBe(2)
  for (const call of calls) expect(call.digits).toBe(call.name === 'Ada' ? '4711' : undefined)
})

test.each([
  { calls: 0, callers: [{ number: '1' }], to: ['1001'] },
  { calls: 1, callers: [], to: ['1001'] },
  { calls: 1, callers: [{ number: '1' }], to: ['1001'], talk: [9, 1] },
  { calls: 1, callers: [{ number: '1', digits: 'x' }], to: ['1001'] },
  { calls: 1, callers: [{ number: '1' }], to: ['1001'], wrong: 1 },
])('%j is refused', (text) => {
  expect(dayScript.safeParse(text).success).toBe(false)
})
