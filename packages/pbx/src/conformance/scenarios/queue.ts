import type { Scenario } from '../scenario.ts'

const area = 'queues and groups'

export const queues: readonly Scenario[] = [
  {
    name: 'queue-digits-before-answer',
    area,
    title: 'A customer keys an account number, waits, and the number is on the screen before the answer',
    on: ['menu', 'queue'],
    digits: true,
    async play(p) {
      await p.stage.queueAgents(['alice'])
      const customer = await p.customerCalls('menu')
      await customer.keys('48213#')
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer, 48213'],
    logs: ['inbound customer > menu: answered, 48213, waited in queue' + ' | alice called answered'],
  },
  {
    name: 'queue-answered',
    area,
    title: 'A customer waits in a queue and is answered',
    on: ['queue'],
    async play(p) {
      await p.stage.queueAgents(['alice'])
      const customer = await p.customerCalls('queue')
      await p.alice.is('alerting')
      await p.alice.answers()
      await p.alice.is('connected')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > queue: answered, waited in queue' + ' | alice called answered'],
  },
  {
    name: 'queue-abandoned',
    area,
    title: 'A customer gives up while waiting, with nobody there',
    on: ['queue'],
    async play(p) {
      await p.stage.queueAgents([])
      const customer = await p.customerCalls('queue')
      const queue = p.place('queue').device
      await p.expect('the customer waits', () => p.legState(queue) === 'queued')
      await customer.hangsUp()
    },
    rings: [],
    logs: ['inbound customer > queue: abandoned, waited in queue'],
  },
  {
    name: 'queue-abandoned-ringing',
    area,
    title: "A customer gives up while an agent's telephone rings",
    on: ['queue'],
    async play(p) {
      await p.stage.queueAgents(['alice'])
      const customer = await p.customerCalls('queue')
      await p.alice.is('alerting')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer'],
    logs: ['inbound customer > queue: abandoned, waited in queue | alice called missed'],
  },
  {
    name: 'queue-agent-comes',
    area,
    title: 'A customer waits until an agent is there',
    on: ['queue'],
    async play(p) {
      await p.stage.queueAgents([])
      await p.customerCalls('queue')
      const queue = p.place('queue').device
      await p.expect('the customer waits', () => p.legState(queue) === 'queued')
      await p.stage.queueAgents(['bob'])
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.bob.hangsUp()
    },
    rings: ['bob rings: customer'],
    logs: ['inbound customer > queue: answered, waited in queue' + ' | bob called answered'],
  },
  {
    name: 'group-one-answers',
    area,
    title: 'Two telephones ring at once; one answers and the other is told by whom',
    on: ['group'],
    async play(p) {
      const customer = await p.customerCalls('group')
      await p.alice.is('alerting')
      await p.bob.is('alerting')
      await p.bob.answers()
      await p.bob.is('connected')
      await p.alice.isFree()
      await customer.hangsUp()
    },
    rings: ['alice rings: customer', 'bob rings: customer'],
    logs: ['inbound customer > group: answered' + ' | alice called answeredElsewhere | bob called answered'],
  },
  {
    name: 'group-abandoned',
    area,
    title: 'Two telephones ring at once and nobody answers',
    on: ['group'],
    async play(p) {
      const customer = await p.customerCalls('group')
      await p.alice.is('alerting')
      await p.bob.is('alerting')
      await customer.hangsUp()
    },
    rings: ['alice rings: customer', 'bob rings: customer'],
    logs: ['inbound customer > group: missed | alice called missed | bob called missed'],
  },
]
