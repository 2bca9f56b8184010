/** The password of the link, and an agent's: in what is sent to the switch, and nowhere else. */
import { inspect } from 'node:util'
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { hexOfText } from '@hookswitch/pbx/csta/codec'
import { type SimulatorDialectName, simulatorDialectNames } from '@hookswitch/simulator'
import type { Account } from '#simulator/csta/accounts.ts'
import { ask, plainDay } from './plain-day.ts'
import { phones, Room } from './room.ts'

const canary = 'Kanarienvogel-4711'
const agents = 'Zeisig-0815'

let room: Room | undefined
afterEach(async () => {
  await room?.close()
  room = undefined
})

/** The word itself, and every shape in which it travels. */
const shapes = [canary, agents].flatMap((word) => {
  const hash = createHash('sha1').update(word)
  return [word, hexOfText(word), hash.copy().digest('base64'), hash.digest('hex')].map((one) =>
    one.toLowerCase(),
  )
})

function leaksIn(what: unknown): string[] {
  const text = inspect(what, { depth: null, maxArrayLength: null, maxStringLength: null, showHidden: true })
  return shapes.filter((shape) => text.toLowerCase().includes(shape))
}

/** Whatever somebody gets to see: log lines, recordings, events, calls, how it ended, what was thrown. */
function seen(of: Room, thrown: readonly unknown[]): unknown {
  const { logs, traffic, heard, ends, calls, state, transcript } = of
  return { logs, traffic, heard, ends, calls, state, transcript, thrown }
}

async function open(kind: SimulatorDialectName, password: string): Promise<Room> {
  const opened = await Room.open({ kind, apart: true, records: true, devices: phones, config: { password } })
  const accounts = opened.simulator.face.accounts as Map<string, Account>
  accounts.set('hookswitch', { user: 'hookswitch', password: canary, devices: null })
  return opened
}

describe.each(simulatorDialectNames)('%s', (kind) => {
  test('a whole day, with an agent who logs on, a cut, and a log-out by the switch', async () => {
    room = await open(kind, canary)
    await room.connect()
    await plainDay(room)
    const logsOn = { kind: 'setAgentState', device: '1004', state: 'ready', agentId: '7004' } as const
    const refused = await ask(room, { ...logsOn, password: agents })
    await room.fault('cut-connections')
    const cut = await room.connect().catch((error: unknown) => error)
    await room.fault('forced-logout')
    expect(leaksIn(seen(room, [refused, cut]))).toEqual([])
    // And it was sent, or nothing would have been proven.
    expect(room.traffic.some(({ text }) => text.includes('SetAgentState'))).toBe(true)
    expect(room.transcript.length).toBeGreaterThan(100)
    expect(leaksIn(room.world.written)).not.toEqual([])
  })

  test('a log-in that is refused, and one that is not answered', async () => {
    room = await open(kind, canary)
    room.simulator.habits.loginRequired = true
    const wrong = await room.connect({ password: `${canary}x` }).catch((error: unknown) => error)
    room.simulator.habits.unanswered = ['StartApplicationSession', 'loginRequest']
    const silent = await room.connect().catch((error: unknown) => error)
    expect(leaksIn(seen(room, [wrong, silent]))).toEqual([])
  })
})
