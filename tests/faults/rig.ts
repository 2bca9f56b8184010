import { setTimeout as wait } from 'node:timers/promises'
import { emptySwitch, type Call, type SwitchEvent } from '@hookswitch/model'
import { loadConnector, type LinkLog, type PbxConnector } from '@hookswitch/pbx'
import { startSimulator, type Simulator } from '@hookswitch/simulator'
import { Directory, type LiveUser } from '#server/calls/directory.ts'
import type { Entry } from '#server/calls/entry.ts'
import { LinkCalls } from '#server/calls/link-calls.ts'
import { emptyPlan } from '#server/calls/switch-plan.ts'
import { createBackOff } from '#server/links/back-off.ts'
import { LinkKeeper } from '#server/links/link-keeper.ts'
import type { CallerFinder } from '#server/pop/caller.ts'
import { randomFrom } from '#simulator/engine/random.ts'
import { People, phones } from './people.ts'
import { FaultProxy } from './proxy.ts'

const link = { tenant: 'test', name: 'main' }
const queue = '6001'
const group = '6010'

/** Silence after which the switch is asked whether it lives; two and a half of them: dead. */
export const heartbeatMs = 400
/** A device with a call is asked so often what it is doing; 30 s in production. */
export const auditMs = 600

/** A way to break the server on purpose: what a suite that is worth anything must find. */
export interface Bug {
  /** Stands between the connector and the calls. */
  readonly event?: (event: SwitchEvent, receivedAt: number, tell: Tell) => void
  readonly log?: (entry: LinkLog) => void
  readonly connector?: (connector: PbxConnector<never>) => PbxConnector<never>
  readonly write?: (entry: Entry, write: (entry: Entry) => void) => void
}
type Tell = (event: SwitchEvent, receivedAt: number) => void

/**
 * The part of the server that hears a switch, and a switch, with the fault proxy between: connector, link keeper and live
 * calls as they are in production, over real TCP, in one process and without a database, so that a thousand can be had.
 */
export class FaultRig {
  readonly simulator: Simulator
  readonly proxy: FaultProxy
  readonly people: People
  readonly calls: LinkCalls
  readonly keeper: LinkKeeper
  /** Calls as last written, by id. */
  readonly written = new Map<string, Call>()
  /** Calls of which a log was asked for. */
  readonly logged = new Set<string>()
  /** What the connector told, and when: a story that the model can be told again. */
  readonly heard: { readonly event: SwitchEvent; readonly at: number }[] = []
  /** What a connector says when something went wrong that never should. */
  readonly crashes: string[] = []
  liveSince = 0
  #ahead = 0

  private constructor(
    simulator: Simulator,
    proxy: FaultProxy,
    more: { seed: number; bug: Bug; connector: PbxConnector<never> },
  ) {
    this.simulator = simulator
    this.proxy = proxy
    this.people = new People(simulator.engine, more.seed)
    const { bug } = more
    const keep = (entry: Entry): void => this.#write(entry)
    const directory = new Directory()
    directory.replace(phones.map(agentAt))
    this.calls = new LinkCalls({
      link,
      directory,
      numbers: { e164: (number) => number, display: (number) => number, standing: () => 'sound' },
      finder: nobodyKnown,
      write: bug.write === undefined ? keep : (entry) => bug.write?.(entry, keep),
      now: () => this.now(),
      count: () => {},
      state: emptySwitch(link.name),
      restored: [],
      plan: emptyPlan,
    })
    const tell: Tell = (event, at) => {
      this.heard.push({ event, at })
      this.calls.event(event, at)
    }
    this.keeper = new LinkKeeper({
      settings: { ...link, kind: 'csta', config: configOf(more.connector, proxy.port), devices: [queue] },
      loadConnector: async () => bug.connector?.(more.connector) ?? more.connector,
      userDevices: () => phones,
      event: bug.event === undefined ? tell : (event, at) => bug.event?.(event, at, tell),
      changed: (status, session) => {
        if (status.state === 'live') this.liveSince = performance.now()
        this.calls.setStatus(status, session)
      },
      log: (entry) => this.#hear(entry),
      now: () => this.now(),
      backOff: createBackOff({ firstMs: 20, longestMs: 150, random: randomFrom(more.seed) }),
    })
  }

