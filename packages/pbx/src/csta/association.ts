/**
 * The application session of ECMA-354 that a talk runs in: log in, renew at half time, log out. With a dialect whose
 * association is implicit, the connection is the session and there is nothing to renew.
 */
import { LinkError, type LinkLog } from '#connector.ts'
import {
  type DraftOf,
  editions,
  type EditionName,
  type MessageOf,
  type WireDialect,
  type XmlElement,
} from '#csta/codec/index.ts'
import type { Timer } from '#world.ts'
import type { CstaClient } from './client.ts'
import type { CstaConfig } from './config.ts'
import type { CstaDialect } from './dialects/dialect.ts'
import { requestLogin } from './login-request.ts'

export interface AssociationPorts {
  log(entry: LinkLog): void
  /** The session is over by the switch's word: what is known of it is worth nothing any more. */
  lost(message: string): void
}

/** Renewals are tried this often again when one was not answered. */
const RENEW_AGAIN_MS = 5_000
const LOG_OUT_TIMEOUT_MS = 400

export class Association {
  readonly #client: CstaClient
  readonly #config: CstaConfig
  readonly #dialect: CstaDialect
  readonly #ports: AssociationPorts
  #sessionId: string | undefined
  #expiresAt = Number.POSITIVE_INFINITY
  #timer: Timer | undefined

  constructor(
    client: CstaClient,
    config: CstaConfig,
    context: { readonly dialect: CstaDialect; readonly ports: AssociationPorts },
  ) {
    this.#client = client
    this.#config = config
    this.#dialect = context.dialect
    this.#ports = context.ports
  }

  /** @throws LinkError when the switch does not let us in. */
  async start(): Promise<void> {
    if (this.#dialect.opening === 'session') await this.#logIn()
    else if (this.#dialect.loginRequest !== undefined)
      await requestLogin(this.#client, this.#config, this.#dialect.loginRequest)
    // Not waited for: a switch that leaves it unanswered can do without, and so can we.
    if (this.#dialect.registers) void this.#register()
  }

  async #logIn(): Promise<void> {
    const reply = await this.#client.request(logIn(this.#config, this.#dialect), [
      'StartApplicationSessionPosResponse',
      'StartApplicationSessionNegResponse',
    ])
    if (!reply.ok) {
      const { code, message, switchReason } = reply.refusal
      if (switchReason?.startsWith('security') === true)
        throw new LinkError('login.failed', 'The telephone system refused the log-in.')
      throw new LinkError(code, `The telephone system did not open a session: ${message}`)
    }
    if (reply.message.kind === 'StartApplicationSessionNegResponse') throw refusedLogIn(reply.message)
    const { sessionID, actualProtocolVersion, actualSessionDuration } = reply.message
    this.#sessionId = sessionID ?? ''
    this.#client.speak(chosenWire(this.#client.wire, actualProtocolVersion))
    this.#renewAfter(actualSessionDuration ?? this.#config.sessionSeconds)
  }

  /** Status reports are wished for, not needed: a switch that has none refuses. */
  async #register(): Promise<void> {
    const reply = await this.#client.request(
      { kind: 'SystemRegister', requestTypes: { systemStatus: true } },
      ['SystemRegisterResponse'],
    )
    if (reply.ok) return
    const reason = reply.refusal.switchReason ?? reply.refusal.code
    this.#ports.log({
      level: 'info',
      code: 'csta.noStatusReports',
      message: 'The switch does not report its status.',
      details: { reason },
    })
  }

  #renewAfter(seconds: number): void {
    this.#client.world.clear(this.#timer)
    if (seconds <= 0) return // Some switches grant sessions that do not end.
    this.#expiresAt = this.#client.world.steady() + seconds * 1_000
    this.#renewIn(seconds * 500)
  }

  #renewIn(ms: number): void {
    this.#timer = this.#client.world.after(Math.min(ms, 2 ** 31 - 1), () => void this.#renew())
    this.#timer.unref()
  }

  async #renew(): Promise<void> {
    const reply = await this.#client.request(
      {
        kind: 'ResetApplicationSessionTimer',
        sessionID: this.#sessionId ?? '',
        requestedSessionDuration: this.#config.sessionSeconds,
      },
      ['ResetApplicationSessionTimerPosResponse', 'ResetApplicationSessionTimerNegResponse'],
    )
    if (this.#sessionId === undefined) return
    if (reply.ok && reply.message.kind === 'ResetApplicationSessionTimerPosResponse') {
      this.#renewAfter(reply.message.actualSessionDuration ?? this.#config.sessionSeconds)
    } else if (
      reply.ok &&
      reply.message.kind === 'ResetApplicationSessionTimerNegResponse' &&
      reply.message.errorCode?.value === 'invalidSessionID'
    ) {
      this.#ports.lost('The telephone system does not know our session any more.')
    } else if (this.#client.world.steady() > this.#expiresAt) {
      this.#ports.lost('Our session with the telephone system has run out and was not renewed.')
    } else {
      this.#ports.log({
        level: 'warn',
        code: 'csta.sessionNotRenewed',
        message: 'The switch has not renewed our session; it is asked again.',
      })
      this.#renewIn(RENEW_AGAIN_MS)
    }
  }

  /** The switch ended the session. True when it was ours. */
  terminated(message: MessageOf<'ApplicationSessionTerminated'>): boolean {
    // A switch that names no session means the only one there is.
    const ours =
      message.sessionID === undefined || message.sessionID === '' || message.sessionID === this.#sessionId
    if (!ours) return false
    this.#forget()
    const word = message.sessionTermReason?.value
    this.#ports.lost(
      word === 'sessionTimerExpired'
        ? 'The telephone system ended our session: it had not been renewed in time.'
        : word === 'resourceLimitation'
          ? 'The telephone system ended our session: it is short of resources.'
          : 'The telephone system ended our session.',
    )
    return true
  }

  #forget(): void {
    this.#client.world.clear(this.#timer)
    this.#sessionId = undefined
  }

  /** Tells the switch that we go. Does not wait long for its consent. */
  async stop(): Promise<void> {
    const sessionID = this.#sessionId
    this.#forget()
    if (sessionID === undefined) return
    await this.#client.request(
      {
        kind: 'StopApplicationSession',
        sessionID,
        sessionEndReason: { kind: 'definedEndReason', value: 'normal' },
      },
      ['StopApplicationSessionPosResponse', 'StopApplicationSessionNegResponse'],
      { timeoutMs: LOG_OUT_TIMEOUT_MS },
    )
  }
}

