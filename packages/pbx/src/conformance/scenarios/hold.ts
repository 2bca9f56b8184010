import type { Scenario } from '../scenario.ts'
import { answered } from './inbound.ts'

const area = 'hold'
const rings = ['alice rings: customer']
const logs = [answered]

export const hold: readonly Scenario[] = [
  {
    name: 'hold-by-command',
    area,
    title: 'The agent holds and retrieves from the screen',
    needs: ['holdCall', 'retrieveCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asks('holdCall')
      await p.alice.is('hold')
      await p.alice.asks('retrieveCall')
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings,
    logs,
  },
  {
    name: 'hold-twice',
    area,
    title: 'The agent holds and retrieves, and again',
    needs: ['holdCall', 'retrieveCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      for (let times = 0; times < 2; times += 1) {
        await p.alice.asks('holdCall')
        await p.alice.is('hold')
        await p.alice.asks('retrieveCall')
        await p.alice.is('connected')
      }
      await customer.hangsUp()
    },
    rings,
    logs,
  },
  {
    name: 'hold-at-phone',
    area,
    title: 'The agent holds and retrieves at the telephone',
    on: ['holdAtPhone'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.holds()
      await p.alice.is('hold')
      await p.alice.retrieves()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings,
    logs,
  },
  {
    name: 'hold-by-command-retrieve-at-phone',
    area,
    title: 'What is held from the screen is retrieved at the telephone',
    needs: ['holdCall'],
    on: ['holdAtPhone'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asks('holdCall')
      await p.alice.is('hold')
      await p.alice.retrieves()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings,
    logs,
  },
  {
    name: 'hold-customer-hangs-up',
    area,
    title: 'The customer hangs up while on hold',
    needs: ['holdCall'],
    async play(p) {
      const customer = await p.aliceTalks()
      await p.alice.asks('holdCall')
      await p.alice.is('hold')
      await customer.hangsUp()
    },
    rings,
    logs,
  },
  {
    name: 'hold-agent-ends',
    area,
    title: 'The agent ends a call that is on hold',
    needs: ['holdCall', 'clearConnection'],
    async play(p) {
      await p.aliceTalks()
      await p.alice.asks('holdCall')
      await p.alice.is('hold')
      await p.alice.clears()
    },
    rings,
    logs,
  },
]
