import { expect, it } from 'vitest'
import type { ClaimedJob } from '#store/outbox-store.ts'
import { OutboxWorker } from './worker.ts'

const job: ClaimedJob = {
  kind: 'callLog',
  key: 'call-1',
  version: 1,
  attempts: 1,
  call: null,
  link: null,
  match: null,
  notes: null,
  records: [],
}

/** An outbox of one job, whose finishing a database takes back that dies. */
function outbox() {
  const state = { isThere: true, isTaken: false, delivered: 0 }
  const worker = new OutboxWorker({
    outbox: {
      claim: async () => {
        if (!state.isThere || state.isTaken) return []
        state.isTaken = true
        return [job]
      },
      release: async () => {
        state.isTaken = false
      },
      finish: async () => {
        state.isThere = false
      },
      putOff: async () => {},
    },
    deliver: async () => {
      state.delivered += 1
    },
    tenants: () => ['one'],
    log: { warn: () => {}, error: () => {} },
    count: () => {},
    everyMs: 20,
  })
  return { worker, state }
}

it('delivers again what a dying database took back', async () => {
  const { worker, state } = outbox()
  worker.start()
  await expect.poll(() => state).toMatchObject({ delivered: 1, isThere: false })
  state.isThere = true
  worker.doubt()
  await expect.poll(() => state).toMatchObject({ delivered: 2, isThere: false })
  await worker.stop()
})
