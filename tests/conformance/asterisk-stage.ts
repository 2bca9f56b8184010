/** A real Asterisk, real SIP telephones and the Asterisk connector, as a stage of the conformance kit. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  agents,
  type Ability,
  type AgentName,
  type Hand,
  loadConnector,
  type OutsideCall,
  type Outsider,
  type PbxConnector,
  type PbxSession,
  type PhoneWay,
  type Places,
  type SessionPorts,
  type Stage,
} from '@hookswitch/pbx/conformance'
import { Wall } from '../asterisk/wall.ts'
import { startAsterisk, type Asterisk } from '../peers/asterisk.ts'
import type { SipCall } from '../peers/sip/call.ts'
import { Phone } from '../peers/sip/phone.ts'

/** The agents of the queue and the ring group are in no queue by configuration: they can log off. */
const devices: Readonly<Record<AgentName, string>> = {
  alice: '1002',
  bob: '1004',
  carol: '1001',
  dave: '1003',
}
const members: readonly AgentName[] = ['alice', 'bob']
const QUEUE = 'service'

const places: Places = {
  directNumber: (agent) => `+1800555${devices[agent]}`,
  extension: (agent) => devices[agent],
  menu: { number: '6003', device: '6003' },
  queue: { number: '6002', device: QUEUE },
  group: { number: '6011', device: '6011' },
  voicemail: { number: '6100', device: '6100' },
  park: { number: '701', device: '701' },
  outsidePrefix: '+1800555',
  nowhere: '4999',
}

const cannotPlay: Partial<Record<Ability, string>> = {
  licences: 'Asterisk has no licences.',
}

export class AsteriskStage implements Stage {
  readonly name = 'asterisk'
  readonly places = places
  readonly devices = [...Object.values(devices), QUEUE]
  readonly agentGroup = QUEUE
  readonly patienceMs = 5_000
  readonly quietMs = 250
  readonly #asterisk: Asterisk
  readonly #connector: PbxConnector<never>
  readonly #trunk: Phone
  readonly #phones: ReadonlyMap<AgentName, Phone>
  #wall: Wall
  #isCut = false
  /** True after something that `clear` must undo. */
  #changed = false

  private constructor(parts: {
    readonly asterisk: Asterisk
    readonly connector: PbxConnector<never>
    readonly trunk: Phone
    readonly phones: ReadonlyMap<AgentName, Phone>
    readonly wall: Wall
  }) {
    this.#asterisk = parts.asterisk
    this.#connector = parts.connector
    this.#trunk = parts.trunk
    this.#phones = parts.phones
    this.#wall = parts.wall
  }

  static async open(name: string): Promise<AsteriskStage> {
    const connector = await loadConnector('asterisk')
    if (connector === undefined) throw new Error('There is no Asterisk connector.')
    const server = { ip: '127.0.0.1', port: 0 }
    const trunk = await new Phone({ user: 'trunk', ip: '127.0.0.2', server }).open()
    const asterisk = await startAsterisk({ name, trunk: trunk.address })
    server.port = asterisk.sip.port
    const phones = new Map<AgentName, Phone>()
    for (const agent of agents) {
      const options = { user: devices[agent], password: asterisk.secret, server: asterisk.sip }
      const phone = await new Phone({ ...options, userAgent: 'Obedient 1.0', obeysNotify: true }).open()
      await phone.register()
      phones.set(agent, phone)
    }
    const wall = await Wall.before(asterisk.amiPort)
    return new AsteriskStage({ asterisk, connector, trunk, phones, wall })
  }

  cannot(ability: Ability): string | undefined {
    return cannotPlay[ability]
  }

