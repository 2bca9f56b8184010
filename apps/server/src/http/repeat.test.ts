import { expect, test } from 'vitest'
import type { Refusal } from './problem.ts'
import { Repeats, type RepeatMemory } from './repeat.ts'

interface Kept {
  readonly hash: Buffer
  reply: { readonly status: number; readonly reply: string } | null
}

/** What the database keeps of requests, without the database. `finishes: false`: it goes away while a request is carried out. */
function memoryOf(rows = new Map<string, Kept>(), { finishes = true } = {}): RepeatMemory {
  return {
    async begin({ key, hash }) {
      const row = rows.get(key)
      if (row === undefined) {
        rows.set(key, { hash, reply: null })
        return { kind: 'first' }
      }
      if (!row.hash.equals(hash)) return { kind: 'other' }
      return row.reply === null ? { kind: 'running' } : { kind: 'done', ...row.reply }
    },
    async finish({ key, hash }, status, reply) {
      if (!finishes) throw new Error('gone')
      rows.set(key, { hash, reply: { status, reply } })
    },
    async abandon({ key }) {
      rows.delete(key)
    },
  }
}

const who = { tenant: 't', userId: 'anna' }
const dial = { who, key: 'k1', request: 'POST /api/calls\n{"number":"1002"}' }

/** A switch that counts how often it was asked. */
function aSwitch(status = 200): { asked: number; act: () => Promise<Response> } {
  const it = {
    asked: 0,
    act: async (): Promise<Response> => {
      it.asked += 1
      await new Promise((resolve) => setImmediate(resolve))
      return new Response(JSON.stringify({ accepted: it.asked }), { status })
    },
  }
  return it
}

const refusedWith = async (work: Promise<Response>): Promise<string> =>
  work.then(
    (response) => `answered ${response.status}`,
    (error: Refusal) => error.problem.code,
  )

test('repeats at once and later ask the switch once, and all hear the first answer', async () => {
  const pbx = aSwitch()
  const repeats = new Repeats(memoryOf())
  const answers = await Promise.all(Array.from({ length: 5 }, () => repeats.once(dial, pbx.act)))
  answers.push(await repeats.once(dial, pbx.act))
  expect(pbx.asked).toBe(1)
  for (const answer of answers) expect(await answer.json()).toEqual({ accepted: 1 })
  expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([
    null,
    ...Array.from({ length: 5 }, () => 'true'),
  ])
})

test('another request under a key that is in use is refused, while the first runs and after', async () => {
  const pbx = aSwitch()
  const repeats = new Repeats(memoryOf())
  const first = repeats.once(dial, pbx.act)
  const other = { ...dial, request: 'POST /api/calls\n{"number":"1003"}' }
  expect(await refusedWith(repeats.once(other, pbx.act))).toBe('keyReused')
  await first
  expect(await refusedWith(repeats.once(other, pbx.act))).toBe('keyReused')
  expect(pbx.asked).toBe(1)
})

test('the server dies between asking the switch and its answer: a repeat is told so and asks nobody', async () => {
  const rows = new Map<string, Kept>()
  const pbx = aSwitch()
  void new Repeats(memoryOf(rows)).once(dial, () => {
    pbx.asked += 1
    return new Promise(() => {})
  })
  await expect.poll(() => pbx.asked).toBe(1)
  const afterRestart = new Repeats(memoryOf(rows))
  expect(await refusedWith(afterRestart.once(dial, pbx.act))).toBe('outcomeUnknown')
  expect(await refusedWith(afterRestart.once(dial, pbx.act))).toBe('outcomeUnknown')
  expect(pbx.asked).toBe(1)
  expect(await refusedWith(afterRestart.once({ ...dial, key: 'k2' }, pbx.act))).toBe('answered 200')
})

test('a switch that does not answer may have acted: the same key never asks again', async () => {
  const pbx = aSwitch(504)
  const repeats = new Repeats(memoryOf())
  expect((await repeats.once(dial, pbx.act)).status).toBe(504)
  expect((await repeats.once(dial, pbx.act)).status).toBe(504)
  expect(pbx.asked).toBe(1)
})

test('what failed before anything was asked may be tried again with the same key', async () => {
  const down = aSwitch(503)
  const up = aSwitch()
  const repeats = new Repeats(memoryOf())
  expect((await repeats.once(dial, down.act)).status).toBe(503)
  await expect(repeats.once(dial, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect((await repeats.once(dial, up.act)).status).toBe(200)
})

test('a database that goes away while the switch is asked changes nothing for who asked, nor for his repeat', async () => {
  const pbx = aSwitch()
  const repeats = new Repeats(memoryOf(new Map(), { finishes: false }))
  expect((await repeats.once(dial, pbx.act)).status).toBe(200)
  const again = await repeats.once(dial, pbx.act)
  expect(await again.json()).toEqual({ accepted: 1 })
  expect(pbx.asked).toBe(1)
})
