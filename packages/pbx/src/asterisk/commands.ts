/** What may be asked of Asterisk, asked, and watched until its events show that it happened. */
import type { Command, CommandResult, ConnectionId, ErrorCode } from '@hookswitch/model'
import type { AmiClient, AmiReply } from './client.ts'
import { first, type AmiFields } from './codec/message.ts'
import type { AsteriskConfig } from './config.ts'
import { hangUp, notifyPhone, originate, type Action } from './from-model/actions.ts'
import type { Leg, LegTable } from './to-model/legs.ts'
import type { Watch } from './watch.ts'

export interface CommandParts {
  readonly config: AsteriskConfig
  readonly client: AmiClient
  readonly legs: LegTable
  readonly watch: Watch
  /** Told before a call is made: the channel that will come is ours. */
  expect(channelId: string, target: string): void
  forget(channelId: string): void
  /** Told of a phone that did not do what a NOTIFY asked. */
  disobeyed(device: string): void
}

const NORMAL_CLEARING = 16
const EVENT_TIMEOUT_MS = 5_000
// A phone that obeys does so within a few milliseconds; one that does not never says so.
const NOTIFY_TIMEOUT_MS = 1_500

export class Commands {
  readonly #parts: CommandParts
  readonly #prefix: string
  readonly #failedDials = new Set<string>()
  #dials = 0

  /** @param prefix makes the ids of calls made here unique for ever within this Asterisk. */
  constructor(parts: CommandParts, prefix: string) {
    this.#parts = parts
    this.#prefix = prefix
  }

  run(command: Command, signal?: AbortSignal): Promise<CommandResult> {
    switch (command.kind) {
      case 'makeCall':
        return this.#makeCall(command, signal)
      case 'clearConnection':
        return this.#end(command, NORMAL_CLEARING, signal)
      case 'rejectCall':
        return this.#reject(command, signal)
      case 'clearCall':
        return this.#clearCall(command, signal)
      case 'answerCall':
        return this.#notify(command, { event: 'talk', from: 'alerting', to: 'connected' })
      case 'holdCall':
        return this.#notify(command, { event: 'hold', from: 'connected', to: 'hold' })
      case 'retrieveCall':
        return this.#notify(command, { event: 'talk', from: 'hold', to: 'connected' })
      default:
        return Promise.resolve(refuse('command.unsupported', 'This is not possible with Asterisk here.'))
    }
  }

  /** The end of an Originate that never made a channel is told by this event alone. */
  originateResponse(fields: AmiFields): void {
    // By the channel's id, not by the ActionID: others on this Asterisk may count their actions as we do.
    const channelId = first(fields, 'Uniqueid') ?? ''
    const ours = channelId.startsWith(`${this.#prefix}-`)
    if (ours && first(fields, 'Response') === 'Failure') this.#failedDials.add(channelId)
  }

  async #makeCall(
    { device, to, autoAnswer }: Extract<Command, { kind: 'makeCall' }>,
    signal?: AbortSignal,
  ): Promise<CommandResult> {
    const { legs, watch, config } = this.#parts
    this.#dials += 1
    const channelId = `${this.#prefix}-${this.#dials}`
    const asked = originate({ device, to, channelId, autoAnswer: autoAnswer ?? false }, config)
    if (!asked.ok) return asked
    this.#parts.expect(channelId, to)
    const began = (): boolean => legs.get(channelId) !== undefined || legs.hasEnded(channelId)
    const reply = await this.#ask(asked.action)
    if (!reply.ok) {
      this.#parts.forget(channelId)
      return refused(reply)
    }
    const connection: ConnectionId = { callId: channelId, deviceId: channelId }
    const result = await watch.until<CommandResult>(
      () => {
        if (began()) return { ok: true, connection }
        if (!this.#failedDials.has(channelId)) return undefined
        return refuse('device.outOfService', 'This phone is not connected to the telephone system.')
      },
      EVENT_TIMEOUT_MS,
      signal,
    )
    this.#failedDials.delete(channelId)
    if (result?.ok !== true) this.#parts.forget(channelId)
    return result ?? tooLate()
  }

  async #reject(command: Named, signal?: AbortSignal): Promise<CommandResult> {
    const leg = this.#leg(command)
    if (leg !== undefined && leg.told !== 'alerting') {
      return refuse('command.state', 'Only a call that rings can be rejected.')
    }
    return this.#end(command, this.#parts.config.rejectCause, signal)
  }

  async #end(command: Named, cause: number, signal?: AbortSignal): Promise<CommandResult> {
    const leg = this.#leg(command)
    return leg === undefined ? unknownCall() : this.#hangUpAll([leg], cause, signal)
  }

  async #clearCall(command: Named, signal?: AbortSignal): Promise<CommandResult> {
    const leg = this.#leg(command)
    if (leg === undefined) return unknownCall()
    return this.#hangUpAll([...this.#parts.legs.groupOf(leg).legs], NORMAL_CLEARING, signal)
  }

  async #hangUpAll(legs: readonly Leg[], cause: number, signal?: AbortSignal): Promise<CommandResult> {
    const replies = await Promise.all(legs.map((leg) => this.#ask(hangUp(leg.channel, cause))))
    // A channel that went by itself meanwhile is what was asked for.
    const failed = replies.find((reply) => !reply.ok && reply.code !== 'call.unknown')
    if (failed?.ok === false) return refused(failed)
    if (replies.every((reply) => !reply.ok)) return unknownCall()
    const gone = (): CommandResult | undefined =>
      legs.every((leg) => this.#parts.legs.hasEnded(leg.uniqueid)) ? { ok: true } : undefined
    return (await this.#parts.watch.until(gone, EVENT_TIMEOUT_MS, signal)) ?? tooLate()
  }

  async #notify(
    command: Named,
    { event, from, to }: { event: 'talk' | 'hold'; from: Leg['told']; to: Leg['told'] },
  ): Promise<CommandResult> {
    const leg = this.#leg(command)
    if (leg === undefined) return unknownCall()
    if (leg.told !== from)
      return refuse('command.state', 'That is not possible in the present state of the call.')
    const reply = await this.#ask(notifyPhone(leg.channel, event))
    if (!reply.ok) return refused(reply)
    const { legs, watch } = this.#parts
    const done = await watch.until<CommandResult>(() => {
      if (leg.told === to) return { ok: true }
      return legs.hasEnded(leg.uniqueid) ? unknownCall() : undefined
    }, NOTIFY_TIMEOUT_MS)
    if (done !== undefined) return done
    this.#parts.disobeyed(leg.device)
    return refuse('command.failed', 'The phone did not do it. Use the phone itself.')
  }

  /** The leg that a command names, if it is there and belongs to the device that asks. */
  #leg({ connection, device }: Named): Leg | undefined {
    const leg = this.#parts.legs.get(connection.deviceId)
    return leg?.device === device && leg.person ? leg : undefined
  }

  #ask({ name, headers }: Action): Promise<AmiReply> {
    return this.#parts.client.action(name, headers)
  }
}

interface Named {
  readonly device: string
  readonly connection: ConnectionId
}

function refuse(code: ErrorCode, message: string): CommandResult {
  return { ok: false, refusal: { code, message } }
}

function refused(reply: Extract<AmiReply, { ok: false }>): CommandResult {
  return { ok: false, refusal: { code: reply.code, message: reply.message, switchReason: reply.message } }
}

function unknownCall(): CommandResult {
  return refuse('call.unknown', 'This call has ended or is not yours.')
}

function tooLate(): CommandResult {
  return refuse('link.timeout', 'Asterisk did not do it in time.')
}
