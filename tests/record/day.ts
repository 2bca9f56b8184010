/** A random day at a simulated switch over real TCP, with the recorder between it and the connector that is shipped. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  applyEvent,
  type Call,
  callsAt,
  type Command,
  emptySwitch,
  liveCalls,
  type SwitchState,
} from '@hookswitch/model'
import { loadConnector, type PbxConnector, type PbxSession } from '@hookswitch/pbx'
import {
  recordConnector,
  stateHash,
  type Transcript,
  type TranscriptLine,
  transcriptHead,
} from '@hookswitch/pbx/transcript'
import { createControlClient, type SimulatorDialectName, startSimulator } from '@hookswitch/simulator'
import { VirtualClock } from '#simulator/engine/clock.ts'
import { randomFrom } from '#simulator/engine/random.ts'
import { goHome, liveStep, type World } from '#simulator/testing/random-day.ts'

export interface RecordedDay {
  readonly transcript: Transcript
  /** What was believed at the end, live. */
  readonly state: SwitchState
  readonly hash: string
  readonly ended: readonly Call[]
}

const extensions = ['1001', '1002', '1003', '1004']
const devices = [...extensions, '6001', '701', '702']
const password = 'hookswitch'

export interface DayPlan {
  readonly dialect: SimulatorDialectName
  readonly seed: number
  readonly steps: number
  /** Messages are lost, monitors are stopped, the connection is cut; and what the connector does by the clock, it does often. */
  readonly messy?: boolean
}

const faults = ['messages-lost', 'stop-monitors', 'cut-connections'] as const

export async function recordDay({ dialect, seed, steps, messy = false }: DayPlan): Promise<RecordedDay> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 9))
  const simulator = await startSimulator({
    port: 0,
    seed,
    dialect,
    clock,
    layout: {
      extensions: extensions.map((number) => ({ number, name: `Agent ${number}` })),
      queues: [{ number: '6001', name: 'Service', members: ['1001', '1002', '1003'] }],
      groups: [{ number: '6010', name: 'Reception', members: ['1002', '1003', '1004'] }],
      ivrs: [{ number: '6000', name: 'Menu', next: '6001' }],
      parkSlots: ['701', '702'],
      directDialPrefix: '+1800555',
    },
  })
  const connector = (await loadConnector('csta')) as PbxConnector<never>
  const often = messy ? { auditMs: 160, heartbeatMs: 100 } : {}
  const config = { host: '127.0.0.1', port: simulator.port, dialect, user: 'hookswitch', password, ...often }
  const lines: TranscriptLine[] = []
  let state = emptySwitch('main')
  const calls = new Map<string, Call>()
  const recorded = recordConnector(connector, { sink: (line) => void lines.push(structuredClone(line)) })
  const open = async (): Promise<PbxSession> => {
    // The switch lives by a clock of its own: it must go on while somebody waits for an answer.
    const pump = setInterval(() => clock.advance(1), 1)
    const session = await recorded.open(
      connector.config.parse(config),
      {
        devices,
        event: (event, at) => {
          const applied = applyEvent(state, event, at)
          state = applied.state
          for (const change of applied.changes)
            if (change.kind === 'call') calls.set(change.call.id, change.call)
        },
        log: () => {},
        now: () => Date.now(),
      },
      new AbortController().signal,
    )
    clearInterval(pump)
    return session
  }
  let session = await open()
  const world: World = { x: simulator.engine, clock, random: randomFrom(seed) }
  const control = createControlClient(simulator.controlUrl)
  for (let step = 0; step < steps; step += 1) {
    liveStep(world)
    if (step % 3 === 0) command(world, session, state)
    const fault = messy && step % 20 === 19 ? faults[Math.floor(step / 20) % faults.length] : undefined
    if (fault !== undefined) await control.fault(fault, '1001')
    if (fault === 'cut-connections') {
      await session.ended
      session = await open()
    }
    await sleep(messy ? 4 : 1)
    clock.advance(200)
  }
  goHome(world)
  await sleep(30)
  await session.close()
  await simulator.stop()
  const head = transcriptHead({ connector, link: 'main', config })
  const told = [...calls.values()].filter(({ mergedInto }) => mergedInto === null)
  return { transcript: { head, lines }, state, hash: stateHash(state), ended: told }
}

/** Somebody asks for something, possible or not. */
function command({ random }: World, session: PbxSession, state: SwitchState): void {
  const device = extensions[Math.floor(random() * extensions.length)] ?? ''
  const connection = callsAt(state, device)[0]?.connections.find((one) => one.device === device)?.id
  const choices: Command[] = [
    { kind: 'makeCall', device, to: ['+14155550123', '1003', '6001'][Math.floor(random() * 3)] ?? '' },
    { kind: 'setDoNotDisturb', device, on: random() < 0.2 },
    { kind: 'setAgentState', device, state: 'ready', agentId: '7788', password: '3141' },
    ...(connection === undefined
      ? []
      : ([
          { kind: 'answerCall', device, connection },
          { kind: 'holdCall', device, connection },
          { kind: 'retrieveCall', device, connection },
          { kind: 'clearConnection', device, connection },
          { kind: 'consultationCall', device, connection, to: '1002' },
          { kind: 'singleStepTransfer', device, connection, to: '1004' },
        ] as const)),
  ]
  const chosen = choices[Math.floor(random() * choices.length)]
  if (chosen !== undefined && liveCalls(state).length < 12) void session.command(chosen)
}
