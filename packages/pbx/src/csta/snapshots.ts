/**
 * What is going on now, asked for device by device, then call by call for the far ends (brief 3.7). A switch may answer
 * at once, or with a cross-reference under which reports follow, the last of them marked.
 */
import {
  connectionKey,
  type DeviceId,
  type ErrorCode,
  type SnapshotConnection,
  type SnapshotEvent,
} from '@hookswitch/model'
import type { LinkLog } from '#connector.ts'
import type { MessageOf } from '#csta/codec/index.ts'
import type { CstaClient } from './client.ts'
import { wireDevice } from './from-model/requests.ts'
import { inParallel } from './in-parallel.ts'
import type { Setting } from './to-model/call-events.ts'
import { callFacts, callLegs, deviceLegs, type DeviceLeg } from './to-model/snapshot-parts.ts'

type DeviceReport = MessageOf<'SnapshotDeviceData'>
type CallReport = MessageOf<'SnapshotCallData'>
export type SnapshotReport = DeviceReport | CallReport

interface Awaited {
  readonly items: unknown[]
  readonly done: () => void
}

/** The call has gone meanwhile, or its answer was lost: without it nobody knows whose call it is. */
const asksAgain: ReadonlySet<ErrorCode> = new Set(['call.unknown', 'link.protocol', 'link.timeout'])

interface Asked {
  readonly told: readonly DeviceId[]
  readonly connections: readonly SnapshotConnection[]
  readonly unanswered: readonly DeviceId[]
  readonly again: readonly DeviceId[]
}

function takenOf({ told, connections, unanswered, again }: Asked): Taken {
  return {
    snapshot: { kind: 'snapshot', devices: [...told], connections: [...connections] },
    unanswered: [...unanswered, ...again],
  }
}

/**
 * Whoever could not be reached has not got the call, though his caller hears the tone for a while yet: as his Failed said.
 * A call that none of our devices has is not ours.
 */
function ofCallsThatAreHad(found: readonly SnapshotConnection[], setting: Setting): SnapshotConnection[] {
  const had = found.filter(
    ({ state, calling, device }) => state !== 'fail' || calling === undefined || calling.number === device,
  )
  const ours = new Set(
    had.flatMap(({ device, connection }) => (setting.isOurs(device) ? [connection.callId] : [])),
  )
  return had.filter(({ connection }) => ours.has(connection.callId))
}

export interface Taken {
  readonly snapshot: SnapshotEvent
  /** Devices that are worth asking again. */
  readonly unanswered: readonly DeviceId[]
}

export interface SnapshotSettings {
  readonly width: number
  readonly reportTimeoutMs: number
  /** The setting in which what is told is read; `monitored` is of no matter. */
  readonly setting: Setting
  readonly log: (entry: LinkLog) => void
}

export class Snapshots {
  readonly #client: CstaClient
  readonly #settings: SnapshotSettings
  readonly #awaited = new Map<string, Awaited>()
  /** Reports can come before the answer that announces them. */
  readonly #early = new Map<string, SnapshotReport[]>()

  constructor(client: CstaClient, settings: SnapshotSettings) {
    this.#client = client
    this.#settings = settings
  }

  /**
   * The truth about these devices; those whose state the switch does not tell are left out of it. A device whose answer
   * could not be read, or whose call was over before it could be asked after, is asked once more.
   */
  async take(devices: readonly DeviceId[]): Promise<Taken> {
    const first = await this.#ask(devices)
    if (first.again.length === 0) return takenOf(first)
    const second = await this.#ask(first.again)
    return takenOf({
      told: [...first.told, ...second.told],
      connections: [...first.connections, ...second.connections],
      unanswered: [...first.unanswered, ...second.unanswered],
      again: second.again,
    })
  }

