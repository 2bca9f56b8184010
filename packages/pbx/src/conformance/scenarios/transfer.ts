import { Difference } from '../difference.ts'
import type { Actor } from '../actor.ts'
import type { Play } from '../play.ts'
import type { Scenario } from '../scenario.ts'
import { aliceAsksBob, aliceConsultsBob } from './consultation.ts'

const area = 'transfer'
const rings = ['alice rings: customer', 'bob rings: customer']
const askedRings = ['alice rings: customer', 'bob rings: alice']
const toBob = 'inbound customer > alice: answered | alice called transferred | bob transferredTo answered'

/** The call is the customer's, whoever has it now. */
async function hasTheCustomer(p: Play, who: Actor): Promise<void> {
  const call = await who.is('connected')
  if (p.names.ofParty(call.calling) !== 'customer')
    throw new Difference(`${who.name} is told that ${p.names.ofParty(call.calling)} calls.`)
  await p.calls(1)
}

export const transfer: readonly Scenario[] = [
  {
    name: 'blind-transfer',
    area,
    title: 'The agent sends the customer to a colleague, who answers',
    needs: ['singleStepTransfer'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepTransfer', p.bob.device)
      await p.bob.is('alerting')
      await p.alice.isFree()
      await p.bob.answers()
      await hasTheCustomer(p, p.bob)
      await customer.hangsUp()
    },
    rings,
    logs: [toBob],
  },
  {
    name: 'blind-transfer-at-phone',
    area,
    title: 'The agent sends the customer to a colleague at the telephone',
    on: ['transferAtPhone'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.sendsTo(p.bob.device)
      await p.bob.is('alerting')
      await p.alice.isFree()
      await p.bob.answers()
      await hasTheCustomer(p, p.bob)
      await customer.hangsUp()
    },
    rings,
    logs: [toBob],
  },
  {
    name: 'blind-transfer-given-up',
    area,
    title: "The customer gives up while the colleague's telephone rings",
    needs: ['singleStepTransfer'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepTransfer', p.bob.device)
      await p.bob.is('alerting')
      await customer.hangsUp()
    },
    rings,
    logs: ['inbound customer > alice: answered | alice called transferred | bob transferredTo missed'],
  },
  {
    name: 'blind-transfer-outside',
    area,
    title: 'The agent sends the customer to somebody outside',
    needs: ['singleStepTransfer'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepTransfer', p.far)
      await p.alice.isFree()
      await p.stage.outsideAnswers(p.far)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called transferred'],
  },
  {
    name: 'blind-transfer-nowhere',
    area,
    title: 'A transfer to a number that leads nowhere is refused, and the customer stays',
    needs: ['singleStepTransfer'],
    async play(p) {
      const customer = await p.aliceTalks()
      const leg = p.alice.legs()[0]?.leg
      if (leg === undefined) throw new Difference('alice has no call.')
      const asked = p.session.command({
        kind: 'singleStepTransfer',
        device: p.alice.device,
        connection: leg.id,
        to: p.places.nowhere,
      })
      await p.refused('a transfer to nowhere', asked, ['number.invalid', 'number.refused', 'device.unknown'])
      await p.stays('alice has the customer', () => p.legState(p.alice.device) === 'connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called answered'],
  },
  {
    name: 'transfer-after-answer',
    area,
    title: 'The agent asks a colleague and hands the customer over',
    needs: ['consultationCall', 'transferCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceAsksBob(p)
      await p.alice.asksBoth('transferCall')
      await p.alice.isFree()
      await hasTheCustomer(p, p.bob)
      await customer.hangsUp()
    },
    rings: askedRings,
    logs: [toBob],
  },
  {
    name: 'transfer-while-ringing',
    area,
    title: "The agent hands the customer over while the colleague's telephone rings",
    needs: ['consultationCall', 'transferCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceConsultsBob(p)
      await p.alice.asksBoth('transferCall')
      await p.alice.isFree()
      await p.expect('the customer is on the screen before the answer', () => {
        const call = p.bob.legs()[0]?.call
        return call !== undefined && p.names.ofParty(call.calling) === 'customer'
      })
      await p.bob.answers()
      await hasTheCustomer(p, p.bob)
      await customer.hangsUp()
    },
    rings: askedRings,
    logs: [toBob],
  },
  {
    name: 'transfer-while-ringing-given-up',
    area,
    title: 'The customer gives up after being handed over to a telephone that rings',
    needs: ['consultationCall', 'transferCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceConsultsBob(p)
      await p.alice.asksBoth('transferCall')
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: askedRings,
    logs: ['inbound customer > alice: answered | alice called transferred | bob transferredTo missed'],
  },
  {
    name: 'transfer-at-phone',
    area,
    title: 'The agent holds, calls a colleague and hands over, all at the telephone',
    on: ['holdAtPhone', 'transferAtPhone'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.holds()
      await p.alice.is('hold')
      await p.alice.dials(p.bob.device)
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.alice.handsOver()
      await p.alice.isFree()
      await hasTheCustomer(p, p.bob)
      await customer.hangsUp()
    },
    rings: askedRings,
    logs: [toBob],
  },
  {
    name: 'transfer-back',
    area,
    title: 'The colleague hands the customer back',
    needs: ['singleStepTransfer'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepTransfer', p.bob.device)
      await p.bob.is('alerting')
      await p.bob.answers()
      await hasTheCustomer(p, p.bob)
      await p.breath()
      await p.bob.asksTo('singleStepTransfer', p.alice.device)
      await p.alice.is('alerting')
      await p.bob.isFree()
      await p.alice.answers()
      await hasTheCustomer(p, p.alice)
      await customer.hangsUp()
    },
    rings: [...rings, 'alice rings: customer'],
    logs: [
      'inbound customer > alice: answered | alice called transferred | alice transferredTo answered' +
        ' | bob transferredTo transferred',
    ],
  },
  {
    name: 'transfer-of-a-transferred-call',
    area,
    title: 'Asked and handed over, and handed over again',
    needs: ['consultationCall', 'transferCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceAsksBob(p)
      await p.alice.asksBoth('transferCall')
      await p.alice.isFree()
      await hasTheCustomer(p, p.bob)
      await p.bob.asksTo('consultationCall', p.carol.device)
      await p.bob.is('hold')
      await p.carol.is('alerting')
      await p.carol.answers()
      await p.carol.is('connected')
      await p.bob.asksBoth('transferCall')
      await p.bob.isFree()
      await hasTheCustomer(p, p.carol)
      await customer.hangsUp()
    },
    rings: [...askedRings, 'carol rings: bob'],
    logs: [
      'inbound customer > alice: answered | alice called transferred | bob transferredTo transferred' +
        ' | carol transferredTo answered',
    ],
  },
  {
    name: 'transfer-to-queue',
    area,
    title: 'The agent sends the customer to a queue, where a colleague answers',
    needs: ['singleStepTransfer'],
    on: ['queue'],
    async play(p) {
      await p.stage.queueAgents(['bob'])
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepTransfer', p.place('queue').number)
      await p.alice.isFree()
      await p.bob.is('alerting')
      await p.bob.answers()
      await hasTheCustomer(p, p.bob)
      await customer.hangsUp()
    },
    rings,
    logs: [
      'inbound customer > alice: answered, waited in queue | alice called transferred' +
        ' | bob transferredTo answered',
    ],
  },
  {
    name: 'transfer-to-voicemail',
    area,
    title: 'The agent sends the customer to voicemail',
    needs: ['singleStepTransfer'],
    on: ['voicemail'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepTransfer', p.place('voicemail').number)
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called transferred'],
  },
  {
    name: 'transfer-of-an-outbound-call',
    area,
    title: 'The agent called a customer and hands him over to a colleague',
    needs: ['consultationCall', 'transferCall'],
    async play(p) {
      await p.alice.dials(p.far)
      await p.farAnswers(p.far)
      await p.alice.asksTo('consultationCall', p.bob.device)
      await p.alice.is('hold')
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.alice.asksBoth('transferCall')
      await p.alice.isFree()
      await p.calls(1)
      await p.bob.hangsUp()
    },
    rings: ['bob rings: alice'],
    logs: [
      'outbound alice > far: answered | alice caller transferred | bob transferredTo answered | outside called answered',
    ],
  },
  {
    name: 'transfer-of-an-internal-call',
    area,
    title: 'Carol, whom alice called, is handed over to bob',
    needs: ['singleStepTransfer'],
    async play(p) {
      await p.alice.dials(p.carol.device)
      await p.carol.is('alerting')
      await p.carol.answers()
      await p.carol.is('connected')
      await p.carol.asksTo('singleStepTransfer', p.bob.device)
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.carol.isFree()
      await p.alice.hangsUp()
    },
    rings: ['carol rings: alice', 'bob rings: alice'],
    logs: [
      'internal alice > carol: answered | alice caller answered | bob transferredTo answered | carol called transferred',
    ],
  },
  {
    name: 'transfer-keeps-digits',
    area,
    title: 'What the customer keyed into the menu is on the screen of whoever gets the call',
    needs: ['singleStepTransfer'],
    on: ['menu', 'queue'],
    digits: true,
    async play(p) {
      await p.stage.queueAgents(['alice'])
      const customer = await p.customerCalls('menu')
      await customer.keys('48213#')
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await p.alice.asksTo('singleStepTransfer', p.carol.device)
      await p.carol.is('alerting')
      await p.carol.answers()
      await hasTheCustomer(p, p.carol)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer, 48213', 'carol rings: customer, 48213'],
    logs: [
      'inbound customer > menu: answered, 48213, waited in queue | alice called transferred' +
        ' | carol transferredTo answered',
    ],
  },
  {
    name: 'consulted-transfer-keeps-digits',
    area,
    title: 'The same, when the agent asks first',
    needs: ['consultationCall', 'transferCall'],
    on: ['menu', 'queue'],
    digits: true,
    async play(p) {
      await p.stage.queueAgents(['alice'])
      const customer = await p.customerCalls('menu')
      await customer.keys('48213#')
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await p.alice.asksTo('consultationCall', p.carol.device)
      await p.alice.is('hold')
      await p.carol.is('alerting')
      await p.carol.answers()
      await p.carol.is('connected')
      await p.alice.asksBoth('transferCall')
      const call = await p.carol.is('connected')
      await p.alice.isFree()
      const now = p.carol.legs()[0]?.call ?? call
      if (now.digits !== '48213') throw new Difference(`carol sees the digits ${now.digits}.`)
      await hasTheCustomer(p, p.carol)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer, 48213', 'carol rings: alice, 48213'],
    logs: [
      'inbound customer > menu: answered, 48213, waited in queue | alice called transferred' +
        ' | carol transferredTo answered',
    ],
  },
]
