import type { Play } from '../play.ts'
import type { Scenario } from '../scenario.ts'
import type { Outsider } from '../stage.ts'
import { aliceAsksBob } from './consultation.ts'

const area = 'conference'
const rings = ['alice rings: customer', 'bob rings: alice']
const three = 'inbound customer > alice: answered | alice called answered | bob conferenced answered'

/** Customer, alice and bob talk with each other. */
async function threeTalk(p: Play): Promise<Outsider> {
  const customer = await p.aliceTalks()
  await aliceAsksBob(p)
  await p.alice.asksBoth('conferenceCall')
  await p.calls(1)
  await p.alice.is('connected')
  await p.bob.is('connected')
  return customer
}

export const conference: readonly Scenario[] = [
  {
    name: 'conference-of-three',
    area,
    title: 'Customer, agent and colleague talk together; the customer hangs up, then the others',
    needs: ['consultationCall', 'conferenceCall'],
    async play(p) {
      const customer = await threeTalk(p)
      await customer.hangsUp()
      await p.stays('the colleagues talk on', () => p.legState(p.bob.device) === 'connected')
      await p.bob.hangsUp()
    },
    rings,
    logs: [three],
  },
  {
    name: 'conference-colleague-leaves',
    area,
    title: 'The colleague leaves, and agent and customer talk on',
    needs: ['consultationCall', 'conferenceCall'],
    async play(p) {
      const customer = await threeTalk(p)
      await p.bob.hangsUp()
      await p.bob.isFree()
      await p.stays('alice has the customer', () => p.legState(p.alice.device) === 'connected')
      await customer.hangsUp()
    },
    rings,
    logs: [three],
  },
  {
    name: 'conference-drop-out',
    area,
    title: 'The agent who made the conference leaves it, and the others talk on',
    needs: ['consultationCall', 'conferenceCall', 'clearConnection'],
    async play(p) {
      const customer = await threeTalk(p)
      await p.alice.clears()
      await p.alice.isFree()
      await p.stays('bob has the customer', () => p.legState(p.bob.device) === 'connected')
      await customer.hangsUp()
    },
    rings,
    logs: [three],
  },
  {
    name: 'conference-drop-a-party',
    area,
    title: 'The agent drops the colleague from the conference',
    needs: ['consultationCall', 'conferenceCall', 'clearConnection'],
    async play(p) {
      const customer = await threeTalk(p)
      await p.alice.drops(p.bob)
      await p.bob.isFree()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings,
    logs: [three],
  },
  {
    name: 'conference-of-four',
    area,
    title: 'A fourth is asked in',
    needs: ['consultationCall', 'conferenceCall'],
    async play(p) {
      const customer = await threeTalk(p)
      await p.alice.asksTo('consultationCall', p.carol.device)
      await p.alice.is('hold')
      await p.carol.is('alerting')
      await p.carol.answers()
      await p.carol.is('connected')
      await p.alice.asksBoth('conferenceCall')
      await p.calls(1)
      await p.alice.is('connected')
      const call = await p.onlyCall()
      await p.expect('four talk', () => {
        const now = p.witness.live[0] ?? call
        return now.connections.filter((one) => one.state === 'connected').length === 4
      })
      await p.bob.hangsUp()
      await p.carol.hangsUp()
      await p.carol.isFree()
      await customer.hangsUp()
    },
    rings: [...rings, 'carol rings: alice'],
    logs: [
      'inbound customer > alice: answered | alice called answered | bob conferenced answered' +
        ' | carol conferenced answered',
    ],
  },
  {
    name: 'conference-then-cleared',
    area,
    title: 'The agent ends the conference for all',
    needs: ['consultationCall', 'conferenceCall', 'clearCall'],
    async play(p) {
      await threeTalk(p)
      await p.alice.asks('clearCall')
      await p.bob.isFree()
    },
    rings,
    logs: [three],
  },
  {
    name: 'single-step-conference',
    area,
    title: 'A colleague is asked in without asking him first',
    needs: ['singleStepConference'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepConference', p.bob.device)
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.expect(
        'three talk',
        () => p.witness.live[0]?.connections.filter((one) => one.state === 'connected').length === 3,
      )
      await p.bob.hangsUp()
      await p.bob.isFree()
      await customer.hangsUp()
    },
    rings: ['alice rings: customer', 'bob rings: customer'],
    logs: [three],
  },
  {
    name: 'conference-after-transfer',
    area,
    title: 'Whoever was handed the customer asks a third in',
    needs: ['singleStepTransfer', 'consultationCall', 'conferenceCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('singleStepTransfer', p.bob.device)
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.alice.isFree()
      await p.bob.asksTo('consultationCall', p.carol.device)
      await p.bob.is('hold')
      await p.carol.is('alerting')
      await p.carol.answers()
      await p.carol.is('connected')
      await p.bob.asksBoth('conferenceCall')
      await p.calls(1)
      await p.bob.is('connected')
      await p.bob.hangsUp()
      await p.bob.isFree()
      await p.stays('carol has the customer', () => p.legState(p.carol.device) === 'connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer', 'bob rings: customer', 'carol rings: bob'],
    logs: [
      'inbound customer > alice: answered | alice called transferred | bob transferredTo answered' +
        ' | carol conferenced answered',
    ],
  },
]
