import type { CallCommand, LineCommand } from '@hookswitch/contract'
import {
  canCommand,
  connectionAt,
  errorCodes,
  pairOf,
  type Command,
  type CommandResult,
  type Connection,
  type ErrorCode,
  type HeldAndActive,
} from '@hookswitch/model'
import type { PbxSession } from '@hookswitch/pbx'
import { offeredTo } from './call-view.ts'
import type { LiveUser } from './directory.ts'
import { lineCommand } from './line-commands.ts'
import type { LinkCalls } from './link-calls.ts'
import type { LiveCall } from './live-call.ts'
import type { LiveCalls } from './live-calls.ts'
import { connectionOfParty } from './parties.ts'

/** How a number that somebody typed is understood at the user's link. */
export type ReadDial = (
  user: LiveUser,
  text: string,
) => { readonly kind: 'number' | 'extension' | 'unreadable'; readonly dial: string | null }

export interface CommandsOptions {
  readonly live: LiveCalls
  readonly readDial: ReadDial
  /** Counts commands by kind and by what became of them. */
  readonly count: (kind: string, result: string) => void
}

export interface Commands {
  makeCall(user: LiveUser, number: string, signal?: AbortSignal): Promise<CommandResult>
  commandCall(
    user: LiveUser,
    request: CallCommand & { readonly callId: string },
    signal?: AbortSignal,
  ): Promise<CommandResult>
  commandLine(user: LiveUser, request: LineCommand, signal?: AbortSignal): Promise<CommandResult>
}

/** A command for the switch, or why there is none. */
export type Made = Command | ErrorCode

/** What a command is made from: whose it is, and the link with a session. */
export interface Asking {
  readonly user: LiveUser & { readonly device: string }
  readonly on: LinkCalls
  readonly session: PbxSession
  /** What is dialled for what was typed; null for what is no number. A place of the configuration is dialled as it stands there. */
  readonly dial: (text: string) => string | null
}

/** The one road from people to the switch. Nothing here changes a call: the switch's own event does. */
export function createCommands({ live, readDial, count }: CommandsOptions): Commands {
  const send = async (
    user: LiveUser,
    { kind, signal }: { readonly kind: string; readonly signal: AbortSignal | undefined },
    make: (asking: Asking) => Made,
  ): Promise<CommandResult> => {
    const asking = askingOf({ live, readDial }, user)
    const made = typeof asking === 'string' ? asking : make(asking)
    const given =
      typeof made === 'string' || typeof asking === 'string'
        ? refuse(made as ErrorCode)
        : honest(await asking.session.command(made, signal))
    count(kind, given.ok ? 'ok' : given.refusal.code)
    return given
  }
  return {
    makeCall: (user, number, signal) =>
      send(user, { kind: 'makeCall', signal }, (asking) => makeCall(asking, number)),
    commandCall: (user, request, signal) => {
      const found = live.callOf(user, request.callId)
      // Whose call it is not hears nothing else about it.
      if (found === undefined) return Promise.resolve(refuse('call.unknown'))
      return send(user, { kind: request.kind, signal }, (asking) =>
        callCommand(asking, { live: found.live, request }),
      )
    },
    commandLine: (user, request, signal) =>
      send(user, { kind: request.kind, signal }, (asking) => lineCommand(asking, request)),
  }
}

function askingOf(
  { live, readDial }: Pick<CommandsOptions, 'live' | 'readDial'>,
  user: LiveUser,
): Asking | ErrorCode {
  const { device } = user
  const on = live.linkOf(user)
  if (device === null || on === undefined) return 'device.unknown'
  const { session, plan } = on
  if (session === null || on.status.state !== 'live') return 'link.down'
  const dial = (text: string): string | null =>
    plan.targets.find(({ number }) => number === text.trim())?.number ?? readDial(user, text).dial
  return { user: { ...user, device }, on, session, dial }
}

function makeCall({ user, session, dial }: Asking, number: string): Made {
  if (!canCommand(session.capabilities, user.device, 'makeCall')) return 'command.unsupported'
  const to = dial(number)
  return to === null ? 'number.unreadable' : { kind: 'makeCall', device: user.device, to }
}

interface OnCall {
  readonly live: LiveCall
  readonly request: CallCommand
}

