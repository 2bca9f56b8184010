/** What every command needs: to find its leg, to ask Asterisk, and to wait for the events that prove it. */
import type { Command, CommandResult, ConnectionId, ErrorCode, SwitchEvent } from '@hookswitch/model'
import type { AmiClient, AmiReply } from '#asterisk/client.ts'
import { first } from '#asterisk/codec/message.ts'
import type { AsteriskConfig } from '#asterisk/config.ts'
import { isPlain, setVariable, type Action } from '#asterisk/from-model/actions.ts'
import type { Contexts } from '#asterisk/to-model/contexts.ts'
import type { Leg, LegTable } from '#asterisk/to-model/legs.ts'
import type { AmiTranslator } from '#asterisk/to-model/translator.ts'
import type { Watch } from '#asterisk/watch.ts'

export interface CommandParts {
  readonly config: AsteriskConfig
  readonly contexts: Contexts
  readonly client: AmiClient
  readonly translator: AmiTranslator
  readonly watch: Watch
  /** Whether a phone is known to do what NOTIFY talk and hold ask. */
  obeys(device: string): boolean
  /** Told of a phone that did not do what a NOTIFY asked. */
  disobeyed(device: string): void
  /** Tells what Asterisk has no event for. */
  tell(event: SwitchEvent): void
  /** The same for what the translator has to say about it. */
  say(run: () => void): void
}

export type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

export interface Named {
  readonly device: string
  readonly connection: ConnectionId
}

export const NORMAL_CLEARING = 16
export const EVENT_TIMEOUT_MS = 5_000

/** What came of a step: nothing where it was done, else why not. */
export type Problem = Extract<CommandResult, { ok: false }> | undefined

export class Desk {
  readonly parts: CommandParts
  readonly signal: AbortSignal | undefined
  readonly #nextId: () => string

  constructor(parts: CommandParts, nextId: () => string, signal?: AbortSignal) {
    this.parts = parts
    this.#nextId = nextId
    this.signal = signal
  }

  /** An id for a channel or a call to be, used by nobody else on this Asterisk. */
  newId(): string {
    return this.#nextId()
  }

  get legs(): LegTable {
    return this.parts.translator.legs
  }

  /** The device's own place that a command names. */
  leg({ connection, device }: Named): Leg | undefined {
    const leg = this.legs.at(connection)
    return leg?.device === device && leg.person && leg.told !== 'gone' ? leg : undefined
  }

  /** A place in a call that the device is in: its own, or another's whom it may drop. */
  legInCallOf({ connection, device }: Named): Leg | undefined {
    const leg = this.legs.at(connection)
    if (leg === undefined || !leg.person || leg.told === 'gone') return undefined
    return [...this.legs.groupOf(leg).legs].some((one) => one.device === device && one.person)
      ? leg
      : undefined
  }

  /** Those of a leg's call who have a channel in it beside this phone. */
  others(leg: Leg): Leg[] {
    return this.parts.translator.holding.companyOf(leg).filter(({ keptBy }) => keptBy === undefined)
  }

  /** The one other party of a call of two that are speaking. */
  partner(leg: Leg): Leg | undefined {
    const others = this.others(leg)
    return others.length === 1 ? others[0] : undefined
  }

  ask({ name, headers }: Action): Promise<AmiReply> {
    return this.parts.client.action(name, headers)
  }

  /** Asks for several things at once, in order; the first refusal counts. */
  async askAll(actions: readonly Action[]): Promise<Problem> {
    const replies = await Promise.all(actions.map((each) => this.ask(each)))
    const failed = replies.find((reply) => !reply.ok)
    return failed?.ok === false ? refused(failed) : undefined
  }

  set(leg: Leg, name: string, value: string): Action {
    return setVariable(leg.channel, name, value)
  }

  /** Waits until the events show it. */
  async until(check: () => CommandResult | undefined, timeoutMs = EVENT_TIMEOUT_MS): Promise<CommandResult> {
    return (await this.parts.watch.until(check, timeoutMs, this.signal)) ?? tooLate()
  }

  /** Why a call must not be sent to this number; undefined where the dialplan knows it. */
  async unreachable(to: string): Promise<Problem> {
    if (!isPlain('number', to)) {
      return refuse('number.invalid', 'A number may hold digits, *, # and a leading + only.')
    }
    const { transfer } = this.parts.contexts
    const reply = await this.parts.client.action('Getvar', [
      ['Variable', `DIALPLAN_EXISTS(${transfer},${to},1)`],
    ])
    if (!reply.ok) return refused(reply)
    if (first(reply.fields, 'Value') === '1') return undefined
    return refuse('number.invalid', `The telephone system knows no number ${to}.`)
  }
}

export function refuse(code: ErrorCode, message: string): Extract<CommandResult, { ok: false }> {
  return { ok: false, refusal: { code, message } }
}

export function refused(reply: Extract<AmiReply, { ok: false }>): Extract<CommandResult, { ok: false }> {
  return { ok: false, refusal: { code: reply.code, message: reply.message, switchReason: reply.message } }
}

export function unknownCall(): Extract<CommandResult, { ok: false }> {
  return refuse('call.unknown', 'This call has ended or is not yours.')
}

export function wrongState(
  message = 'That is not possible in the present state of the call.',
): Extract<CommandResult, { ok: false }> {
  return refuse('command.state', message)
}

export function tooLate(): Extract<CommandResult, { ok: false }> {
  return refuse('link.timeout', 'Asterisk did not do it in time.')
}
