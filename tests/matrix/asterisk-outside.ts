import { setTimeout as sleep } from 'node:timers/promises'
import { startAsterisk, type Asterisk } from '../peers/asterisk.ts'
import type { SipCall } from '../peers/sip/call.ts'
import { Phone } from '../peers/sip/phone.ts'
import type { Agent, Caller, Customer, Outside } from './office.ts'
import { until } from './scene.ts'

/** A real Asterisk with the telephones that stand around it. */
export class AsteriskSite {
  readonly asterisk: Asterisk
  readonly trunk: Phone
  readonly #phones = new Map<string, Phone>()

  private constructor(asterisk: Asterisk, trunk: Phone) {
    this.asterisk = asterisk
    this.trunk = trunk
  }

  /** `address`: of the outside world; suites that run at once need different ones. */
  static async open(name: string, address: string): Promise<AsteriskSite> {
    const server = { ip: '127.0.0.1', port: 0 }
    const trunk = await new Phone({ user: 'trunk', ip: address, server }).open()
    const asterisk = await startAsterisk({ name, trunk: trunk.address })
    server.port = asterisk.sip.port
    return new AsteriskSite(asterisk, trunk)
  }

  async addPhone(user: string): Promise<Phone> {
    const { sip: server, secret: password } = this.asterisk
    const phone = await new Phone({ user, password, server }).open()
    await phone.register()
    this.#phones.set(user, phone)
    return phone
  }

  /** What the server is told of it. */
  link(username = 'hookswitch') {
    const { amiPort: port, secret } = this.asterisk
    const config = { host: '127.0.0.1', port, username, secret, trunks: ['trunk'] }
    return { kind: 'asterisk', config, devices: ['desk0', 'desk1', 'desk2'] }
  }

  /** The hand of an agent: takes what rings at his telephone. */
  async answer(user: string): Promise<void> {
    const ringing = () =>
      [...(this.#phones.get(user)?.calls.values() ?? [])].find(
        (call) => call.incoming && call.state === 'ringing',
      )
    await until(
      async () => ringing() !== undefined,
      () => `the telephone ${user} to ring`,
    )
    await ringing()?.answer()
  }

  /** The switch as one lane sees it: the queue `desk<lane>`, and the telephones of these agents. */
  outside(lane: number, extensions: readonly string[]): Outside {
    const callers: SipCall[] = []
    const caller = (call: SipCall): Caller => {
      callers.push(call)
      return {
        hears: () => hears(call),
        keys: (digits) => this.#keys(call, digits),
        hangUp: () => call.hangUp(),
      }
    }
    return {
      menu: `604${lane}`,
      queue: `603${lane}`,
      group: `desk${lane}`,
      calls: async ({ number, digits }: Customer, to) => {
        const dialled = to === 'queue' ? `604${lane}` : `2${to.agent.extension}`
        const call = await this.trunk.dial(`+1800555${dialled}`, { callerNumber: number })
        await call.wait('talking')
        await this.#keys(call, digits)
        return caller(call)
      },
      isCalled: async ({ number }: Customer, by: Agent) => {
        const rings = this.trunk.next(20_000)
        await by.screen.dials(number)
        await by.lift()
        const call = await rings
        await call.answer()
        return caller(call)
      },
      left: async () => [
        ...callers.filter(({ state }) => state !== 'ended').map(({ state }) => `the customer ${state}`),
        ...extensions.flatMap((user) =>
          [...(this.#phones.get(user)?.calls.values() ?? [])].map(({ state }) => `${user} ${state}`),
        ),
      ],
    }
  }

  /** For the server: the telephone of this extension is a browser. */
  browserPhone(extension: string) {
    const { wss: url, secret: password } = this.asterisk
    return {
      url,
      domain: '127.0.0.1',
      realm: 'asterisk',
      accounts: { [extension]: { password } },
      iceServers: [],
    }
  }

  async #keys(call: SipCall, digits: string): Promise<void> {
    // What is keyed before the menu listens is not collected.
    await sleep(500)
    await call.key(`${digits}#`)
  }

  async close(): Promise<void> {
    for (const phone of this.#phones.values()) await phone.close()
    await this.trunk.close()
    await this.asterisk.stop()
  }
}

/** Packets come in. */
async function hears({ media }: SipCall): Promise<boolean> {
  const before = media.received
  await sleep(60)
  return media.received > before
}