function logIn(config: CstaConfig, dialect: CstaDialect): DraftOf<'StartApplicationSession'> {
  return {
    kind: 'StartApplicationSession',
    applicationInfo: {
      applicationID: config.applicationId,
      applicationSpecificInfo: credentials(config, dialect),
    },
    requestedProtocolVersions: dialect.wire.csta === undefined ? [] : [dialect.wire.csta],
    requestedSessionDuration: config.sessionSeconds,
  }
}

function credentials(
  { user, password }: CstaConfig,
  { login }: CstaDialect,
): readonly XmlElement[] | undefined {
  if (user === undefined) return undefined
  const leaf = (name: string, text: string): XmlElement => ({ name, attributes: {}, children: [], text })
  const both = [leaf(login.user, user), leaf(login.password, password ?? '')]
  if (login.element === undefined) return both
  const attributes: Record<string, string> = login.namespace === undefined ? {} : { xmlns: login.namespace }
  return [{ name: login.element, attributes, children: both, text: '' }]
}

function refusedLogIn({ errorCode }: MessageOf<'StartApplicationSessionNegResponse'>): LinkError {
  switch (errorCode?.value) {
    case 'requestedProtocolVersionNotSupported':
      return new LinkError(
        'link.protocol',
        'The telephone system does not speak this edition of CSTA: choose another dialect.',
      )
    case 'serverResourcesBusy':
      return new LinkError('link.refused', 'The telephone system is too busy for another session.')
    case 'maxNumberSessions':
      return new LinkError(
        'licence.exceeded',
        'The telephone system has no licence left for another session.',
      )
    default:
      return new LinkError('login.failed', 'The telephone system refused the user name or password.')
  }
}

/** The edition that the switch chose, written as the dialect writes. */
function chosenWire(wire: WireDialect, version: string | undefined): WireDialect {
  const name = /\/csta\/(ed[3-6])\b/.exec(version ?? '')?.[1] as EditionName | undefined
  if (name === undefined || wire.csta === undefined) return wire
  const { csta, edition3, bareDestination } = editions[name]
  return { ...wire, csta, edition3, bareDestination: bareDestination || wire.bareDestination }
}
