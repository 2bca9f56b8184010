import { describe, expect, test } from 'vitest'
import { emptySwitch, party, type CallEvent, type Capabilities } from '@hookswitch/model'
import type { PbxSession } from '@hookswitch/pbx'
import { Directory, type LiveUser } from './directory.ts'
import type { Entry } from './entry.ts'
import { LinkCalls } from './link-calls.ts'
import { emptyPlan } from './switch-plan.ts'

const link = { tenant: 'a', name: 'main' }
const agent: LiveUser = { id: 'u1', name: 'Ann', device: '1001', tenant: 'a', link: 'main', team: null }
const commands = [
  'setMicrophoneMute',
  'groupPickup',
  'setDoNotDisturb',
  'reconnectCall',
  'transferCall',
] as const
const capabilities: Capabilities = {
  commands: Object.fromEntries(commands.map((kind) => [kind, 'native'])),
  exceptions: {},
  collectedDigits: false,
  addresses: false,
  fullSnapshot: true,
}
const ok = { ok: true } as const
const session: PbxSession = {
  capabilities,
  command: () => Promise.resolve(ok),
  monitor: () => Promise.resolve(ok),
  unmonitor: () => Promise.resolve(ok),
  ended: new Promise(() => {}),
  close: () => Promise.resolve(),
}

/** One agent on a link that is up, and a clock that moves with each event. */
function open(at = session) {
  const written: Entry[] = []
  const directory = new Directory()
  directory.replace([agent])
  const calls = new LinkCalls({
    link,
    directory,
    plan: emptyPlan,
    numbers: { e164: (number) => number, display: (number) => number, standing: () => 'sound' },
    finder: { find: () => new Promise(() => {}), read: () => Promise.resolve(null) },
    write: (entry) => {
      written.push(entry)
      for (const { live, call } of entry.touches) live.told = call
    },
    now: () => 1_000,
    count: () => {},
    state: emptySwitch('main'),
    restored: [],
  })
  for (const device of ['1001', '1002']) calls.event({ kind: 'monitor', device, on: true }, 1_000)
  calls.setStatus({ state: 'live', since: 1_000, problem: null }, at)
  let now = 1_000
  const tell = (event: CallEvent): void => calls.event(event, (now += 1_000))
  return { calls, written, tell }
}

const on = (callId: string, device = '1001') => ({
  connection: { callId, deviceId: device },
  device,
  monitored: device,
})
const customer = { calling: party('+14155550100', { external: true }), called: party('1001') }
const rings: CallEvent = { kind: 'delivered', cause: 'newCall', ...on('a'), ...customer }
const answers: CallEvent = { kind: 'established', cause: 'newCall', ...on('a'), ...customer }
const hangsUp: CallEvent = { kind: 'connectionCleared', cause: 'normalClearing', ...on('a') }

describe('an agent may log off', () => {
  const agents = { ...capabilities, commands: { setAgentState: 'native' } } as const
  const lineAt = (kept: readonly string[]) => {
    const { calls } = open({ ...session, capabilities: { ...agents, keptLoggedOn: kept } })
    calls.event({ kind: 'agentState', device: '1001', state: 'ready' }, 2_000)
    const { agent: shown } = calls.lineOf(agent)
    calls.stop()
    return shown
  }

  test('but not one whom the switch keeps logged on', () => {
    expect(lineAt([])).toMatchObject({ state: 'ready', canLogOff: true })
    expect(lineAt(['1001'])).toMatchObject({ state: 'ready', canLogOff: false })
  })
})

describe('what may be asked of a telephone follows its calls', () => {
  test('a microphone is offered while it is spoken into, and the agent hears of it', () => {
    const { calls, written, tell } = open()
    const heard = (event: CallEvent) => {
      written.length = 0
      tell(event)
      return { lines: written.flatMap(({ lines }) => lines), offers: calls.lineOf(agent).offers }
    }
    expect(calls.lineOf(agent).offers).toEqual(['setDoNotDisturb', 'groupPickup'])
    expect(heard(rings)).toEqual({ lines: [], offers: ['setDoNotDisturb', 'groupPickup'] })
    expect(heard(answers)).toEqual({ lines: ['u1'], offers: ['setDoNotDisturb', 'setMicrophoneMute'] })
    expect(heard(hangsUp)).toEqual({ lines: ['u1'], offers: ['setDoNotDisturb', 'groupPickup'] })
    calls.stop()
  })

  test('after two swaps the way back ends the consultation; after one it is not offered, and nobody hangs up on the customer', () => {
    const { calls, tell } = open()
    const swap = (from: string, to: string): void => {
      tell({ kind: 'held', cause: 'alternate', ...on(from) })
      tell({ kind: 'retrieved', cause: 'alternate', ...on(to) })
    }
    const offers = (): unknown =>
      calls
        .callsOf(agent)
        .filter(({ call }) => call.endedAt === null)
        .map((live) => JSON.parse(calls.draw(live, agent)) as { state: string; offers: string[] })
        .map(({ state, offers: all }) => [state, all.includes('reconnectCall'), all.includes('transferCall')])
    const asks = { calling: party('1001'), called: party('1002') }
    tell(rings)
    tell(answers)
    tell({ kind: 'held', cause: 'consultation', ...on('a') })
    tell({ kind: 'originated', cause: 'consultation', ...on('b'), ...asks })
    tell({ kind: 'delivered', cause: 'newCall', ...on('b', '1002'), ...asks })
    tell({ kind: 'established', cause: 'newCall', ...on('b', '1002'), ...asks })
    const asked = [
      ['hold', false, true],
      ['connected', true, true],
    ]
    expect(offers()).toEqual(asked)
    swap('b', 'a')
    expect(offers()).toEqual([
      ['connected', false, true],
      ['hold', false, true],
    ])
    swap('a', 'b')
    expect(offers()).toEqual(asked)
    tell({ kind: 'connectionCleared', cause: 'normalClearing', ...on('b') })
    tell({ kind: 'connectionCleared', cause: 'normalClearing', ...on('b', '1002') })
    tell({ kind: 'retrieved', cause: 'normal', ...on('a') })
    expect(offers()).toEqual([['connected', false, false]])
    calls.stop()
  })
})
