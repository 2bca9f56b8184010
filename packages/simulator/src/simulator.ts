import { realClock, type Clock } from '#engine/clock.ts'
import { usualLayout, type ExchangeSettings, type Layout } from '#engine/device.ts'
import { createExchange } from '#engine/engine.ts'
import type { Exchange } from '#engine/exchange.ts'
import { Face } from '#csta/face.ts'
import { simulatorDialects, type SimulatorDialect, type SimulatorDialectName } from '#csta/dialects.ts'
import { usualHabits, type Habits } from '#csta/habits.ts'
import { clearCall } from '#engine/clearing.ts'
import { Control, type ControlOptions } from './control.ts'
import type { CustomerPhone, Fault } from './control-api.ts'
import { customerPhones } from './demo/customers.ts'
import { Ledger } from './ledger.ts'
import { startLoad, type RunningLoad } from './load.ts'
import { playScript, type ScriptFile } from './script.ts'

export interface SimulatorOptions {
  /** Port of the CSTA face; 0 = any free one. Default 8888. */
  readonly port?: number
  /** Port of the control interface; default: the next after the CSTA port, or any free one where that is 0. */
  readonly controlPort?: number
  /** Default 127.0.0.1. The control interface is always on loopback. */
  readonly host?: string
  /** Default 1001…1012. */
  readonly extensions?: Layout['extensions']
  readonly layout?: Partial<Layout>
  /** File to append to. */
  readonly ledgerPath?: string
  readonly seed?: number
  readonly clock?: Clock
  readonly settings?: Partial<ExchangeSettings>
  /** The kind of switch that it is; default: an easy one, which takes any edition with or without log-in. */
  readonly dialect?: SimulatorDialectName
  /** Count more than the dialect's. */
  readonly habits?: Partial<Habits>
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Whether the members of the queue are ready from the start (default true). */
  readonly agentsReady?: boolean
  /** Telephones outside with a way of their own; default: those of demo/customers.ts. */
  readonly customers?: readonly CustomerPhone[]
  /** Calls that come by themselves. */
  readonly script?: ScriptFile
  /** Told of what should never happen. */
  readonly report?: (error: unknown) => void
  /** Stops it. */
  readonly signal?: AbortSignal
}

export interface Simulator {
  readonly port: number
  readonly controlPort: number
  readonly controlUrl: string
  readonly engine: Exchange
  readonly face: Face
  readonly ledger: Ledger
  /** Live: what is changed here holds from then on. */
  readonly habits: Habits
  /** What goes wrong with it, when it is told to; of some, at one device. */
  readonly faults: Readonly<Record<Fault, (device: string) => void>>
  stop(): Promise<void>
}

