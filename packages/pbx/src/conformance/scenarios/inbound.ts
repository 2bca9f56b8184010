import { Difference } from '../difference.ts'
import type { Scenario } from '../scenario.ts'

const area = 'calls that come in'
const pop = ['alice rings: customer']
/** Nobody hangs up, dials and is put through in less (the model's `lateFor`). */
const DIAL_AGAIN_MS = 2_100
export const answered = 'inbound customer > alice: answered | alice called answered'
const rejected = 'inbound customer > alice: rejected | alice called rejected'

export const inbound: readonly Scenario[] = [
  {
    name: 'inbound-caller-hangs-up',
    area,
    title: 'A customer calls, is answered, and hangs up',
    async play(p) {
      const customer = await p.aliceTalks()
      const call = await p.onlyCall()
      if (call.direction !== 'inbound') throw new Difference(`The call is ${call.direction}.`)
      if (call.calling.external === false) throw new Difference('The customer is told as one of ours.')
      await customer.hangsUp()
    },
    rings: pop,
    logs: [answered],
  },
  {
    name: 'inbound-agent-hangs-up',
    area,
    title: 'A customer calls, is answered, and the agent hangs up at the telephone',
    async play(p) {
      await p.aliceTalks()
      await p.alice.hangsUp()
    },
    rings: pop,
    logs: [answered],
  },
  {
    name: 'inbound-abandoned',
    area,
    title: 'A customer gives up while it rings',
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.is('alerting')
      await customer.hangsUp()
    },
    rings: pop,
    logs: ['inbound customer > alice: missed | alice called missed'],
  },
  {
    name: 'inbound-refused-at-phone',
    area,
    title: 'The agent refuses the call at the telephone',
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.is('alerting')
      await p.alice.refuses()
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: pop,
    logs: [rejected],
  },
  {
    name: 'inbound-not-answered',
    area,
    title: 'The telephone rings out',
    on: ['unattended'],
    async play(p) {
      await p.alice.becomes('unattended')
      const customer = await p.customerCalls('alice')
      await p.alice.is('alerting')
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: pop,
    logs: ['inbound customer > alice: missed | alice called missed'],
  },
  {
    name: 'inbound-busy',
    area,
    title: 'The telephone is busy: it never rings',
    on: ['busyPhone'],
    async play(p) {
      await p.alice.becomes('busy')
      const customer = await p.customerCalls('alice')
      await p.expect('the call is known', () => p.witness.changes.some((change) => change.kind === 'call'))
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: [],
    logs: ['inbound customer > alice: busy | alice called busy'],
  },
  {
    name: 'inbound-phone-absent',
    area,
    title: 'The telephone is not connected',
    on: ['absentPhone'],
    async play(p) {
      await p.alice.becomes('absent')
      const customer = await p.customerCalls('alice')
      await p.expect('the call is known', () => p.witness.changes.some((change) => change.kind === 'call'))
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: [],
    logs: ['inbound customer > alice: failed | alice called failed'],
  },
  {
    name: 'inbound-named',
    area,
    title: "The caller's name comes with the call",
    async play(p) {
      const customer = await p.customerCalls('alice', { name: 'Customer One' })
      const call = await p.alice.is('alerting')
      if (call.calling.name !== 'Customer One')
        throw new Difference(`The caller is called ${call.calling.name}.`)
      await p.alice.answers()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: pop,
    logs: [answered],
  },
  {
    name: 'inbound-withheld',
    area,
    title: 'A caller withholds his number: nobody is told of it',
    async play(p) {
      const customer = await p.customerCalls('alice', { withheld: true })
      const call = await p.alice.is('alerting')
      if (call.calling.kind !== 'restricted') throw new Difference(`The caller is ${call.calling.kind}.`)
      if (JSON.stringify(p.witness.events).includes(p.customer.slice(-7)))
        throw new Difference('A number that is withheld was told.')
      await p.alice.answers()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: withheld'],
    logs: ['inbound withheld > alice: answered | alice called answered'],
  },
  {
    name: 'inbound-two-at-once',
    area,
    title: 'Two customers call two agents at once, and neither call becomes the other',
    async play(p) {
      const [one, two] = await Promise.all([
        p.customerCalls('alice'),
        p.customerCalls('bob', { from: p.other }),
      ])
      await p.alice.is('alerting')
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await one.hangsUp()
      await p.alice.isFree()
      await p.calls(1)
      await two.hangsUp()
    },
    rings: ['alice rings: customer', 'bob rings: other'],
    logs: [
      'inbound customer > alice: missed | alice called missed',
      'inbound other > bob: answered | bob called answered',
    ],
  },
  {
    name: 'inbound-second-call-waits',
    area,
    title: 'A second customer rings while the agent talks, and gives up; the first call goes on',
    async play(p) {
      const one = await p.aliceTalks()
      const two = await p.customerCalls('alice', { from: p.other })
      await p.alice.is('alerting')
      await p.calls(2)
      await two.hangsUp()
      await p.calls(1)
      await p.alice.is('connected')
      await one.hangsUp()
    },
    rings: ['alice rings: customer', 'alice rings: other'],
    logs: [answered, 'inbound other > alice: missed | alice called missed'],
  },
  {
    name: 'inbound-same-customer-again',
    area,
    title: 'The same customer calls again as soon as he can: two calls, two logs',
    async play(p) {
      const first = await p.aliceTalks()
      await first.hangsUp()
      await p.noCalls()
      await p.breath(DIAL_AGAIN_MS)
      const again = await p.aliceTalks()
      await again.hangsUp()
    },
    rings: [...pop, ...pop],
    logs: [answered, answered],
  },
  {
    name: 'answer-by-command',
    area,
    title: 'The agent answers from the screen',
    needs: ['answerCall'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.asks('answerCall')
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: pop,
    logs: [answered],
  },
  {
    name: 'reject-by-command',
    area,
    title: 'The agent rejects the call from the screen',
    needs: ['rejectCall'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.asks('rejectCall')
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: pop,
    logs: [rejected],
  },
  {
    name: 'deflect-to-colleague',
    area,
    title: 'The agent sends a ringing call to a colleague',
    needs: ['deflectCall'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.asksTo('deflectCall', p.bob.device)
      await p.bob.is('alerting')
      await p.alice.isFree()
      await p.bob.answers()
      await p.bob.is('connected')
      await customer.hangsUp()
    },
    rings: [...pop, 'bob rings: customer'],
    logs: ['inbound customer > alice: answered | alice called diverted | bob divertedTo answered'],
  },
  {
    name: 'hang-up-by-command',
    area,
    title: 'The agent ends the call from the screen',
    needs: ['clearConnection'],
    async play(p) {
      await p.aliceTalks()
      await p.alice.clears()
    },
    rings: pop,
    logs: [answered],
  },
  {
    name: 'clear-call-by-command',
    area,
    title: 'The agent ends the call for everybody from the screen',
    needs: ['clearCall'],
    async play(p) {
      await p.aliceTalks()
      await p.alice.asks('clearCall')
    },
    rings: pop,
    logs: [answered],
  },
]
