/** One cell of the matrix while it is played: what people do, and that it is seen to happen. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Agent, Caller, Customer, Outside, Shown, Way } from './office.ts'

/** Generous: what is slow because the machine is busy has not failed. */
const patienceMs = 15_000

export class Scene {
  readonly way: Way
  readonly customer: Customer
  readonly #outside: Outside
  #caller: Caller | undefined
  #notes = ''
  #digits: string | null = null
  /** Screens that were looked at while they rang, and showed everything. */
  readonly seen: Agent[] = []

  constructor(way: Way, { customer, outside }: { customer: Customer; outside: Outside }) {
    this.way = way
    this.customer = customer
    this.#outside = outside
  }

  get notesTaken(): string {
    return this.#notes
  }

  get digits(): string | null {
    return this.#digits
  }

  /** The customer calls and is answered by her, through menu or queue, or she calls him. */
  async customerTalksTo(agent: Agent): Promise<void> {
    const { customer } = this
    if (this.way === 'outbound') {
      this.#caller = await this.#outside.isCalled(customer, agent)
    } else {
      this.#digits = customer.digits
      if (this.way === 'queue') await this.isReady(agent)
      this.#caller = await this.#outside.calls(customer, this.way === 'queue' ? 'queue' : { agent })
      await this.isOnTheScreenOf(agent)
      await agent.answer()
    }
    await this.talks(agent)
  }

  /** She types; what earlier ones typed stays. */
  async notes(agent: Agent, line: string): Promise<void> {
    await agent.screen.types(line)
    this.#notes = this.#notes === '' ? line : `${this.#notes}\n${line}`
  }

  /** All that the others know stands on his screen while it rings: name, number, notes, digits. */
  async isOnTheScreenOf(agent: Agent): Promise<void> {
    const { name, number } = this.customer
    const wanted: Shown = { name, number, notes: this.#notes, digits: this.#digits }
    let shown: Shown | null = null
    await until(
      async () => isDeepStrictEqual((shown = await agent.screen.ringing()), wanted),
      () => `${agent.name}’s screen to show ${JSON.stringify(wanted)}; it shows ${JSON.stringify(shown)}`,
    )
    this.seen.push(agent)
  }

  async answers(agent: Agent): Promise<void> {
    await agent.answer()
    await this.talks(agent)
  }

  async talks(agent: Agent): Promise<void> {
    const { number } = this.customer
    await until(
      () => agent.screen.talksWith(number),
      async () => `${agent.name} to talk with the customer; live: ${(await agent.screen.live()).join(', ')}`,
    )
    await until(
      async () => (await this.#caller?.hears()) !== false,
      () => `the customer to hear ${agent.name}`,
    )
  }

  async sends(agent: Agent, to: Agent): Promise<void> {
    await agent.screen.pressWith('singleStepTransfer', to.extension)
    await this.#isFree(agent)
  }

  /** Of a call that went out nothing was keyed in yet: the queue’s menu asks for it. */
  async sendsToQueue(agent: Agent): Promise<void> {
    const asks = this.way === 'outbound'
    await agent.screen.pressWith('singleStepTransfer', asks ? this.#outside.menu : this.#outside.queue)
    if (asks) {
      await this.#caller?.keys(this.customer.digits)
      this.#digits = this.customer.digits
    }
    await this.#isFree(agent)
  }

  async consults(agent: Agent, colleague: Agent): Promise<void> {
    await agent.screen.pressWith('consultationCall', colleague.extension)
    await until(
      () => agent.screen.consults('alerting'),
      () => `${agent.name} to hear it ring at ${colleague.name}`,
    )
  }

  async answersColleague(agent: Agent, by: Agent): Promise<void> {
    await agent.answer()
    await until(
      () => by.screen.consults('connected'),
      () => `${by.name} to speak with ${agent.name}`,
    )
  }

  async transfers(agent: Agent): Promise<void> {
    await agent.screen.press('transferCall')
    await this.#isFree(agent)
  }

  async confers(agent: Agent, colleague: Agent): Promise<void> {
    await agent.screen.press('conferenceCall')
    await this.talks(agent)
    await this.talks(colleague)
  }

  async hangsUp(agent: Agent): Promise<void> {
    await agent.screen.press('clearConnection')
    await this.#isFree(agent)
  }

  async customerHangsUp(): Promise<void> {
    await this.#caller?.hangUp()
  }

  /**
   * What a person needs at least between two calls at one telephone. (For a quarter of a second the model takes news of a
   * connection that has just ended for a late copy; a switch that goes on with the id of the consultation uses it again.)
   */
  aMoment(): Promise<void> {
    return sleep(400)
  }

  /** Takes no calls of the queue. */
  async isAway(agent: Agent): Promise<void> {
    await setReady(agent, this.#outside, false)
  }

  async isReady(agent: Agent): Promise<void> {
    await setReady(agent, this.#outside, true)
  }

  #isFree(agent: Agent): Promise<void> {
    return until(
      async () => (await agent.screen.live()).length === 0,
      async () => `${agent.name} to be free; live: ${(await agent.screen.live()).join(', ')}`,
    )
  }

  /** After the last word: nobody keeps a call, on no screen and not at the switch. */
  async isOver(agents: readonly Agent[]): Promise<void> {
    for (const agent of agents) await this.#isFree(agent)
    let left: readonly string[] = []
    await until(
      async () => (left = await this.#outside.left()).length === 0,
      () => `the switch to have no call; it has ${left.join(', ')}`,
    )
  }

  /** When something went wrong on the way: so that the next cell finds free telephones. */
  async breakOff(agents: readonly Agent[]): Promise<void> {
    await this.#caller?.hangUp().catch(() => undefined)
    for (const { screen } of agents)
      for (let turn = 0; turn < 3 && (await screen.live().catch(() => [])).length > 0; turn += 1) {
        await screen.press('clearConnection').catch(() => undefined)
        await sleep(300)
      }
  }
}

/** Takes calls of the queue, or no more. */
export async function setReady({ api }: Agent, { group }: Outside, on: boolean): Promise<void> {
  const of = group === undefined ? {} : { group }
  await api.commandLine({ body: { kind: 'setAgentState', state: on ? 'ready' : 'loggedOff', ...of } })
}

export async function until(
  isSo: () => Promise<boolean>,
  what: () => string | Promise<string>,
  withinMs = patienceMs,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${await what()}.`)
    await sleep(20)
  }
}