  async #ask(devices: readonly DeviceId[]): Promise<Asked> {
    const told: DeviceId[] = []
    const unanswered: DeviceId[] = []
    const again: DeviceId[] = []
    const legs: DeviceLeg[] = []
    await inParallel(devices, this.#settings.width, async (device) => {
      const found = await this.#device(device)
      if (found === 'untold') return
      if (found === 'unanswered') return void unanswered.push(device)
      if (found === 'unreadable') return void again.push(device)
      told.push(device)
      legs.push(...found)
    })
    const { connections, over } = await this.#withFarEnds(legs)
    const moved = new Set(
      legs.filter(({ leg }) => over.has(leg.connection.callId)).map(({ leg }) => leg.device),
    )
    return {
      told: told.filter((device) => !moved.has(device)),
      connections: connections.filter((one) => !over.has(one.connection.callId)),
      unanswered,
      again: [...again, ...moved],
    }
  }

  /** `untold`: this switch never tells; `unanswered`: this time it did not. */
  async #device(device: DeviceId): Promise<DeviceLeg[] | 'untold' | 'unanswered' | 'unreadable'> {
    const { setting } = this.#settings
    const reply = await this.#client.request(
      { kind: 'SnapshotDevice', snapshotObject: wireDevice(device, setting.dialect) },
      ['SnapshotDeviceResponse'],
    )
    if (!reply.ok) {
      const reason = reply.refusal.switchReason ?? reply.refusal.code
      const message = 'The switch does not tell what a device is doing.'
      this.#settings.log({ level: 'warn', code: 'csta.noSnapshot', message, details: { reason } })
      if (reply.refusal.code === 'link.protocol') return 'unreadable'
      return reply.refusal.code === 'command.unsupported' ? 'untold' : 'unanswered'
    }
    const data = reply.message.crossRefIDorSnapshotData
    if (data?.kind !== 'serviceCrossRefID') return deviceLegs(device, data?.value ?? [], setting)
    const items = await this.#reports(data.value)
    return items === undefined
      ? 'unanswered'
      : deviceLegs(device, items as NonNullable<DeviceReport['snapshotData']>, setting)
  }

  /** Whether the switch says anything when it is asked what a device is doing; what it says does not matter. */
  async answers(device: DeviceId, timeoutMs: number): Promise<boolean> {
    const reply = await this.#client.request(
      { kind: 'SnapshotDevice', snapshotObject: wireDevice(device, this.#settings.setting.dialect) },
      ['SnapshotDeviceResponse'],
      { timeoutMs },
    )
    if (!reply.ok) return reply.refusal.code !== 'link.timeout' && reply.refusal.code !== 'link.down'
    const data = reply.message.crossRefIDorSnapshotData
    // Taken, or they would be kept for somebody who asks later.
    if (data?.kind === 'serviceCrossRefID') await this.#reports(data.value)
    return true
  }

  /** One SnapshotCall for each call id: all its legs, and who called whom. `over`: calls that are there no more. */
  async #withFarEnds(
    legs: readonly DeviceLeg[],
  ): Promise<{ connections: SnapshotConnection[]; over: ReadonlySet<string> }> {
    const { setting, width } = this.#settings
    const found = new Map<string, SnapshotConnection>()
    for (const { leg } of legs) found.set(connectionKey(leg.connection), leg)
    const over = new Set<string>()
    if (!setting.dialect.snapshotsCalls) return { connections: [...found.values()], over }
    const calls = new Map(legs.map((leg) => [leg.leg.connection.callId, leg]))
    await inParallel([...calls.values()], width, async ({ wire, leg }) => {
      const answer = await this.#call(wire)
      if (answer === undefined) return
      if (answer === 'over') return void over.add(leg.connection.callId)
      const facts = callFacts(answer.response, setting)
      for (const far of callLegs(answer.items, setting)) {
        const key = connectionKey(far.connection)
        // A device's own word on its own leg counts more than the call's.
        if (!found.has(key)) found.set(key, far)
      }
      for (const [key, one] of found) {
        if (one.connection.callId === leg.connection.callId) found.set(key, { ...one, ...facts })
      }
    })
    return { connections: ofCallsThatAreHad([...found.values()], setting), over }
  }

  async #call(wire: DeviceLeg['wire']) {
    const reply = await this.#client.request({ kind: 'SnapshotCall', snapshotObject: wire }, [
      'SnapshotCallResponse',
    ])
    if (!reply.ok) return asksAgain.has(reply.refusal.code) ? ('over' as const) : undefined
    const data = reply.message.crossRefIDorSnapshotData
    const items = data?.kind === 'serviceCrossRefID' ? await this.#reports(data.value) : data?.value
    return { response: reply.message, items: (items ?? []) as NonNullable<CallReport['snapshotData']> }
  }

  /** Waits for the reports under a cross-reference; undefined when the last one does not come. */
  async #reports(ref: string): Promise<unknown[] | undefined> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const awaited: Awaited = { items: [], done: () => resolve(true) }
    this.#awaited.set(ref, awaited)
    const { world } = this.#client
    const timer = world.after(this.#settings.reportTimeoutMs, () => resolve(false))
    for (const report of this.#early.get(ref) ?? []) this.report(report)
    this.#early.delete(ref)
    const complete = await promise
    world.clear(timer)
    this.#awaited.delete(ref)
    return complete ? awaited.items : undefined
  }

  /** A report of the switch. */
  report(report: SnapshotReport): void {
    const ref = report.serviceCrossRefID ?? ''
    const awaited = this.#awaited.get(ref)
    if (awaited === undefined) {
      if (this.#early.size < 100) this.#early.set(ref, [...(this.#early.get(ref) ?? []), report])
      return
    }
    awaited.items.push(...(report.snapshotData ?? []))
    if (report.lastSegment !== false) awaited.done()
  }
}
