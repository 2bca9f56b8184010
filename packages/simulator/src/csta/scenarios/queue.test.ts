import { afterEach, expect, test } from 'vitest'
import { customerKeys } from '#people.ts'
import { setBehaviour } from '#engine/engine.ts'
import type { RawClient } from '#testing/raw-client.ts'
import { last, Stage, tale } from '#testing/stage.ts'

let stage: Stage
afterEach(() => stage.close())

async function logOn(client: RawClient, device: string): Promise<void> {
  for (const requestedAgentState of ['loggedOn', 'ready'] as const) {
    await client.expect(
      { kind: 'SetAgentState', device: { id: device }, requestedAgentState },
      'SetAgentStateResponse',
    )
  }
}

test('through the voice menu and the queue to an agent, digits and all; then work after call', async () => {
  stage = await Stage.open()
  const [ivr, queue, agent] = await stage.watch('6000', '6001', '1001')
  await logOn(agent, '1001')
  const id = stage.call({ from: '+14155550100', to: '+18005556000', digits: '4711' })
  await stage.pass(2000)
  stage.press('1001', 'answer')
  await stage.pass(60_000)
  stage.press('1001', 'hang-up')
  await stage.pass(10_000)
  expect(tale(ivr)).toEqual([
    'Delivered 6000 alerting newCall',
    'Established 6000 connected normal',
    'CallInformation 6000',
    'Diverted 6000 null redirected',
  ])
  expect(last(ivr, 'CallInformationEvent').userData).toEqual({ kind: 'string', value: '34373131' })
  expect(tale(queue)).toEqual(['Queued 6001 queued enteringDistribution', 'Diverted 6001 null distributed'])
  expect(tale(agent)).toEqual([
    'AgentLoggedOn',
    'AgentNotReady',
    'AgentReady',
    'Delivered 1001 alerting distributed',
    'Established 1001 connected normal',
    'AgentBusy',
    'ConnectionCleared 1001 null normalClearing',
    'AgentWorkingAfterCall',
    'AgentReady',
  ])
  expect(last(agent, 'DeliveredEvent')).toMatchObject({
    calledDevice: { value: { id: '+18005556000' } },
    lastRedirectionDevice: { kind: 'numberDialed', value: { id: '6001' } },
    userData: { kind: 'string', value: '34373131' },
    callCharacteristics: { acdCall: true },
  })
  expect(stage.outcome(id)).toBe('answered')
})

test('nobody there: the caller waits, and the first to become ready gets him', async () => {
  stage = await Stage.open()
  const [queue, agent] = await stage.watch('6001', '1002')
  stage.call({ from: '+14155550100', to: '6001' })
  stage.call({ from: '+442079460018', to: '6001' })
  await stage.pass(30_000)
  expect(tale(queue)).toEqual([
    'Queued 6001 queued noAvailableAgents',
    'Queued 6001 queued noAvailableAgents',
  ])
  expect(last(queue, 'QueuedEvent')).toMatchObject({ callsInFront: 1, numberQueued: 2 })
  await logOn(agent, '1002')
  await stage.pass(0)
  expect(last(agent, 'DeliveredEvent').callingDevice).toEqual({
    kind: 'deviceIdentifier',
    value: { id: '+14155550100' },
  })
})

test('an agent who does not answer loses the call to the next; it keeps its place', async () => {
  stage = await Stage.open({ agentsReady: true })
  const [one, two] = await stage.watch('1001', '1002')
  const id = stage.call({ from: '+14155550100', to: '6001' })
  await stage.pass(15_000)
  expect(tale(one)).toEqual(['Delivered 1001 alerting distributed', 'Diverted 1001 null callForwardNoAnswer'])
  expect(tale(two)).toEqual(['Delivered 1002 alerting distributed'])
  stage.press('1002', 'answer')
  await stage.pass(0)
  const legs = stage.simulator.ledger.since(0).filter((entry) => entry.kind === 'legEnded')
  expect(legs.map(({ device, outcome }) => `${device} ${outcome}`)).toEqual([
    '6001 diverted',
    '1001 missed',
    '6001 diverted',
  ])
  expect(stage.simulator.engine.truths.get(id)?.answeredAt).not.toBeNull()
})

test('an agent who refuses gets a rest before he is tried again', async () => {
  stage = await Stage.open()
  const { engine } = stage.simulator
  const phone = engine.phone('1001')
  if (phone !== undefined) setBehaviour(engine, phone, { kind: 'refuse', afterMs: 500 })
  const [agent] = await stage.watch('1001')
  await logOn(agent, '1001')
  stage.call({ from: '+14155550100', to: '6001' })
  await stage.pass(4400)
  // Half a second of ringing, a second of rest, and again.
  expect(tale(agent).filter((line) => line.startsWith('Delivered'))).toHaveLength(3)
})

test('abandoned in the queue', async () => {
  stage = await Stage.open()
  const [queue] = await stage.watch('6001')
  const id = stage.call({ from: '+14155550100', to: '6001', hangUpAfterMs: 20_000 })
  await stage.pass(30_000)
  expect(tale(queue).slice(1)).toEqual([
    'ConnectionCleared T1 queued callCancelled',
    'ConnectionCleared 6001 null callCancelled',
  ])
  expect(stage.outcome(id)).toBe('abandoned')
})

test('a state asked for during a call is pending until it ends', async () => {
  stage = await Stage.open({ agentsReady: true })
  const [agent] = await stage.watch('1001')
  stage.call({ from: '+14155550100', to: '6001' })
  stage.press('1001', 'answer')
  const pending = await agent.expect(
    { kind: 'SetAgentState', device: { id: '1001' }, requestedAgentState: 'notReady' },
    'SetAgentStateResponse',
  )
  expect(pending.pendingAgentState).toBe('agentNotReady')
  const { agentStateList } = await agent.expect(
    { kind: 'GetAgentState', device: { id: '1001' } },
    'GetAgentStateResponse',
  )
  expect(agentStateList?.[0]).toMatchObject({
    loggedOnState: true,
    agentInfo: [{ acdGroup: { id: '6001' }, agentState: 'agentBusy', pendingAgentState: 'agentNotReady' }],
  })
  stage.press('1001', 'hang-up')
  await stage.pass(10_000)
  expect(tale(agent).slice(-2)).toEqual(['ConnectionCleared 1001 null normalClearing', 'AgentNotReady'])
})

test('the wrong agent password, an unknown group, and a state before logging on are refused', async () => {
  stage = await Stage.open()
  const client = await stage.connect()
  const ask = (more: object) =>
    client.ask({ kind: 'SetAgentState', device: { id: '1001' }, requestedAgentState: 'loggedOn', ...more })
  const values = []
  for (const more of [{ password: '00' }, { group: { id: '1002' } }, { requestedAgentState: 'ready' }]) {
    values.push(await ask(more))
  }
  expect(values).toMatchObject([
    { error: { value: 'invalidAgentPassword' } },
    { error: { value: 'invalidAgentGroup' } },
    { error: { value: 'invalidAgentState' } },
  ])
})

test('keys pressed in the menu by the customer himself', async () => {
  stage = await Stage.open()
  const [queue] = await stage.watch('6001')
  const id = stage.call({ from: '+14155550100', to: '6000' })
  customerKeys(stage.simulator.engine, id, '47')
  await stage.pass(1000)
  customerKeys(stage.simulator.engine, id, '12#')
  await stage.pass(0)
  expect(last(queue, 'QueuedEvent').userData).toEqual({ kind: 'string', value: '34373132' })
})
