import {
  decodeMessage,
  EVENT_INVOKE_ID,
  FrameReader,
  roleOf,
  type Draft,
  type Frame,
  type Message,
  type PeerStyle,
} from '@hookswitch/pbx/csta/codec'
import type { Cancel } from '#engine/clock.ts'
import { cannot, wrongOperation, type Refused } from '#engine/refusal.ts'
import { everyDevice, type Account } from './accounts.ts'
import { dialectFor, understands } from './dialect.ts'
import { answerLogin } from './login-request.ts'
import { Outlet } from './outlet.ts'
import { answerSession, isSessionRequest } from './application-session.ts'
import { draftRefusal } from './answer.ts'
import { serve } from './requests.ts'
import type { Face } from './face.ts'
import type { Wire } from './wire.ts'

/** A request as its answer has to know it. */
interface Asked {
  readonly invokeId: string
  readonly name: string
}

/** One connection of one application. */
export class CstaSession {
  readonly face: Face
  readonly outlet: Outlet
  account: Account | null
  /** Of ECMA-354; null before StartApplicationSession and for implicit associations. */
  sessionId: string | null = null
  expiry: Cancel | null = null
  /** Wants SystemStatus from us. */
  registered = false
  readonly #wire: Wire
  readonly #frames = new FrameReader()
  #invokeId = 0
  /** Events wait here while the response to what caused them is not written. */
  #waiting: Draft[] | null = null
  #heartbeat: Cancel | null = null
  #patience: Cancel | null = null

  constructor(face: Face, wire: Wire) {
    this.face = face
    this.#wire = wire
    this.account = face.habits.loginRequired ? null : everyDevice
    const { habits, exchange } = face
    this.outlet = new Outlet(wire, { habits, clock: exchange.clock }, dialectFor(habits, {}))
  }

  start(): void {
    const wire = this.#wire
    wire.on('data', (bytes) => this.#read(bytes))
    wire.on('error', () => wire.destroy())
    wire.on('close', () => this.#gone())
    if (this.face.habits.speaksFirst) this.request({ kind: 'SystemStatus', systemStatus: 'normal' })
    this.#beat()
    this.#listen()
  }

  /** Ends the connection after what is written. */
  end(): void {
    this.outlet.flush()
    this.#wire.end()
  }

  destroy(): void {
    this.#wire.destroy()
  }

  event(message: Draft): void {
    if (this.#waiting === null) this.outlet.send(EVENT_INVOKE_ID, message)
    else this.#waiting.push(message)
  }

  /** A request of the switch; its answer is not waited for. */
  request(message: Draft): void {
    this.#invokeId = (this.#invokeId % 9998) + 1
    this.outlet.send(String(this.#invokeId).padStart(4, '0'), message)
  }

  mayUse(device: string): boolean {
    return this.account !== null && (this.account.devices?.has(device) ?? true)
  }

  #read(bytes: Uint8Array): void {
    this.#listen()
    const { frames, fault } = this.#frames.push(bytes)
    for (const frame of frames) this.#take(frame)
    if (fault !== undefined) this.#wire.destroy()
  }

  #take(frame: Frame): void {
    const decoded = decodeMessage(frame.body)
    if (!decoded.ok) return this.destroy()
    const { message, peer, faults } = decoded
    const name = nameOf(message)
    const role = roleOf(name)
    if (role === 'response' || role === 'event' || name === 'keepalive') return
    this.face.requests += 1
    const asked = { invokeId: frame.invokeId, name }
    const { logIns, strict } = this.face.habits
    if (logIns.includes('session') && isSessionRequest(message))
      return this.#respond(asked, answerSession(this, message))
    const login = logIns.includes('loginRequest') ? answerLogin(this, message) : undefined
    if (login !== undefined) return this.#respond(asked, login)
    this.#speakAs(peer)
    if (this.account === null) return this.#refuse(asked, wrongOperation('securityViolation'))
    if (!understands(this.face.habits, peer) || (strict && faults.length > 0))
      return this.#refuse(asked, wrongOperation('invalidParameterValue'))
    this.#serve(asked, message)
  }

  #refuse(asked: Asked, refused: Refused): void {
    this.#respond(asked, draftRefusal(refused))
  }

  #serve(asked: Asked, message: Message): void {
    const { habits } = this.face
    if (habits.unanswered.includes(asked.name)) return
    if (habits.unsupported.includes(asked.name))
      return this.#refuse(asked, wrongOperation('serviceNotSupported'))
    const waiting: Draft[] = []
    if (!habits.eventBeforeResponse) this.#waiting = waiting
    const response = this.#safely(message)
    if (!this.#leavesOpen(response)) this.#respond(asked, response)
    this.#release(waiting)
    for (const later of this.face.takeFollowUps()) this.request(later)
  }

  /** Some switches say nothing of devices that they do not have. */
  #leavesOpen(response: Draft): boolean {
    if (this.face.habits.unknownDevices === 'refused' || response.kind !== 'CSTAErrorCode') return false
    return 'value' in response.error && response.error.value === 'invalidDeviceID'
  }

  #safely(message: Message): Draft {
    try {
      return serve(this, message)
    } catch (error) {
      this.face.report(error)
      return draftRefusal(generic)
    }
  }

  #release(waiting: Draft[]): void {
    this.#waiting = null
    for (const event of waiting) this.outlet.send(EVENT_INVOKE_ID, event)
  }

  #respond({ invokeId, name }: Asked, message: Draft): void {
    const { habits, exchange } = this.face
    if (habits.unanswered.includes(name)) return
    if (habits.responseDelayMs === 0) return this.outlet.send(invokeId, message)
    exchange.clock.after(habits.responseDelayMs, () => this.outlet.send(invokeId, message))
  }

  /** From the first message on, the peer is answered in its own edition. */
  #speakAs(peer: PeerStyle): void {
    if (this.sessionId === null) this.outlet.dialect = dialectFor(this.face.habits, peer)
  }

  #beat(): void {
    const { statusEveryMs } = this.face.habits
    if (statusEveryMs === 0) return
    this.#heartbeat = this.face.exchange.clock.after(statusEveryMs, () => {
      this.request({ kind: 'SystemStatus', systemStatus: 'normal' })
      this.#beat()
    })
  }

  /** A peer that says nothing for too long is cut off. */
  #listen(): void {
    const { keepaliveWithinMs } = this.face.habits
    this.#patience?.()
    if (keepaliveWithinMs === 0) return
    this.#patience = this.face.exchange.clock.after(keepaliveWithinMs, () => this.destroy())
  }

  #gone(): void {
    this.expiry?.()
    this.#heartbeat?.()
    this.#patience?.()
    this.face.forget(this)
  }
}

function nameOf(message: Message): string {
  return message.kind === 'unknown' ? message.name : message.kind
}

const generic: Refused = cannot('operation', 'generic')
