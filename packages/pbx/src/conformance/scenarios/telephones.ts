import type { AgentState } from '@hookswitch/model'
import type { Actor } from '../actor.ts'
import type { Play } from '../play.ts'
import type { Scenario } from '../scenario.ts'
import { answered } from './inbound.ts'

const area = 'telephones and agents'

async function isAgent(p: Play, who: Actor, state: AgentState): Promise<void> {
  await p.expect(`${who.name} is ${state}`, () => p.agentState(who) === state)
}

/** Alice is logged on to the queue, and not ready. */
async function logOn(p: Play): Promise<void> {
  await p.stage.queueAgents([])
  if (p.agentState(p.alice) === 'loggedOff' || p.agentState(p.alice) === undefined) {
    await setState(p, 'ready', { logsOn: true })
    return
  }
  await setState(p, 'ready')
}

async function setState(
  p: Play,
  state: Exclude<AgentState, 'busy'>,
  more: { readonly reason?: string; readonly logsOn?: boolean } = {},
): Promise<void> {
  const group = p.stage.agentGroup
  await p.alice.commands({
    kind: 'setAgentState',
    device: p.alice.device,
    state,
    ...(more.reason === undefined ? {} : { reason: more.reason }),
    ...(group === undefined ? {} : { group }),
  })
}

export const telephones: readonly Scenario[] = [
  {
    name: 'agent-ready-and-not',
    area,
    title: 'The agent is not ready, then ready, and the switch says so',
    needs: ['setAgentState'],
    on: ['queue'],
    async play(p) {
      await logOn(p)
      await isAgent(p, p.alice, 'ready')
      await setState(p, 'notReady')
      await isAgent(p, p.alice, 'notReady')
      await setState(p, 'ready')
      await isAgent(p, p.alice, 'ready')
    },
    rings: [],
    logs: [],
  },
  {
    name: 'agent-takes-no-queue-calls-when-not-ready',
    area,
    title: 'No queue call comes to an agent who is not ready; it comes when he is',
    needs: ['setAgentState'],
    on: ['queue'],
    async play(p) {
      await logOn(p)
      await setState(p, 'notReady')
      await isAgent(p, p.alice, 'notReady')
      const customer = await p.customerCalls('queue')
      const queue = p.place('queue').device
      await p.expect('the customer waits', () => p.legState(queue) === 'queued')
      await p.stays('alice is left alone', () => p.alice.legs().length === 0)
      await setState(p, 'ready')
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > queue: answered, waited in queue' + ' | alice called answered'],
  },
  {
    name: 'agent-log-off',
    area,
    title: 'The agent logs off',
    needs: ['setAgentState'],
    on: ['queue'],
    async play(p) {
      await logOn(p)
      await isAgent(p, p.alice, 'ready')
      await setState(p, 'loggedOff')
      await isAgent(p, p.alice, 'loggedOff')
    },
    rings: [],
    logs: [],
  },
  {
    name: 'do-not-disturb',
    area,
    title: 'A telephone that is not to be disturbed does not ring',
    needs: ['setDoNotDisturb'],
    async play(p) {
      await p.alice.commands({ kind: 'setDoNotDisturb', device: p.alice.device, on: true })
      await p.expect('alice is not disturbed', () => p.deviceState(p.alice)?.doNotDisturb === true)
      const customer = await p.customerCalls('alice')
      await p.stays('alice does not ring', () => p.legState(p.alice.device) !== 'alerting')
      await customer.hangsUp()
      await p.alice.commands({ kind: 'setDoNotDisturb', device: p.alice.device, on: false })
      await p.expect('alice may be disturbed', () => p.deviceState(p.alice)?.doNotDisturb === false)
    },
    rings: [],
    logs: ['inbound customer > alice: rejected | alice called rejected'],
  },
  {
    name: 'forwarding',
    area,
    title: 'A telephone that is forwarded sends its calls on, until it is not',
    needs: ['setForwarding'],
    async play(p) {
      const forward = { kind: 'setForwarding', device: p.alice.device, type: 'immediate' } as const
      const isOn = (on: boolean) => () =>
        p.deviceState(p.alice)?.forwarding.some((one) => one.kind === 'immediate' && one.active) === on
      await p.alice.commands({ ...forward, on: true, to: p.bob.device })
      await p.expect('alice is forwarded', isOn(true))
      const customer = await p.customerCalls('alice')
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await customer.hangsUp()
      await p.noCalls()
      await p.alice.commands({ ...forward, on: false })
      await p.expect('alice is not forwarded', () => !isOn(true)())
      const again = await p.customerCalls('alice', { from: p.other })
      await p.alice.is('alerting')
      await again.hangsUp()
    },
    rings: ['bob rings: customer', 'alice rings: other'],
    logs: [
      'inbound customer > alice: answered | alice called diverted | bob divertedTo answered',
      'inbound other > alice: missed | alice called missed',
    ],
  },
  {
    name: 'send-digits',
    area,
    title: 'The agent sends digits into the call',
    needs: ['generateDigits'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.sendsDigits('42#')
      await p.stays('the call goes on', () => p.legState(p.alice.device) === 'connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'mute',
    area,
    title: 'The agent mutes the microphone and opens it again; the call goes on',
    needs: ['setMicrophoneMute'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.commands({ kind: 'setMicrophoneMute', device: p.alice.device, on: true })
      await p.stays('the call goes on', () => p.legState(p.alice.device) === 'connected')
      await p.alice.commands({ kind: 'setMicrophoneMute', device: p.alice.device, on: false })
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'digits-into-a-consultation',
    area,
    title: 'Digits go into the call that is talked on, not into the one on hold',
    needs: ['generateDigits', 'consultationCall', 'reconnectCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('consultationCall', p.far)
      await p.alice.is('hold')
      await p.farAnswers(p.far)
      await p.alice.sendsDigits('1')
      await p.alice.asksBoth('reconnectCall')
      await p.alice.is('connected')
      await p.calls(1)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called answered | outside consulted answered'],
  },
]