  static async open(options: {
    seed: number
    joinedCallId: 'new' | 'held' | 'active'
    bug?: Bug
  }): Promise<FaultRig> {
    const connector = await loadConnector('csta')
    if (connector === undefined) throw new Error('There is no CSTA connector.')
    const simulator = await startSimulator({
      port: 0,
      seed: options.seed,
      agentsReady: true,
      extensions: phones.map((number) => ({ number, name: `Agent ${number}` })),
      layout: {
        queues: [{ number: queue, name: 'Service', members: phones.slice(0, 3) }],
        groups: [{ number: group, name: 'Reception', members: phones.slice(3) }],
      },
      customers: [],
      // Nobody gives up by himself: what happens is what the schedule says.
      settings: {
        noAnswerMs: 3_600_000,
        agentRingMs: 3_600_000,
        wrapUpMs: 1,
        toneMs: 50,
        networkMs: 5,
        outside: { kind: 'answer', afterMs: 40 },
        joinedCallId: options.joinedCallId,
      },
    })
    const proxy = new FaultProxy(simulator.port)
    await proxy.open()
    const rig = new FaultRig(simulator, proxy, { seed: options.seed, bug: options.bug ?? {}, connector })
    rig.keeper.start()
    await rig.until(() => rig.keeper.state.state === 'live', 20_000)
    return rig
  }

  async close(): Promise<void> {
    this.proxy.heal()
    await this.keeper.stop()
    this.calls.stop()
    await this.proxy.close()
    await this.simulator.stop()
  }

  now(): number {
    return Date.now() + this.#ahead
  }

  /** As if so long had passed with nothing happening. */
  skip(ms: number): void {
    this.#ahead += ms
    this.calls.sweep()
  }

  /** @returns whether it came true in time. */
  async until(is: () => boolean, withinMs: number): Promise<boolean> {
    const end = performance.now() + withinMs
    while (!is()) {
      if (performance.now() > end) return false
      await wait(15)
    }
    return true
  }

  /** Every leg at a phone, as the server believes: `device call state`. */
  believed(): string[] {
    const legs = new Set<string>()
    for (const device of phones)
      for (const { call } of this.calls.callsOf(agentAt(device)))
        if (call.endedAt === null)
          for (const one of call.connections)
            if (one.device === device && one.state !== 'null')
              legs.add(`${device} ${one.id.callId} ${one.state}`)
    return [...legs].toSorted()
  }

  /** As it is. */
  actual(): string[] {
    const legs: string[] = []
    for (const call of this.simulator.engine.calls.values())
      for (const leg of call.legs.values())
        if (phones.includes(leg.device)) legs.push(`${leg.device} ${call.id} ${leg.state}`)
    return legs.toSorted()
  }

  /** Calls that have not ended, to read. */
  unended(): string {
    const open = [...this.written.values()].filter((call) => call.endedAt === null)
    return JSON.stringify(open)
  }

  isTrue(): boolean {
    return this.keeper.state.state === 'live' && this.believed().join() === this.actual().join()
  }

  #write(entry: Entry): void {
    for (const { live, call } of entry.touches) {
      live.told = call
      this.written.set(call.id, call)
    }
    for (const { kind, key } of entry.jobs) if (kind === 'callLog') this.logged.add(key)
    entry.done?.()
  }

  #hear({ code, message, details }: LinkLog): void {
    const isCrash =
      code === 'csta.handlerFailed' || code === 'csta.taskFailed' || details?.['code'] === 'unexpected'
    if (isCrash) this.crashes.push(`${code}: ${message} ${JSON.stringify(details ?? {})}`)
  }
}

function configOf(connector: PbxConnector<never>, port: number): unknown {
  return connector.config.parse({
    host: '127.0.0.1',
    port,
    user: 'hookswitch',
    password: 'hookswitch',
    heartbeatMs,
    requestTimeoutMs: 600,
    auditMs,
    connectTimeoutMs: 600,
  })
}

function agentAt(device: string): LiveUser {
  return { id: device, name: device, device, tenant: link.tenant, link: link.name, team: null }
}

const nobodyKnown: CallerFinder = {
  find: async () => ({ matches: [], chosen: null, unsure: null, caseId: null, customer: null }),
  read: async () => null,
}