  open(ports: SessionPorts): Promise<PbxSession> {
    const config = this.#connector.config.parse({
      host: '127.0.0.1',
      port: this.#wall.port,
      username: 'hookswitch-phones',
      secret: this.#asterisk.secret,
      trunks: ['trunk'],
      notifyPhones: ['Obedient'],
      agentQueues: [QUEUE],
    })
    return this.#connector.open(config, ports, new AbortController().signal)
  }

  #phone(agent: AgentName): Phone {
    const phone = this.#phones.get(agent)
    if (phone === undefined) throw new Error(`${agent} has no telephone.`)
    return phone
  }

  hand(agent: AgentName): Hand {
    const phone = this.#phone(agent)
    const ringing = (call: SipCall): boolean => call.incoming && call.state === 'ringing'
    const talking = (call: SipCall): boolean => call.state === 'talking' && !call.holds
    const held = (call: SipCall): boolean => call.state === 'talking' && call.holds
    return {
      answers: async () => (await callOf(phone, ringing)).answer(),
      refuses: async () => (await callOf(phone, ringing)).reject(),
      hangsUp: async () => (await callOf(phone, talking, () => true)).hangUp(),
      holds: async () => (await callOf(phone, talking)).hold(),
      retrieves: async () => (await callOf(phone, held, talking)).hold(false),
      dials: async (number) => void (await phone.dial(number)),
      sendsTo: async (number) => {
        const call = await callOf(phone, talking)
        await untilSent(call, () => call.transfer(number))
      },
      handsOver: async () => {
        const active = await callOf(phone, talking)
        const call = await callOf(phone, held)
        await untilSent(call, () => call.transferTo(active))
      },
      becomes: (way) => this.#becomes(phone, way),
    }
  }

  async #becomes(phone: Phone, way: PhoneWay): Promise<void> {
    this.#changed = true
    phone.mode = way === 'busy' ? 'busy' : 'ring'
    if (way === 'absent') await phone.unregister()
    if (way === 'unattended') await this.#asterisk.cli('dialplan set global RING_SECONDS 1')
  }

  async customerCalls({ from, to, name, withheld }: OutsideCall): Promise<Outsider> {
    const call = await this.#trunk.dial(to, {
      callerNumber: from,
      ...(name === undefined ? {} : { callerName: name }),
      ...(withheld === undefined ? {} : { withheld }),
    })
    return {
      keys: async (digits) => {
        await call.wait('talking')
        // What is keyed before the menu listens is not collected.
        await sleep(500)
        await call.key(digits)
      },
      hangsUp: () => call.hangUp(),
    }
  }

  async outside(_: string, way: 'rings' | 'busy'): Promise<void> {
    this.#trunk.mode = way === 'busy' ? 'busy' : 'ring'
  }

  async outsideAnswers(): Promise<void> {
    await (await callOf(this.#trunk, (call) => call.incoming && call.state === 'ringing')).answer()
  }

  async outsideHangsUp(): Promise<void> {
    await (await callOf(this.#trunk, (call) => call.incoming && call.state === 'talking')).hangUp()
  }

  async queueAgents(ready: readonly AgentName[]): Promise<void> {
    this.#changed = true
    for (const agent of members) {
      const how = ready.includes(agent) ? 'unpause' : 'pause'
      await this.#logOn(agent)
      await this.#asterisk.cli(`queue ${how} member PJSIP/${devices[agent]} queue ${QUEUE}`)
    }
  }

  /** Refused where he is logged on. */
  async #logOn(agent: AgentName): Promise<void> {
    const phone = `PJSIP/${devices[agent]}`
    await this.#asterisk.cli(
      `queue add member ${phone} to ${QUEUE} penalty 0 as ${agent} state_interface ${phone}`,
    )
  }

  async cut(): Promise<void> {
    this.#isCut = true
    await this.#wall.close()
  }

  async mend(): Promise<void> {
    this.#wall = await Wall.before(this.#asterisk.amiPort)
    this.#isCut = false
  }

  async restart(): Promise<void> {
    this.#changed = true
    await this.#asterisk.cli('core restart now').catch(() => undefined)
    const deadline = performance.now() + 20_000
    for (;;) {
      await sleep(200)
      const said = await this.#asterisk.cli('core waitfullybooted').catch(() => '')
      if (said.includes('fully booted')) break
      if (performance.now() > deadline) throw new Error('Asterisk did not come back.')
    }
    // What stood between does not pass on that the other side went away.
    await this.cut()
    await this.mend()
    for (const phone of this.#phones.values()) {
      for (const call of phone.calls.values()) call.end('restart')
      await phone.register()
    }
    for (const call of this.#trunk.calls.values()) call.end('restart')
  }

  settled(): Promise<void> {
    return sleep(300)
  }

  async limitLicences(): Promise<void> {}

  async clear(): Promise<void> {
    if (this.#isCut) await this.mend()
    const everybody = [this.#trunk, ...this.#phones.values()]
    for (const phone of everybody) {
      for (const call of phone.calls.values()) await Promise.race([call.hangUp(), sleep(1_000)])
      for (const call of phone.calls.values()) call.end('cleared')
      phone.mode = 'ring'
    }
    if (!this.#changed) return
    this.#changed = false
    await this.#asterisk.cli('dialplan set global RING_SECONDS 30')
    for (const agent of members) {
      await this.#logOn(agent)
      await this.#asterisk.cli(`queue unpause member PJSIP/${devices[agent]} queue ${QUEUE}`)
    }
    for (const phone of this.#phones.values()) await phone.register()
  }

  async close(): Promise<void> {
    for (const phone of this.#phones.values()) await phone.close()
    await this.#trunk.close()
    await this.#wall.close()
    await this.#asterisk.stop()
  }
}

/** Somebody who presses "transfer" in the very moment of the answer is told that it did not work, and presses again. */
async function untilSent(call: SipCall, press: () => Promise<number>): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    const report = new Promise<string>((resolve) => {
      call.on('refer', (status) => status.startsWith('SIP/2.0 100') || resolve(status))
      call.on('state', (state) => state === 'ended' && resolve('ended'))
    })
    const status = await press()
    const told = status < 300 ? await Promise.race([report, sleep(1_000)]) : 'refused'
    if (told === undefined || told === 'ended' || /^SIP\/2\.0 [12]/.test(told)) return
    await sleep(100)
  }
  throw new Error('The telephone was not let transfer its call.')
}

/** The telephone's newest call of this kind; it may be a moment on its way. */
async function callOf(phone: Phone, ...kinds: ReadonlyArray<(call: SipCall) => boolean>): Promise<SipCall> {
  const deadline = performance.now() + 3_000
  for (;;) {
    for (const isMeant of kinds) {
      const call = [...phone.calls.values()].filter((one) => one.state !== 'ended' && isMeant(one)).at(-1)
      if (call !== undefined) return call
    }
    if (performance.now() > deadline) throw new Error(`The telephone ${phone.user} has no such call.`)
    await sleep(10)
  }
}
