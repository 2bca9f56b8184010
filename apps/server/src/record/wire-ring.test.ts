import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyEvent, emptySwitch, party } from '@hookswitch/model'
import type { PbxConnector, SessionPorts } from '@hookswitch/pbx'
import { readKept, replay } from '@hookswitch/pbx/transcript'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { WireRing } from './wire-ring.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookswitch-ring-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A connector that says what a test makes it say. */
function parrot(): { connector: PbxConnector<never>; ports: () => SessionPorts } {
  let given: SessionPorts | undefined
  const connector: PbxConnector<never> = {
    kind: 'parrot',
    config: z.looseObject({}) as unknown as z.ZodType<never>,
    secretFields: ['password'],
    open: async (_config, ports) => {
      given = ports
      ports.world?.every(1_000, () => {})
      return {
        capabilities: {
          commands: {},
          exceptions: {},
          collectedDigits: false,
          addresses: false,
          fullSnapshot: false,
        },
        command: async () => ({ ok: true }),
        monitor: async () => ({ ok: true }),
        unmonitor: async () => ({ ok: true }),
        ended: new Promise(() => {}),
        close: async () => {},
      }
    },
  }
  return {
    connector,
    ports: () => {
      if (given === undefined) throw new Error('not open')
      return given
    },
  }
}

const day = 86_400_000

async function opened(keepBytes: number, now = () => 1_000) {
  let state = emptySwitch('main')
  const failures: string[] = []
  const ring = new WireRing({
    folder,
    keepBytes,
    keepMs: 8 * day,
    link: { name: 'main', config: { host: 'pbx', password: 'sesame' } },
    now,
    believed: () => state,
    failed: (reason) => failures.push(reason),
  })
  await ring.start()
  const { connector, ports } = parrot()
  const session = await ring.tap(connector).open(
    {} as never,
    {
      devices: ['1001'],
      event: (event, at) => {
        ring.heard(event, at)
        state = applyEvent(state, event, at).state
      },
      log: () => {},
      now,
    },
    new AbortController().signal,
  )
  return { ring, ports, session, failures }
}

const texts = async (ring: WireRing): Promise<string[]> =>
  (await Promise.all(ring.parts.map(({ number }) => ring.read(number)))).filter((text) => text !== undefined)

test('keeps what happened and what was believed, and no secret', async () => {
  const { ring, ports } = await opened(1_000_000)
  ports().event({ kind: 'monitor', device: '1001', on: true }, 1_000)
  ring.heard({ kind: 'inService', device: '1001', on: false }, 1_000)
  ring.swept(1_000)
  await ring.mark()
  const [text = ''] = await texts(ring)
  expect(text).not.toContain('sesame')
  const kinds = readKept([text])?.lines.map(({ kind }) => kind)
  expect(kinds).toEqual(['state', 'open', 'live', 'event', 'told', 'sweep', 'state'])
  await ring.stop()
})

test('never grows beyond what is to be kept, whatever comes', async () => {
  const keep = 64_000
  const { ring, session } = await opened(keep)
  for (let round = 0; round < 600; round += 1)
    await session.command({ kind: 'makeCall', device: '1001', to: '4155550100'.repeat(20) })
  await ring.mark()
  const kept = (await texts(ring)).reduce((sum, text) => sum + text.length, 0)
  expect(kept).toBeLessThan(keep * 1.3)
  expect(kept).toBeGreaterThan(keep / 2)
  expect((await readdir(folder)).length).toBe(ring.parts.length)
  expect(ring.parts.some(({ opens }) => opens)).toBe(false)
  await ring.stop()
})

test('what the disk does not take in time is counted, said, and a replay goes on behind it', async () => {
  const { ring, session, ports, failures } = await opened(100_000_000)
  const long = '5'.repeat(60_000)
  const connection = { callId: '1', deviceId: '1001' }
  // All in one breath: nothing can be written meanwhile.
  for (let round = 0; round < 120; round += 1)
    ports().event({ kind: 'digitsGenerated', cause: 'normal', connection, sequence: long }, 1_000)
  await ring.flush()
  await session.monitor('1002')
  await ring.mark()
  const kept = readKept(await texts(ring))
  const lost = kept?.lines.find((line) => line.kind === 'lost')
  expect(lost?.kind === 'lost' && lost.lines).toBeGreaterThan(40)
  expect(failures).toHaveLength(1)
  if (kept === undefined) throw new Error('Nothing was kept.')
  const again = await replay(kept, parrot().connector)
  expect(again.lost).toBeGreaterThan(40)
  expect(again.differences.filter(({ message }) => message.includes('believed'))).toEqual([])
  await ring.stop()
})

test('finds what an earlier run has left, and tells the two apart', async () => {
  const first = await opened(1_000_000)
  await first.ring.stop()
  const second = await opened(1_000_000)
  await second.ring.mark()
  expect(second.ring.parts.map(({ number, opens }) => [number, opens])).toEqual([
    [1, true],
    [2, true],
  ])
  const kinds = readKept(await texts(second.ring))?.lines.map(({ kind }) => kind)
  expect(kinds).toEqual(['state', 'open', 'live', 'lost', 'state', 'open', 'live', 'state'])
  await second.ring.stop()
})

test('does not write down again and again what is larger than a part, and a replay begins where it was written', async () => {
  const keep = 400_000
  const { ring, session, ports } = await opened(keep)
  const connectionOf = (id: number) => ({ callId: `${id}`, deviceId: '1001' })
  const offer = (id: number): void =>
    ports().event(
      {
        kind: 'delivered',
        cause: 'newCall',
        connection: connectionOf(id),
        device: '1001',
        calling: party('+1415'),
        called: party('1001'),
      },
      1_000,
    )
  const chatter = async (): Promise<void> => {
    for (let round = 0; round < 300; round += 1)
      await session.command({ kind: 'makeCall', device: '1001', to: '4155550100'.repeat(20) })
  }
  for (let id = 0; id < 5; id += 1) offer(id)
  await chatter()
  for (let id = 5; id < 100; id += 1) offer(id)
  await ring.mark()
  const before = ring.parts.length
  await chatter()
  await ring.mark()
  const busy = ring.parts.slice(before)
  expect(busy.length).toBeGreaterThan(0)
  expect(busy.some(({ stands }) => stands)).toBe(false)
  const kept = (await texts(ring)).reduce((sum, text) => sum + text.length, 0)
  expect(kept).toBeLessThan(keep * 1.3)
  // From the last part: what was believed is told only at its end, and is taken from there.
  const last = readKept((await texts(ring)).slice(-1))
  if (last === undefined) throw new Error('Nothing was kept.')
  const again = await replay(last, parrot().connector)
  expect(again.differences).toEqual([])
  expect(again.calls).toHaveLength(100)
  await ring.stop()
})

test('what is older than it may be goes, however little there is, while lines come and when none come any more', async () => {
  let now = 1_000
  const { ring, session } = await opened(1_000_000, () => now)
  for (let round = 0; round < 20; round += 1) {
    now += day
    await session.monitor(`10${round}`)
  }
  await ring.mark()
  const all = (await texts(ring)).join('')
  expect(all).not.toContain('"107"')
  expect(all).toContain('"1012"')
  now += 10 * day
  await expect.poll(() => readdir(folder)).toEqual([])
  await session.monitor('1099')
  await ring.mark()
  expect(readKept(await texts(ring))?.lines.map(({ kind }) => kind)).toEqual([
    'state',
    'monitor',
    'result',
    'state',
  ])
  await ring.stop()
})
