import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClient, type ApiError } from './client.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

type Answer = Response | 'lost'

/** A server that gives these answers in turn, and notes the keys that it was asked with. */
function serverSaying(...answers: Answer[]) {
  const keys: (string | null)[] = []
  const send: typeof fetch = async (_, init) => {
    keys.push(new Headers(init?.headers).get('idempotency-key'))
    const answer = answers.shift()
    if (init?.signal?.aborted === true) throw init.signal.reason
    if (answer === undefined || answer === 'lost') throw new TypeError('fetch failed')
    return answer
  }
  return { keys, api: createClient({ baseUrl: '', fetch: send }) }
}

const accepted = (): Response => Response.json({ accepted: true })
const refused = (status: number, code: string): Response =>
  new Response(JSON.stringify({ code, detail: code, status }), { status })

/** Lets the pauses between tries pass. */
async function settled<Result>(work: Promise<Result>): Promise<Result | ApiError> {
  const result = work.catch((error: ApiError) => error)
  await vi.runAllTimersAsync()
  return result
}

test('an action whose answer is lost is asked for again with the same key', async () => {
  const { keys, api } = serverSaying('lost', refused(503, 'timeout'), accepted())
  expect(await settled(api.makeCall({ body: { number: '1002' } }))).toEqual({ accepted: true })
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
})

test('each action has a key of its own, or the one that it is given', async () => {
  const { keys, api } = serverSaying(accepted(), accepted(), accepted())
  await api.makeCall({ body: { number: '1002' } })
  await api.makeCall({ body: { number: '1002' } })
  await api.makeCall({ body: { number: '1002' }, idempotencyKey: 'mine' })
  expect(new Set(keys).size).toBe(3)
  expect(keys[2]).toBe('mine')
})

test('what the server says is believed: a refusal is not asked again', async () => {
  const { keys, api } = serverSaying(refused(409, 'notOffered'), refused(504, 'outcomeUnknown'))
  expect(await settled(api.commandLine({ body: { kind: 'setDoNotDisturb', on: true } }))).toMatchObject({
    code: 'notOffered',
  })
  expect(await settled(api.makeCall({ body: { number: '1002' } }))).toMatchObject({ code: 'outcomeUnknown' })
  expect(keys).toHaveLength(2)
})

test('a server that stays away is given up after some tries', async () => {
  const { keys, api } = serverSaying()
  expect(await settled(api.makeCall({ body: { number: '1002' } }))).toMatchObject({ code: 'network' })
  expect(keys).toHaveLength(4)
})

test('who aborts asks no more', async () => {
  const { keys, api } = serverSaying('lost', accepted())
  const stop = new AbortController()
  const call = api
    .makeCall({ body: { number: '1002' }, signal: stop.signal })
    .catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(1)
  stop.abort(new Error('gone'))
  expect(await call).toBeInstanceOf(Error)
  expect(keys).toHaveLength(1)
})

test('only routes that take a key are repeated', async () => {
  const { keys, api } = serverSaying('lost')
  expect(await settled(api.whoAmI({}))).toMatchObject({ code: 'network' })
  expect(keys).toEqual([null])
})
