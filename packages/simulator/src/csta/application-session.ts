import {
  editions,
  type Draft,
  type EditionName,
  type Message,
  type MessageOf,
} from '@hookswitch/pbx/csta/codec'
import { credentialsIn, everyDevice } from './accounts.ts'
import { dialectFor } from './dialect.ts'
import type { Habits } from './habits.ts'
import type { CstaSession } from './session.ts'

type SessionRequest =
  | MessageOf<'StartApplicationSession'>
  | MessageOf<'ResetApplicationSessionTimer'>
  | MessageOf<'StopApplicationSession'>

export function isSessionRequest(message: Message): message is SessionRequest {
  return (
    message.kind === 'StartApplicationSession' ||
    message.kind === 'ResetApplicationSessionTimer' ||
    message.kind === 'StopApplicationSession'
  )
}

/** ECMA-354: log-in, life and end of an application session. */
export function answerSession(session: CstaSession, message: SessionRequest): Draft {
  switch (message.kind) {
    case 'StartApplicationSession':
      return start(session, message)
    case 'ResetApplicationSessionTimer':
      return reset(session, message)
    case 'StopApplicationSession':
      return stop(session, message)
  }
}

function refuseStart(
  value: 'invalidApplicationInfo' | 'requestedProtocolVersionNotSupported' | 'maxNumberSessions',
): Draft {
  return { kind: 'StartApplicationSessionNegResponse', errorCode: { kind: 'definedError', value } }
}

function start(session: CstaSession, message: MessageOf<'StartApplicationSession'>): Draft {
  const { face } = session
  const credentials = credentialsIn(message.applicationInfo?.applicationSpecificInfo ?? [])
  const account = credentials === null ? undefined : face.accounts.get(credentials.user)
  if (account === undefined || account.password !== credentials?.password) {
    return refuseStart('invalidApplicationInfo')
  }
  if (face.accountedSessions >= face.habits.mostSessions) return refuseStart('maxNumberSessions')
  const version = chooseVersion(message.requestedProtocolVersions ?? [], face.habits)
  if (version === null) return refuseStart('requestedProtocolVersionNotSupported')
  session.account = account
  session.sessionId = face.nextSessionId()
  session.outlet.dialect = dialectFor(face.habits, { namespace: version })
  const duration = grant(session, message.requestedSessionDuration)
  return {
    kind: 'StartApplicationSessionPosResponse',
    sessionID: session.sessionId,
    actualProtocolVersion: version,
    actualSessionDuration: duration,
  }
}

/** The first of the asked-for editions that is spoken here; null when none is. */
function chooseVersion(asked: readonly string[], { strict, edition }: Habits): string | null {
  for (const version of asked) {
    const name = /ed[3-6]$/.exec(version.trim())?.[0] as EditionName | undefined
    if (strict && name !== edition) continue
    if (name !== undefined && editions[name].csta === version.trim()) return version.trim()
  }
  return null
}

/** Starts the session's clock anew; at its end the peer is told and the connection closed. */
function grant(session: CstaSession, asked: number | undefined): number {
  const { face } = session
  const seconds = Math.max(1, Math.min(asked ?? face.habits.longestSession, face.habits.longestSession))
  session.expiry?.()
  session.expiry = face.exchange.clock.after(seconds * 1000, () => terminate(session))
  return seconds
}

/** The switch ends the session of its own accord. */
export function terminate(session: CstaSession): void {
  if (session.sessionId !== null) {
    session.request({
      kind: 'ApplicationSessionTerminated',
      sessionID: session.sessionId,
      sessionTermReason: { kind: 'definedTermReason', value: 'sessionTimerExpired' },
    })
  }
  session.end()
}

function reset(session: CstaSession, message: MessageOf<'ResetApplicationSessionTimer'>): Draft {
  if (session.sessionId === null || message.sessionID !== session.sessionId) {
    return {
      kind: 'ResetApplicationSessionTimerNegResponse',
      errorCode: { kind: 'definedError', value: 'invalidSessionID' },
    }
  }
  const actualSessionDuration = grant(session, message.requestedSessionDuration)
  return { kind: 'ResetApplicationSessionTimerPosResponse', actualSessionDuration }
}

function stop(session: CstaSession, message: MessageOf<'StopApplicationSession'>): Draft {
  if (session.sessionId === null || message.sessionID !== session.sessionId) {
    return {
      kind: 'StopApplicationSessionNegResponse',
      errorCode: { kind: 'definedError', value: 'invalidSessionID' },
    }
  }
  session.expiry?.()
  session.sessionId = null
  session.account = session.face.habits.loginRequired ? null : everyDevice
  session.face.monitors.removeAll(session)
  return { kind: 'StopApplicationSessionPosResponse' }
}
