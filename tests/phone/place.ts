/**
 * A place with a browser phone: a real Asterisk, the server as it is run, the page as it is built, a real Chromium with the
 * fake microphone of its makers, and a customer outside. Between page and Asterisk stands a wall that can be cut.
 */
import type { Client } from '@hookswitch/contract'
import type { Browser, Page } from 'playwright-core'
import { Wall } from '../asterisk/wall.ts'
import { openBrowser, openPage, signIn, type Watched } from '../desk/browser.ts'
import { buildPage } from '../desk/built-page.ts'
import { installAsterisk, startAsterisk, type Asterisk } from '../peers/asterisk.ts'
import { Phone } from '../peers/sip/phone.ts'
import { Rig } from '../server/rig.ts'

export const phoneUser = { userName: 'agent1011', password: 'correct horse battery' }
const TRUNK_ADDRESS = '127.0.0.5'
/** Media go over loopback alone: Chromium offers that address only when it is told to. */
export const mediaOnLoopback = [
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
]

export interface Packets {
  readonly sent: number
  readonly received: number
}

export class Place {
  readonly asterisk: Asterisk
  readonly trunk: Phone
  readonly rig: Rig
  readonly browser: Browser
  readonly wall: Wall
  readonly agent: Client
  readonly #removePage: () => Promise<void>

  private constructor(
    parts: Pick<Place, 'asterisk' | 'trunk' | 'rig' | 'browser' | 'wall' | 'agent'> & {
      removePage: () => Promise<void>
    },
  ) {
    this.asterisk = parts.asterisk
    this.trunk = parts.trunk
    this.rig = parts.rig
    this.browser = parts.browser
    this.wall = parts.wall
    this.agent = parts.agent
    this.#removePage = parts.removePage
  }

  static async open(): Promise<Place> {
    await installAsterisk()
    const server = { ip: '127.0.0.1', port: 0 }
    const [trunk, page] = await Promise.all([
      new Phone({ user: 'trunk', ip: TRUNK_ADDRESS, server }).open(),
      buildPage(),
    ])
    const asterisk = await startAsterisk({ name: 'phone', trunk: trunk.address })
    server.port = asterisk.sip.port
    const wall = await Wall.before(Number(new URL(asterisk.wss).port))
    const password = asterisk.secret
    const rig = new Rig({
      extensions: ['1001', '1011'],
      desk: page.dist,
      pbx: {
        kind: 'asterisk',
        config: {
          host: '127.0.0.1',
          port: asterisk.amiPort,
          username: 'hookswitch-phones',
          secret: asterisk.secret,
          trunks: ['trunk'],
        },
        browserPhone: {
          url: `wss://127.0.0.1:${wall.port}/ws`,
          domain: '127.0.0.1',
          accounts: { '1011': { password } },
        },
      },
    })
    await rig.prepare()
    const agent = await rig.signIn(phoneUser.userName)
    const browser = await openBrowser(mediaOnLoopback)
    return new Place({ asterisk, trunk, rig, browser, wall, agent, removePage: page.remove })
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.rig.close()
    await this.wall.close()
    await this.trunk.close()
    await this.asterisk.stop()
    await this.#removePage()
  }

  /** Another browser of the agent: a profile of its own. */
  async browserOf(options: { microphone?: boolean; more?: object } = {}): Promise<Watched> {
    const { microphone = true, more = {} } = options
    const watched = await openPage(this.browser, {
      ignoreHTTPSErrors: true,
      permissions: microphone ? ['microphone'] : [],
      ...more,
    })
    await watched.context.addInitScript(keepConnections)
    await signIn(watched.page, this.rig.url, phoneUser)
    return watched
  }

  /** The customer calls the agent. */
  async call(number = '+14155550100') {
    return this.trunk.dial('+18005551011', { callerNumber: number, callerName: 'Customer One' })
  }

  /** What Asterisk itself counted on each channel of the browser phone. */
  async atAsterisk(device = '1011'): Promise<readonly Packets[]> {
    const said = await this.asterisk.cli('pjsip show channelstats')
    const row = new RegExp(
      `${device}-\\S+\\s+\\S+\\s+\\w+\\s+(\\d+)\\s+\\d+\\s+\\d+\\s+[\\d.]+\\s+(\\d+)`,
      'g',
    )
    return [...said.matchAll(row)].map(([, received, sent]) => ({
      sent: Number(sent),
      received: Number(received),
    }))
  }

  async contacts(): Promise<number> {
    const said = await this.asterisk.cli('pjsip show contacts')
    return said.split('\n').filter((line) => line.includes(' 1011/')).length
  }
}

interface WithConnections {
  connections?: RTCPeerConnection[]
}

/** Runs in the page before anything of its own: the suite looks at the statistics of connections that it did not make. */
function keepConnections(): void {
  const kept: RTCPeerConnection[] = []
  ;(window as unknown as WithConnections).connections = kept
  const Original = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      kept.push(this)
    }
  }
}

/** What the browser itself counted on the connections that are open. */
export function packetsOf(
  page: Page,
): Promise<Packets & { readonly energy: number; readonly addresses: readonly string[] }> {
  return page.evaluate(async () => {
    const total = { sent: 0, received: 0, energy: 0 }
    const addresses = new Set<string>()
    const connections = (window as unknown as WithConnections).connections ?? []
    for (const connection of connections.filter((it) => it.connectionState === 'connected')) {
      const report = await connection.getStats()
      report.forEach((one: Record<string, unknown>) => {
        if (one['type'] === 'outbound-rtp') total.sent += Number(one['packetsSent'])
        if (one['type'] === 'inbound-rtp') total.received += Number(one['packetsReceived'])
        if (one['type'] === 'media-source') total.energy += Number(one['totalAudioEnergy'])
        if (one['type'] !== 'candidate-pair' || one['nominated'] !== true) return
        for (const id of [one['localCandidateId'], one['remoteCandidateId']])
          addresses.add(String((report.get(String(id)) as { address?: string } | undefined)?.address))
      })
    }
    return { ...total, addresses: [...addresses] }
  })
}

/** How many packets came and went in this time. */
export async function flow(page: Page, ms: number): Promise<Packets & { readonly energy: number }> {
  const before = await packetsOf(page)
  await page.waitForTimeout(ms)
  const after = await packetsOf(page)
  return {
    sent: after.sent - before.sent,
    received: after.received - before.received,
    energy: after.energy - before.energy,
  }
}
