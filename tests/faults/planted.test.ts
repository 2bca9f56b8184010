import { expect, test } from 'vitest'
import { play, type Played } from './play.ts'
import type { Bug } from './rig.ts'
import { scheduleOf } from './schedule.ts'

/* A suite that cannot fail proves nothing: each of these servers is broken on purpose, and must be found out. */
const bugs: Readonly<Record<string, () => Bug>> = {
  'takes no snapshot': () => ({
    event: (event, at, tell) => {
      if (event.kind !== 'snapshot') tell(event, at)
    },
  }),
  // Nor does it look after single telephones: a server that asks whether a call is still up finds out by itself.
  'forgets that people hang up': () => ({
    event: (event, at, tell) => {
      const asksAfter = event.kind === 'snapshot' && event.devices.length === 1
      if (event.kind !== 'connectionCleared' && !asksAfter) tell(event, at)
    },
  }),
  'does not believe that a call is answered': () => ({
    event: (event, at, tell) => {
      if (event.kind === 'snapshot') {
        const connections = event.connections.map((one) =>
          one.state === 'connected' && one.device.startsWith('100')
            ? { ...one, state: 'alerting' as const }
            : one,
        )
        tell({ ...event, connections }, at)
      } else if (event.kind !== 'established') tell(event, at)
    },
  }),
  'asks for no log': () => ({ write: (entry, write) => write({ ...entry, jobs: [] }) }),
  'logs every call twice': () => ({
    write: (entry, write) => {
      write(entry)
      for (const { key } of entry.jobs) {
        const touch = entry.touches.find(({ call }) => call.id === key)
        if (touch === undefined) continue
        const call = { ...touch.call, id: `${key}.again` }
        write({
          ...entry,
          touches: [{ ...touch, call, live: { ...touch.live } }],
          jobs: [{ kind: 'callLog', key: call.id }],
        })
      }
    },
  }),
}

test.each(Object.keys(bugs))('a server that %s is found', { timeout: 240_000 }, async (name) => {
  const seeds = Array.from({ length: 40 }, (_, index) => index + 1).values()
  let found: Played | undefined
  const player = async (): Promise<void> => {
    for (const seed of seeds) {
      if (found !== undefined) return
      const played = await play(scheduleOf(seed), bugs[name]?.())
      if (played.faults.length > 0) found ??= played
    }
  }
  await Promise.all(Array.from({ length: 8 }, player))
  expect(found?.faults.length).toBeGreaterThan(0)
})