/** Starts a PBX that speaks CSTA over real TCP, and the interface that plays the people around it. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  options.signal?.throwIfAborted()
  const ledger = new Ledger(options.ledgerPath)
  const { joinedCallId, callIds, ...habitsOfDialect } = dialectSwitches(options.dialect)
  const numbering = {
    ...(joinedCallId === undefined ? {} : { joinedCallId }),
    ...(callIds === undefined ? {} : { callIds }),
  }
  const layout = { ...usualLayout, ...options.layout }
  const engine = createExchange({
    clock: options.clock ?? realClock,
    layout: options.extensions === undefined ? layout : withExtensions(layout, options.extensions),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    settings: { ...numbering, ...options.settings },
    ...(options.agentsReady === undefined ? {} : { agentsReady: options.agentsReady }),
  })
  const stopRecording = engine.onTruth((happening, at) => ledger.append(happening, at))
  const habits: Habits = { ...usualHabits, ...habitsOfDialect, ...options.habits }
  const face = new Face({
    exchange: engine,
    habits,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    ...(options.report === undefined ? {} : { report: options.report }),
  })
  const customers = options.customers ?? customerPhones
  for (const { number, behaviour } of customers) engine.outsideBehaviours.set(number, behaviour)
  let port = 0
  const people = { exchange: engine, ledger, customers, ...controls(engine, face) }
  const control = new Control(() => ({ ...people, cstaPort: port }))
  const stopping = new AbortController()
  const stop = once(async () => {
    stopping.abort()
    people.load(null)
    people.day.stop()
    await Promise.all([face.close(), control.close()])
    // Phones that were ringing have plans yet; what they come to is nobody's truth any more.
    stopRecording()
    ledger.close()
  })
  const asked = options.port ?? 8888
  let controlPort: number
  try {
    port = await face.listen(asked, options.host ?? '127.0.0.1')
    controlPort = await control.listen(options.controlPort ?? (asked === 0 ? 0 : asked + 1), '127.0.0.1')
  } catch (error) {
    await stop()
    throw error
  }
  if (options.script !== undefined) void playScript(engine, options.script, stopping.signal)
  options.signal?.addEventListener('abort', () => void stop(), { once: true })
  const controlUrl = `http://127.0.0.1:${controlPort}`
  return { port, controlPort, controlUrl, engine, face, ledger, habits, faults: people.faults, stop }
}

/** What the control interface can do beside playing people: load, a day of calls, faults. */
function controls(
  exchange: Exchange,
  face: Face,
): Pick<ControlOptions, 'faults' | 'load' | 'day' | 'switches'> {
  let running: RunningLoad | null = null
  return {
    faults: {
      'messages-lost': () => face.loseMessages(() => {}),
      'cut-connections': () => face.cutConnections(),
      'expire-sessions': () => face.expireSessions(),
      'stop-monitors': (device) => face.stopMonitors(device),
      'forced-logout': () => face.forceLogout(),
      restart: () => face.restart(() => endAll(exchange)),
      'capabilities-changed': () => face.tellAll({ kind: 'SwFunctionCapsChanged' }),
      'devices-changed': () => face.tellAll({ kind: 'SwFunctionDevicesChanged' }),
    },
    switches: switchesOf(exchange, face),
    day: dayOn(exchange),
    load(wish) {
      running?.stop()
      const begun = running?.begun ?? 0
      running = wish === null ? null : startLoad(exchange, wish)
      return begun
    },
  }
}

/** A switch that starts anew has forgotten every call, and tells nobody that it ended. */
function endAll(exchange: Exchange): void {
  for (const call of Array.from(exchange.calls.values())) clearCall(exchange, call, 'forcedDisconnect')
}

/** The habits and the numbering, to look at and to change while it runs. */
function switchesOf(exchange: Exchange, face: Face): ControlOptions['switches'] {
  const { settings } = exchange
  return {
    read: () => ({ ...face.habits, joinedCallId: settings.joinedCallId, callIds: settings.callIds }),
    change({ joinedCallId, callIds, ...habits }) {
      Object.assign(face.habits, habits)
      settings.joinedCallId = joinedCallId ?? settings.joinedCallId
      settings.callIds = callIds ?? settings.callIds
    },
  }
}

function dialectSwitches(name: SimulatorDialectName | undefined): SimulatorDialect['switches'] {
  return name === undefined ? {} : simulatorDialects[name].switches
}

function dayOn(exchange: Exchange): ControlOptions['day'] {
  let current = { playing: false, begun: 0 }
  let stopping = new AbortController()
  return {
    play(file) {
      stopping.abort()
      stopping = new AbortController()
      const mine = { playing: true, begun: 0 }
      current = mine
      void playScript(exchange, file, stopping.signal).then((begun) => {
        mine.playing = false
        mine.begun = begun
      })
    },
    stop: () => stopping.abort(),
    state: () => current,
  }
}

/** Queues and groups keep only members that exist. */
function withExtensions(layout: Layout, extensions: Layout['extensions']): Layout {
  const numbers = new Set(extensions.map(({ number }) => number))
  const present = <T extends { readonly members: readonly string[] }>(each: T): T => ({
    ...each,
    members: each.members.filter((member) => numbers.has(member)),
  })
  return { ...layout, extensions, queues: layout.queues.map(present), groups: layout.groups.map(present) }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= run())
}
