/**
 * Watching devices: monitors up, then the truth about them, and both again when the switch restarted, lost messages or
 * dropped a monitor.
 */
import {
  connectionKey,
  type CommandResult,
  type DeviceId,
  type SnapshotConnection,
  type SnapshotEvent,
} from '@hookswitch/model'
import { askQuietly, type QuietParts } from './ask-quietly.ts'
import type { DeviceStatus } from './device-status.ts'
import { inParallel } from './in-parallel.ts'
import type { Monitors } from './monitors.ts'

/** How often a device is asked to which something happens while it is asked. */
const ROUNDS = 3

export interface WatchParts extends QuietParts {
  readonly status: DeviceStatus
  /** Requests under way at once. */
  readonly width: number
}

export class Watch {
  readonly #parts: WatchParts
  /** The problems that were told, by device. */
  readonly #told = new Map<DeviceId, string>()
  /** Devices that are watched but did not tell what they are doing. */
  readonly #unsure = new Set<DeviceId>()
  /** Devices whose monitors the switch did not refuse and did not start either. */
  readonly #unanswered = new Set<DeviceId>()
  /** Restarts and resyncs one after another: two at once would tell each other's past. */
  #turn: Promise<void> = Promise.resolve()

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  /** Monitors devices and tells what is going on at them. A device that cannot be watched is told as such. */
  begin(devices: readonly DeviceId[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#parts.feed.hold(async () => {
        await this.#start(devices)
        await this.#snapshot(devices, false)
      })
      this.#readStatus(devices)
    })
  }

  /** The switch restarted: its monitors and calls are gone. */
  restart(switchState: { readonly monitorsMayLive: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      const { monitors, feed } = this.#parts
      const devices = monitors.wanted
      await feed.hold(async () => {
        if (switchState.monitorsMayLive) await this.#stopOld()
        monitors.forgetAll()
        await this.#start(devices)
        await this.#snapshot(devices, true)
      })
      this.#readStatus(devices)
    })
  }

  /** The first that is not answered says enough: a thousand time-outs would keep everybody waiting. */
  async #stopOld(): Promise<void> {
    const { monitors, width } = this.#parts
    let answers = true
    await inParallel(monitors.up, width, async (device) => {
      if (!answers) return
      const result = await monitors.letGo(device)
      if (!result.ok && result.refusal.code === 'link.timeout') answers = false
    })
  }

  /** The switch lost messages: what it told since then may have holes. */
  resync(): Promise<void> {
    return this.#inTurn(() => this.#parts.feed.hold(() => this.#snapshot(this.#parts.monitors.up, false)))
  }

  /** One more device. */
  async add(device: DeviceId): Promise<CommandResult> {
    const result = await this.#startOne(device)
    if (result.ok) {
      await this.#inTurn(() => this.#parts.feed.hold(() => this.#snapshot([device], false)))
      this.#readStatus([device])
    }
    return result
  }

  async remove(device: DeviceId): Promise<CommandResult> {
    const result = await this.#parts.monitors.stop(device)
    this.#told.delete(device)
    this.#unsure.delete(device)
    this.#unanswered.delete(device)
    this.#parts.feed.tell({ kind: 'monitor', device, on: false })
    return result
  }

  /** The switch stopped a monitor by itself. Which device it was; undefined for one that was not ours. */
  dropped(ref: string | undefined): DeviceId | undefined {
    const device = this.#parts.monitors.lost(ref)
    if (device !== undefined)
      this.#tellProblem(device, 'The telephone system stopped reporting this telephone.')
    return device
  }

  /** Whether some device was asked something that got no answer, or none that could be read. */
  get isInDoubt(): boolean {
    return this.#unsure.size > 0 || this.#unanswered.size > 0
  }

  /** Nothing that is wanted is watched. */
  get isBlind(): boolean {
    const { wanted, up } = this.#parts.monitors
    return wanted.length > 0 && up.length === 0
  }

  /**
   * Tries the devices again that are wanted and not watched, or did not tell what they are doing. They may leave it
   * unanswered as before: no event of another telephone waits for that.
   */
  async retry(): Promise<void> {
    const { monitors, feed } = this.#parts
    const missing = monitors.wanted.filter((device) => !monitors.isUp(device))
    if (missing.length > 0) {
      await this.#inTurn(async () => {
        await this.#start(missing)
        const up = missing.filter((device) => monitors.isUp(device))
        if (up.length > 0) await feed.hold(() => this.#snapshot(up, false))
      })
      this.#readStatus(missing)
    }
    for (const device of this.#unsure)
      if (monitors.isUp(device) && !(await askQuietly(this.#parts, device))) this.#unsure.delete(device)
  }

  /** Stops all monitors: the first step of logging out. */
  async end(): Promise<void> {
    const { monitors, status, width } = this.#parts
    status.stop()
    await inParallel(monitors.up, width, async (device) => void (await monitors.stop(device)))
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => {})
    return mine
  }

  async #start(devices: readonly DeviceId[]): Promise<void> {
    for (const device of devices) this.#parts.monitors.want(device)
    await inParallel(devices, this.#parts.width, async (device) => void (await this.#startOne(device)))
  }

  async #startOne(device: DeviceId): Promise<CommandResult> {
    const { monitors, feed } = this.#parts
    const result = await monitors.start(device)
    const isDoubtful =
      !result.ok && (result.refusal.code === 'link.timeout' || result.refusal.code === 'link.protocol')
    const wasDoubtful = this.#unanswered.has(device)
    if (isDoubtful) this.#unanswered.add(device)
    else this.#unanswered.delete(device)
    if (result.ok) {
      this.#told.delete(device)
      feed.tell({ kind: 'monitor', device, on: true })
    } else {
      // One lost answer does not make a telephone unwatched, nor end what is believed of it: it is asked again at once.
      if (!isDoubtful || wasDoubtful) this.#tellProblem(device, result.refusal.message)
      const reason = result.refusal.switchReason ?? result.refusal.code
      feed.log({
        level: 'warn',
        code: 'csta.notMonitored',
        message: 'A device cannot be watched.',
        details: { reason },
      })
    }
    feed.releaseEarly()
    return result
  }

  /** A problem that lasts is told once, not at every retry. */
  #tellProblem(device: DeviceId, problem: string): void {
    if (this.#told.get(device) === problem) return
    this.#told.set(device, problem)
    this.#parts.feed.tell({ kind: 'monitor', device, on: false, problem })
  }

  /**
   * Devices are asked one after the other, and calls go from one to the next meanwhile: seen at neither, a call would be
   * taken for over. So nothing is said of a device to which something happened while it was asked, or another after it;
   * it is asked again. What had happened before the last of them were asked is older than all that is said, and told
   * first: told after it, it would undo what the snapshot knows.
   */
  async #snapshot(devices: readonly DeviceId[], restarted: boolean): Promise<void> {
    const { monitors, snapshots, feed } = this.#parts
    let asked = devices.filter((device) => monitors.isUp(device))
    let told: readonly DeviceId[] = []
    let before = feed.held
    let connections: readonly SnapshotConnection[] = []
    for (let round = 0; round < ROUNDS && (round === 0 || asked.length > 0); round += 1) {
      before = feed.held
      const { snapshot, unanswered } = await snapshots.take(asked)
      const moved = feed.heldOf(before)
      const answered = [...told, ...snapshot.devices]
      told = answered.filter((device) => !moved.has(device))
      connections = [...withoutOlder(connections, { snapshot, monitors }), ...snapshot.connections]
      asked = [...new Set([...unanswered, ...answered.filter((device) => moved.has(device))])]
      if (unanswered.length > 0) break
    }
    for (const device of told) this.#unsure.delete(device)
    for (const device of asked) this.#unsure.add(device)
    const alone = !feed.holdsOlder(before)
    // That it restarted is older than all that was told since.
    if (restarted && !alone) feed.tell({ kind: 'snapshot', devices: [], connections: [], restarted })
    feed.release(before)
    feed.tell({
      kind: 'snapshot',
      devices: told,
      connections: ofOurs(connections, monitors),
      ...(restarted && alone ? { restarted } : {}),
    })
  }

  /** Nobody waits for it: a call must not, for a setting. */
  #readStatus(devices: readonly DeviceId[]): void {
    const { monitors, status, width } = this.#parts
    const up = devices.filter((device) => monitors.isUp(device))
    void inParallel(up, width, (device) => status.read(device))
  }
}

/**
 * Whoever was asked again is where he says now, whatever he, or another of his call, said before; and the far ends of a
 * call that is told anew are those that are told now.
 */
function withoutOlder(
  legs: readonly SnapshotConnection[],
  { snapshot, monitors }: { readonly snapshot: SnapshotEvent; readonly monitors: Monitors },
): SnapshotConnection[] {
  const asked = new Set(snapshot.devices)
  const anew = new Set(snapshot.connections.map(({ connection }) => connection.callId))
  const told = new Set(snapshot.connections.map(({ connection }) => connectionKey(connection)))
  return legs.filter(({ device, connection }) => {
    const isFar = !monitors.isOurs(device) && anew.has(connection.callId)
    return !asked.has(device) && !isFar && !told.has(connectionKey(connection))
  })
}

/** Without the far ends of calls that none of our devices has any more. */
function ofOurs(legs: readonly SnapshotConnection[], monitors: Monitors): SnapshotConnection[] {
  const calls = new Set(legs.flatMap((leg) => (monitors.isOurs(leg.device) ? [leg.connection.callId] : [])))
  return legs.filter(({ connection }) => calls.has(connection.callId))
}
