import { afterEach, expect, test } from 'vitest'
import { createControlClient } from './control-client.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'
import { RawClient } from './testing/raw-client.ts'

const running: { close: () => unknown }[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.close()
})

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ port: 0, ...options })
  running.push({ close: () => simulator.stop() })
  return simulator
}

async function connect(simulator: Simulator): Promise<RawClient> {
  const client = await RawClient.connect(simulator.port)
  running.unshift(client)
  return client
}

test('a call from outside rings, is answered and ends: log-in, monitor, control interface, all over real TCP', async () => {
  const simulator = await start()
  const control = createControlClient(simulator.controlUrl)
  const client = await connect(simulator)
  expect(await client.logIn('agent1', 'agent1')).toMatchObject({
    kind: 'StartApplicationSessionPosResponse',
    actualSessionDuration: 180,
  })
  await client.monitor('1001')

  const { id } = await control.startCall({
    from: '+14155550100',
    to: '+18005551001',
    digits: '4711',
    name: 'Ada',
  })
  const ringing = await client.event('DeliveredEvent')
  expect(ringing).toMatchObject({
    alertingDevice: { kind: 'deviceIdentifier', value: { id: '1001' } },
    callingDevice: { kind: 'deviceIdentifier', value: { id: 'N<+14155550100>Ada' } },
    calledDevice: { kind: 'deviceIdentifier', value: { id: '+18005551001' } },
    localConnectionInfo: 'alerting',
    cause: 'newCall',
    userData: { kind: 'string', value: '34373131' },
  })
  await client.expect({ kind: 'AnswerCall', callToBeAnswered: ringing.connection! }, 'AnswerCallResponse')
  await client.event('EstablishedEvent')
  expect((await control.call(id)).state).toBe('connected')

  await control.hangUp(id)
  await client.waitFor(
    ({ message }) => message.kind === 'ConnectionClearedEvent' && message.localConnectionInfo === 'null',
    'end of our own leg',
  )
  expect(client.kinds()).toEqual(['Delivered', 'Established', 'ConnectionCleared', 'ConnectionCleared'])
  expect(client.faults).toEqual([])
  expect(await control.call(id)).toMatchObject({ state: 'ended', outcome: 'answered', digits: '4711' })
  const { entries } = await control.ledger()
  expect(entries.map(({ kind }) => kind)).toEqual([
    'callBegan',
    'digits',
    'legRang',
    'legAnswered',
    'legEnded',
    'legEnded',
    'callEnded',
  ])
})