function callCommand(asking: Asking, { live, request }: OnCall): Made {
  const { user, on } = asking
  const { call } = live
  const leg = connectionAt(call, user.device)
  if (leg === undefined) return 'call.unknown'
  if (request.party !== undefined) return dropParty(asking, { live, request })
  if (!offeredTo(call, user, on.context).includes(request.kind)) {
    const known = canCommand(asking.session.capabilities, user.device, request.kind)
    return known ? 'command.state' : 'command.unsupported'
  }
  const to = request.to === undefined ? undefined : asking.dial(request.to)
  if (to === null) return 'number.unreadable'
  const pair = pairFor(on.callsOf(user), user.device, { leg, otherCallId: request.otherCallId })
  return commandOf({ asking, leg, pair, to, request }) ?? 'command.state'
}

/** Somebody else's leg is cleared instead of my own. */
function dropParty({ user, on }: Asking, { live, request }: OnCall): Made {
  const { call } = live
  const party = on.partiesOf(call, user).find(({ id }) => id === request.party)
  const connection = connectionOfParty(call, request.party ?? '')
  if (request.kind !== 'clearConnection' || party?.canDrop !== true || connection === undefined)
    return 'command.state'
  return { kind: 'clearConnection', device: user.device, connection: connection.id }
}

/** This call and the second one of a command on two: the one that was named, else the only one that goes with it. */
function pairFor(
  mine: readonly LiveCall[],
  device: string,
  { leg, otherCallId }: { readonly leg: Connection; readonly otherCallId: string | undefined },
): HeldAndActive | undefined {
  const pairs = mine
    .filter(({ call }) => otherCallId === undefined || call.id === otherCallId)
    .map(({ call }) => connectionAt(call, device))
    .map((other) => (other?.id.callId === leg.id.callId ? undefined : pairOf(leg, other)))
    .filter((pair) => pair !== undefined)
  return pairs.length === 1 ? pairs[0] : undefined
}

interface Parts {
  readonly asking: Asking
  readonly leg: Connection
  readonly pair: HeldAndActive | undefined
  readonly to: string | undefined
  readonly request: CallCommand
}

/** The model's command; undefined when something that it takes is missing. */
function commandOf({ asking, leg, pair, to, request }: Parts): Command | undefined {
  const { device } = asking.user
  const connection = leg.id
  switch (request.kind) {
    case 'rejectCall':
      return rejection(asking, leg)
    case 'answerCall':
    case 'clearConnection':
    case 'clearCall':
    case 'holdCall':
    case 'retrieveCall':
      return { kind: request.kind, device, connection }
    case 'deflectCall':
    case 'consultationCall':
    case 'singleStepTransfer':
    case 'singleStepConference':
      return to === undefined ? undefined : { kind: request.kind, device, connection, to }
    case 'parkCall':
      return { kind: 'parkCall', device, connection, ...(to === undefined ? {} : { to }) }
    case 'generateDigits':
      return request.digits === undefined
        ? undefined
        : { kind: 'generateDigits', device, connection, digits: request.digits.toUpperCase() }
    case 'alternateCall':
    case 'reconnectCall':
    case 'transferCall':
    case 'conferenceCall':
      return pair === undefined ? undefined : { kind: request.kind, device, ...pair }
  }
}

/** Some switches let a cleared call ring on at a colleague's; there a link sends it where the configuration says. */
function rejection({ user, on }: Asking, leg: Connection): Command {
  const { device } = user
  const { rejectBy, rejectTo } = on.plan
  return rejectBy === 'deflect' && rejectTo !== null
    ? { kind: 'deflectCall', device, connection: leg.id, to: rejectTo }
    : { kind: 'rejectCall', device, connection: leg.id }
}

/** Refusals that say nothing of whether the switch did it: they came after it was asked. */
const unanswered: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['link.down', 'link.timeout', 'link.protocol'])

/** What a switch that was asked and did not answer makes of the command is not known, and is not called a failure. */
function honest(result: CommandResult): CommandResult {
  if (result.ok || result.refusal.switchReason !== undefined || !unanswered.has(result.refusal.code))
    return result
  return refuse('command.unknown')
}

function refuse(code: ErrorCode): CommandResult {
  return { ok: false, refusal: { code, message: errorCodes[code] } }
}
