import { Difference } from '../difference.ts'
import type { Scenario } from '../scenario.ts'
import { answered } from './inbound.ts'

const area = 'the link'

export const link: readonly Scenario[] = [
  {
    name: 'link-lost-in-mid-call',
    area,
    title: 'The link is lost in mid call and comes back: it is the same call, with the same caller',
    on: ['cutLink'],
    async play(p) {
      const customer = await p.aliceTalks()
      const before = await p.onlyCall()
      await p.cut()
      await p.relink()
      const after = await p.onlyCall()
      if (after.id !== before.id) throw new Difference('The call has become another.')
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'link-lost-while-ringing',
    area,
    title: 'The link is lost while it rings and comes back while it rings: no second ring',
    on: ['cutLink'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.is('alerting')
      await p.cut()
      await p.relink()
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'link-lost-call-ended-meanwhile',
    area,
    title: 'A call that ended while the link was lost has ended when it is back',
    on: ['cutLink'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.cut()
      await customer.hangsUp()
      await p.relink()
      await p.noCalls()
      await p.expect('its end is marked as concluded', () =>
        p.witness.changes.some((change) => change.kind === 'ended' && change.call.reconstructed),
      )
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'link-lost-call-began-meanwhile',
    area,
    title: 'A call that began while the link was lost is on the screen when it is back',
    on: ['cutLink'],
    async play(p) {
      await p.cut()
      const customer = await p.customerCalls('alice')
      await p.stage.settled()
      await p.relink()
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'link-lost-call-answered-meanwhile',
    area,
    title: 'A call that was answered while the link was lost is told as answered',
    on: ['cutLink'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.is('alerting')
      await p.cut()
      await p.alice.answers()
      await p.stage.settled()
      await p.relink()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'link-lost-one-call-for-another',
    area,
    title: 'One call ended and another began meanwhile: two logs, each with its caller',
    on: ['cutLink'],
    async play(p) {
      const one = await p.aliceTalks()
      await p.cut()
      await one.hangsUp()
      await p.stage.settled()
      const two = await p.customerCalls('alice', { from: p.other })
      await p.stage.settled()
      await p.relink()
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await two.hangsUp()
    },
    rings: ['alice rings: customer', 'alice rings: other'],
    logs: [answered, 'inbound other > alice: answered | alice called answered'],
  },
  {
    name: 'link-lost-handed-over-meanwhile',
    area,
    title: 'The call changed hands while the link was lost: it is one call with its first caller',
    on: ['cutLink', 'transferAtPhone'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.cut()
      await p.alice.sendsTo(p.bob.device)
      await p.stage.settled()
      await p.bob.answers()
      await p.stage.settled()
      await p.relink()
      await p.bob.is('connected')
      await p.alice.isFree()
      const call = await p.onlyCall()
      if (p.names.ofParty(call.calling) !== 'customer') throw new Difference('The first caller was lost.')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called answered | bob called answered'],
  },
  {
    name: 'link-lost-on-hold',
    area,
    title: 'A call that is on hold is on hold when the link is back',
    needs: ['holdCall', 'retrieveCall'],
    on: ['cutLink'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asks('holdCall')
      await p.alice.is('hold')
      await p.cut()
      await p.relink()
      await p.alice.is('hold')
      await p.alice.asks('retrieveCall')
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'link-lost-twice',
    area,
    title: 'The link is lost again and again in one call',
    on: ['cutLink'],
    async play(p) {
      const customer = await p.aliceTalks()
      for (let times = 0; times < 3; times += 1) {
        await p.cut()
        await p.relink()
        await p.alice.is('connected')
      }
      await p.calls(1)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [answered],
  },
  {
    name: 'switch-restarts-in-mid-call',
    area,
    title: 'The switch restarts in mid call: the call has ended, and new ones are told',
    on: ['restart'],
    async play(p) {
      await p.aliceTalks()
      await p.restart()
      await p.noCalls()
      const again = await p.aliceTalks()
      await again.hangsUp()
    },
    rings: ['alice rings: customer', 'alice rings: customer'],
    logs: [answered, answered],
  },
  {
    name: 'link-closed',
    area,
    title: 'After the session is closed nothing more is told',
    async play(p) {
      await p.session.close()
      const end = await p.session.ended
      if (end.code !== 'closed') throw new Difference(`The session ended as ${end.code}.`)
      const told = p.witness.events.length
      const customer = await p.customerCalls('alice')
      await p.stays('nothing is told', () => p.witness.events.length === told)
      await customer.hangsUp()
    },
    rings: [],
    logs: [],
  },
]
