/** A session of the connector with a switch that answers as a test says. */
import type { SwitchEvent } from '@hookswitch/model'
import { afterEach, expect } from 'vitest'
import { LinkError, type LinkLog, type PbxSession } from '#connector.ts'
import { type DraftOf, hexOfText } from '#csta/codec/index.ts'
import { cstaConfig } from './config.ts'
import { cstaConnector } from './connector.ts'
import { TestSwitch } from './test-switch.ts'

const cleanups: Array<() => unknown> = []
/** All that a test opened ends with it. */
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

type Answers = Parameters<typeof TestSwitch.listen>[0]

export async function pbxWith(answers: Answers = {}): Promise<TestSwitch> {
  const pbx = await TestSwitch.listen(answers)
  cleanups.push(() => pbx.stop())
  return pbx
}

interface Opened {
  readonly session: PbxSession
  readonly events: SwitchEvent[]
  /** When each event is said to have come. */
  readonly times: number[]
  readonly logs: LinkLog[]
  readonly traces: string[]
}

interface Wishes {
  readonly devices?: readonly string[]
  readonly config?: object
}

export async function open(pbx: TestSwitch, wishes: Wishes = {}): Promise<Opened> {
  const [events, logs, traces]: [SwitchEvent[], LinkLog[], string[]] = [[], [], []]
  const times: number[] = []
  let clock = 1_700_000_000_000
  const config = cstaConfig.parse({
    host: '127.0.0.1',
    port: wishes.config !== undefined && 'port' in wishes.config ? 0 : pbx.port,
    user: 'agent1',
    password: 'open sesame',
    requestTimeoutMs: 500,
    ...wishes.config,
  })
  const session = await cstaConnector.open(
    config,
    {
      devices: wishes.devices ?? ['1001'],
      event: (event, receivedAt) => {
        events.push(event)
        times.push(receivedAt)
      },
      log: (entry) => void logs.push(entry),
      now: () => clock++,
      trace: (direction, text) => void traces.push(`${direction} ${text}`),
    },
    new AbortController().signal,
  )
  cleanups.push(() => session.close())
  return { session, events, times, logs, traces }
}

export async function refused(promise: Promise<unknown>): Promise<LinkError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(LinkError)
  return error as LinkError
}

export const party = (id: string) => ({ kind: 'deviceIdentifier', value: { id } }) as const
export const leg = (callID: string, id: string) => ({ callID, deviceID: { id } })

export const delivered: DraftOf<'DeliveredEvent'> = {
  kind: 'DeliveredEvent',
  monitorCrossRefID: 'm1001',
  connection: leg('c1', '1001'),
  alertingDevice: party('1001'),
  callingDevice: party('+14155550100'),
  calledDevice: party('1001'),
  lastRedirectionDevice: { kind: 'notRequired' },
  cause: 'newCall',
  userData: { kind: 'string', value: hexOfText('4711') },
  associatedCallingDevice: party('T1'),
}

export const cleared = (callID: string): DraftOf<'ConnectionClearedEvent'> => ({
  kind: 'ConnectionClearedEvent',
  monitorCrossRefID: 'm1001',
  droppedConnection: leg(callID, '1001'),
  releasingDevice: party('1001'),
  cause: 'normalClearing',
})

export const callEvents = (events: readonly SwitchEvent[]): string[] =>
  events.map((event) => event.kind).filter((kind) => kind === 'delivered' || kind === 'connectionCleared')
