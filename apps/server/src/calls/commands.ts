import type { CallCommandKind } from '@hookswitch/contract'
import {
  canCommand,
  connectionAt,
  errorCodes,
  type Command,
  type CommandResult,
  type Connection,
  type ConnectionId,
  type ErrorCode,
} from '@hookswitch/model'
import type { PbxSession } from '@hookswitch/pbx'
import { offered } from './call-view.ts'
import type { LiveUser } from './directory.ts'
import type { LiveCall } from './live-call.ts'
import type { LiveCalls } from './live-calls.ts'

/** What a page asks about a call of its user (body of the contract's `commandCall`). */
export interface CallRequest {
  readonly kind: CallCommandKind
  readonly digits?: string | undefined
  readonly to?: string | undefined
  readonly otherCallId?: string | undefined
}

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
    request: CallRequest & { readonly callId: string },
    signal?: AbortSignal,
  ): Promise<CommandResult>
}

/** The one road from people to the switch. Nothing here changes a call: the switch's own event does. */
export function createCommands({ live, readDial, count }: CommandsOptions): Commands {
  const counted = async (
    kind: string,
    result: Promise<CommandResult> | CommandResult,
  ): Promise<CommandResult> => {
    const given = await result
    count(kind, given.ok ? 'ok' : given.refusal.code)
    return given
  }
  return {
    makeCall: (user, number, signal) =>
      counted('makeCall', makeCall({ live, readDial }, { user, number }, signal)),
    commandCall: (user, request, signal) =>
      counted(request.kind, commandCall({ live, readDial }, { user, request }, signal)),
  }
}

type Ports = Pick<CommandsOptions, 'live' | 'readDial'>

async function makeCall(
  { live, readDial }: Ports,
  { user, number }: { readonly user: LiveUser; readonly number: string },
  signal?: AbortSignal,
): Promise<CommandResult> {
  const { dial } = readDial(user, number)
  if (dial === null) return refuse('number.unreadable')
  const on = live.linkOf(user)
  if (on === undefined || user.device === null) return refuse('device.unknown')
  const { session } = on
  if (session === null || on.status.state !== 'live') return refuse('link.down')
  if (!canCommand(session.capabilities, user.device, 'makeCall')) return refuse('command.unsupported')
  return session.command({ kind: 'makeCall', device: user.device, to: dial }, signal)
}

async function commandCall(
  { live, readDial }: Ports,
  { user, request }: { readonly user: LiveUser; readonly request: CallRequest & { readonly callId: string } },
  signal?: AbortSignal,
): Promise<CommandResult> {
  const found = live.callOf(user, request.callId)
  if (found === undefined || user.device === null) return refuse('call.unknown')
  const { on } = found
  const leg = connectionAt(found.live.call, user.device)
  if (leg === undefined) return refuse('call.unknown')
  const { session } = on
  if (session === null || on.status.state !== 'live') return refuse('link.down')
  if (!canCommand(session.capabilities, user.device, request.kind)) return refuse('command.unsupported')
  if (!offered(found.live.call, user.device, session.capabilities).includes(request.kind))
    return refuse('command.state')
  const other = otherLeg(on.callsOf(user), user.device, { leg, otherCallId: request.otherCallId })
  const to = request.to === undefined ? undefined : readDial(user, request.to).dial
  if (to === null) return refuse('number.unreadable')
  const made = commandOf({ device: user.device, leg, other, to, request })
  return made === undefined ? refuse('command.state') : send(session, made, signal)
}

function send(session: PbxSession, command: Command, signal?: AbortSignal): Promise<CommandResult> {
  return session.command(command, signal)
}

/** The second call of a command on two: the one that was named, else the only other one at this telephone. */
function otherLeg(
  mine: readonly LiveCall[],
  device: string,
  { leg, otherCallId }: { readonly leg: Connection; readonly otherCallId: string | undefined },
): Connection | undefined {
  const legs = mine
    .filter(({ call }) => otherCallId === undefined || call.id === otherCallId)
    .map(({ call }) => connectionAt(call, device))
    .filter((one) => one !== undefined && one.id.callId !== leg.id.callId)
  return legs.length === 1 ? legs[0] : undefined
}

interface Parts {
  readonly device: string
  readonly leg: Connection
  readonly other: Connection | undefined
  readonly to: string | undefined
  readonly request: CallRequest
}

/** The model's command; undefined when something that it takes is missing. */
function commandOf({ device, leg, other, to, request }: Parts): Command | undefined {
  const connection = leg.id
  switch (request.kind) {
    case 'answerCall':
    case 'rejectCall':
    case 'clearConnection':
    case 'holdCall':
    case 'retrieveCall':
      return { kind: request.kind, device, connection }
    case 'deflectCall':
    case 'consultationCall':
    case 'singleStepTransfer':
    case 'singleStepConference':
      return to === undefined ? undefined : { kind: request.kind, device, connection, to }
    case 'generateDigits':
      return request.digits === undefined
        ? undefined
        : { kind: 'generateDigits', device, connection, digits: request.digits }
    case 'alternateCall':
    case 'reconnectCall':
    case 'transferCall':
    case 'conferenceCall': {
      const pair = heldAndActive(leg, other)
      return pair === undefined ? undefined : { kind: request.kind, device, ...pair }
    }
  }
}

/** Which of two legs is on hold does not depend on which of the two the person pressed the button of. */
function heldAndActive(
  leg: Connection,
  other: Connection | undefined,
): { held: ConnectionId; active: ConnectionId } | undefined {
  if (other === undefined) return undefined
  if (leg.state === 'hold') return { held: leg.id, active: other.id }
  return other.state === 'hold' ? { held: other.id, active: leg.id } : undefined
}

function refuse(code: ErrorCode): CommandResult {
  return { ok: false, refusal: { code, message: errorCodes[code] } }
}
