import type { Scenario } from '../scenario.ts'

const area = 'pickup and park'
const picked = 'inbound customer > alice: answered | alice called answeredElsewhere | bob pickedUp answered'

export const pickupAndPark: readonly Scenario[] = [
  {
    name: 'directed-pickup',
    area,
    title: "A colleague takes the call that rings at the agent's telephone",
    needs: ['directedPickup'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.is('alerting')
      await p.bob.picksUp(p.alice.device)
      await p.alice.isFree()
      await p.bob.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [picked],
  },
  {
    name: 'group-pickup',
    area,
    title: 'A colleague takes whatever rings in the group',
    needs: ['groupPickup'],
    on: ['pickupGroup'],
    async play(p) {
      const customer = await p.customerCalls('alice')
      await p.alice.is('alerting')
      await p.bob.commands({ kind: 'groupPickup', device: p.bob.device })
      await p.alice.isFree()
      await p.bob.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: [picked],
  },
  {
    name: 'park-and-pick-up',
    area,
    title: 'The agent parks the customer, and a colleague takes him',
    needs: ['parkCall', 'directedPickup'],
    on: ['park'],
    async play(p) {
      const customer = await p.aliceTalks()
      const { device } = p.place('park')
      await p.alice.parks(p.place('park').number)
      await p.alice.isFree()
      await p.expect('the customer is parked', () => p.legState(device) === 'queued')
      await p.bob.picksUp(device)
      await p.bob.is('connected')
      await p.calls(1)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called transferred | bob pickedUp answered'],
  },
  {
    name: 'park-and-take-back',
    area,
    title: 'The agent parks the customer and takes him back',
    needs: ['parkCall', 'directedPickup'],
    on: ['park'],
    async play(p) {
      const customer = await p.aliceTalks()
      const { device } = p.place('park')
      await p.alice.parks(p.place('park').number)
      await p.alice.isFree()
      await p.expect('the customer is parked', () => p.legState(device) === 'queued')
      await p.breath()
      await p.alice.picksUp(device)
      await p.alice.is('connected')
      await p.calls(1)
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called transferred | alice pickedUp answered'],
  },
  {
    name: 'park-and-give-up',
    area,
    title: 'The customer gives up while parked',
    needs: ['parkCall'],
    on: ['park'],
    async play(p) {
      const customer = await p.aliceTalks()
      const { device } = p.place('park')
      await p.alice.parks(p.place('park').number)
      await p.alice.isFree()
      await p.expect('the customer is parked', () => p.legState(device) === 'queued')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > alice: answered | alice called transferred'],
  },
]
