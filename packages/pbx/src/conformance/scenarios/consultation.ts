import { Difference } from '../difference.ts'
import type { Play } from '../play.ts'
import type { Scenario } from '../scenario.ts'

const area = 'consultation'
const rings = ['alice rings: customer', 'bob rings: alice']
const consulted = (outcome: string): string =>
  `inbound customer > alice: answered | alice called answered | bob consulted ${outcome}`

/** Alice asks bob while the customer waits on hold; bob rings. */
export async function aliceConsultsBob(p: Play): Promise<void> {
  await p.alice.asksTo('consultationCall', p.bob.device)
  await p.alice.is('hold')
  await p.bob.is('alerting')
}

/** The same, and bob answers. */
export async function aliceAsksBob(p: Play): Promise<void> {
  await aliceConsultsBob(p)
  await p.bob.answers()
  await p.bob.is('connected')
}

export const consultation: readonly Scenario[] = [
  {
    name: 'consult-and-reconnect',
    area,
    title: 'The agent asks a colleague and goes back to the customer',
    needs: ['consultationCall', 'reconnectCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceAsksBob(p)
      await p.alice.asksBoth('reconnectCall')
      await p.bob.isFree()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings,
    logs: [consulted('answered')],
  },
  {
    name: 'consult-taken-back',
    area,
    title: 'The agent goes back to the customer before the colleague answers',
    needs: ['consultationCall', 'reconnectCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceConsultsBob(p)
      await p.alice.asksBoth('reconnectCall')
      await p.bob.isFree()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings,
    logs: [consulted('missed')],
  },
  {
    name: 'consult-alternate',
    area,
    title: 'The agent goes to and fro between customer and colleague',
    needs: ['consultationCall', 'alternateCall', 'reconnectCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceAsksBob(p)
      const talksTo = (who: string) => () =>
        p.alice
          .legs()
          .some(
            ({ call, leg }) => leg.state === 'connected' && (call.parent === null) === (who === 'customer'),
          )
      await p.expect('alice talks to bob', talksTo('bob'))
      await p.alice.asksBoth('alternateCall')
      await p.expect('alice talks to the customer', talksTo('customer'))
      await p.alice.asksBoth('alternateCall')
      await p.expect('alice talks to bob', talksTo('bob'))
      await p.alice.asksBoth('reconnectCall')
      await p.bob.isFree()
      await customer.hangsUp()
    },
    rings,
    logs: [consulted('answered')],
  },
  {
    name: 'consult-colleague-hangs-up',
    area,
    title: 'The colleague who was asked hangs up, and the agent retrieves the customer',
    needs: ['consultationCall', 'retrieveCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceAsksBob(p)
      await p.bob.hangsUp()
      await p.bob.isFree()
      await p.calls(1)
      if (p.alice.legs().some(({ leg }) => leg.state === 'hold')) await p.alice.asks('retrieveCall')
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings,
    logs: [consulted('answered')],
  },
  {
    name: 'consult-colleague-refuses',
    area,
    title: 'The colleague refuses to be asked, and the agent goes back',
    needs: ['consultationCall', 'reconnectCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceConsultsBob(p)
      await p.bob.refuses()
      await p.bob.isFree()
      await p.expect('alice can go back, or is back', () =>
        p.alice.legs().some(({ leg }) => leg.state === 'hold' || leg.state === 'connected'),
      )
      if (p.alice.legs().length > 1) await p.alice.asksBoth('reconnectCall').catch(() => undefined)
      await p.calls(1)
      await customer.hangsUp()
    },
    rings,
    logs: [consulted('rejected')],
  },
  {
    name: 'consult-customer-hangs-up',
    area,
    title: 'The customer hangs up while the agent asks a colleague',
    needs: ['consultationCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceAsksBob(p)
      await customer.hangsUp()
      await p.calls(1)
      await p.bob.hangsUp()
    },
    rings,
    logs: [consulted('answered')],
  },
  {
    name: 'consult-outside',
    area,
    title: 'The agent asks somebody outside and goes back to the customer',
    needs: ['consultationCall', 'reconnectCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asksTo('consultationCall', p.far)
      await p.alice.is('hold')
      await p.farAnswers(p.far)
      await p.alice.asksBoth('reconnectCall')
      await p.alice.is('connected')
      await p.calls(1)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called answered | outside consulted answered'],
  },
  {
    name: 'consult-is-no-call-of-its-own',
    area,
    title: 'While the agent asks, the page can tell which call is for which',
    needs: ['consultationCall', 'reconnectCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await aliceAsksBob(p)
      await p.calls(2)
      const [first, second] = p.witness.live
      if (second?.parent !== first?.id) throw new Difference('The consultation is not told as one.')
      await p.alice.asksBoth('reconnectCall')
      await p.calls(1)
      await customer.hangsUp()
    },
    rings,
    logs: [consulted('answered')],
  },
]
