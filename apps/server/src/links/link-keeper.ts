import type { DeviceId, SwitchEvent } from '@hookswitch/model'
import { LinkError, type LinkLog, type PbxConnector, type PbxSession } from '@hookswitch/pbx'
import { createBackOff, type BackOff } from './back-off.ts'

/** One link as the configuration gives it. `config` was read by the connector's own shape. */
export interface LinkSettings {
  readonly tenant: string
  readonly name: string
  readonly kind: string
  readonly config: unknown
  /** Devices to monitor beside the telephones of users: queues, groups, menus. */
  readonly devices: readonly DeviceId[]
}

export interface LinkState {
  readonly state: 'connecting' | 'live' | 'down' | 'off'
  readonly since: number
  readonly problem: string | null
}

export interface LinkKeeperOptions {
  readonly settings: LinkSettings
  /** Rejects for a kind that does not exist. */
  readonly loadConnector: () => Promise<PbxConnector<never> | undefined>
  /** Telephones of users at the moment. */
  readonly userDevices: () => readonly DeviceId[]
  readonly event: (event: SwitchEvent, receivedAt: number) => void
  readonly changed: (state: LinkState, session: PbxSession | null) => void
  readonly log: (entry: LinkLog) => void
  readonly now: () => number
  readonly backOff?: BackOff
  readonly trace?: (direction: 'in' | 'out', text: string) => void
}

/** A session that lasted so long was a good one: the next try comes soon. */
const stableMs = 60_000

/**
 * Keeps one link alive. States:
 *
 *   connecting ──open──▶ live ──ended──▶ down ──pause──▶ (open again) ──▶ live
 *        └───open failed──────────────────▲                  └─failed─▶ down
 *
 * Only the first try is `connecting`; later ones stay `down`, with the reason, until the link is live. `off`: stopped.
 */
export class LinkKeeper {
  readonly #options: LinkKeeperOptions
  readonly #backOff: BackOff
  readonly #monitored = new Set<DeviceId>()
  #state: LinkState
  #session: PbxSession | null = null
  #stopped = new AbortController()
  #running: Promise<void> | undefined

  constructor(options: LinkKeeperOptions) {
    this.#options = options
    this.#backOff = options.backOff ?? createBackOff()
    this.#state = { state: 'connecting', since: options.now(), problem: null }
  }

  get settings(): LinkSettings {
    return this.#options.settings
  }

  get state(): LinkState {
    return this.#state
  }

  /** Devices whose monitoring was asked for in the present session. */
  get monitored(): number {
    return this.#state.state === 'live' ? this.#monitored.size : 0
  }

  start(): void {
    this.#running ??= this.#run(this.#stopped.signal)
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#session?.close()
    await this.#running
    this.#tell({ state: 'off', problem: null }, null)
  }

  /** Users came, went or changed telephones: monitors follow. */
  async devicesChanged(): Promise<void> {
    const session = this.#session
    if (session === null || this.#state.state !== 'live') return
    const wanted = new Set(this.#wanted())
    for (const device of wanted) if (!this.#monitored.has(device)) await this.#monitor(session, device)
    for (const device of this.#monitored) {
      if (wanted.has(device)) continue
      this.#monitored.delete(device)
      await session.unmonitor(device)
    }
  }

  async #monitor(session: PbxSession, device: DeviceId): Promise<void> {
    this.#monitored.add(device)
    const result = await session.monitor(device)
    if (!result.ok)
      this.#options.event(
        { kind: 'monitor', device, on: false, problem: result.refusal.message },
        this.#options.now(),
      )
  }

  #wanted(): DeviceId[] {
    return [...new Set([...this.#options.userDevices(), ...this.#options.settings.devices])]
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const openedAt = performance.now()
      const problem = await this.#liveOnce(signal)
      if (signal.aborted) return
      if (performance.now() - openedAt >= stableMs) this.#backOff.reset()
      this.#tell({ state: 'down', problem }, null)
      await pause(this.#backOff.next(), signal)
    }
  }

  /** One session from beginning to end. Resolves with the reason why it is over. */
  async #liveOnce(signal: AbortSignal): Promise<string> {
    const { log, changed: _, ...options } = this.#options
    try {
      const connector = await options.loadConnector()
      if (connector === undefined)
        return `There is no kind of telephone system called ${options.settings.kind}.`
      const devices = this.#wanted()
      this.#monitored.clear()
      for (const device of devices) this.#monitored.add(device)
      const session = await connector.open(
        options.settings.config as never,
        {
          devices,
          event: options.event,
          log,
          now: options.now,
          ...(options.trace === undefined ? {} : { trace: options.trace }),
        },
        signal,
      )
      this.#session = session
      this.#tell({ state: 'live', problem: null }, session)
      // Users may have changed while the link was being opened.
      void this.devicesChanged()
      const end = await session.ended
      return end.message
    } catch (error) {
      const code = error instanceof LinkError ? error.code : 'unexpected'
      log({ level: 'warn', code: 'linkFailed', message: 'The link could not be opened.', details: { code } })
      return error instanceof LinkError ? error.message : 'The link could not be opened.'
    } finally {
      this.#session = null
    }
  }

  #tell({ state, problem }: Omit<LinkState, 'since'>, session: PbxSession | null): void {
    const same = this.#state.state === state
    // The same trouble again is no news; how long it has lasted counts from its beginning.
    if (same && this.#state.problem === problem) return
    this.#state = { state, problem, since: same ? this.#state.since : this.#options.now() }
    const level = state === 'live' || state === 'off' ? 'info' : 'warn'
    this.#options.log({ level, code: `link.${state}`, message: problem ?? `The link is ${state}.` })
    this.#options.changed(this.#state, session)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
