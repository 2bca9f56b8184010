import { createServer, type Server, type Socket } from 'node:net'
import { clock } from './stats.ts'

/**
 * A switch for measuring: answers the few requests with which a CSTA client opens its link, then sends calls at a
 * steady rate from ready-made text, so that the sender costs as little as it can. Each call is three events at one
 * agent's device: Delivered (the ring), Established, ConnectionCleared. Not a simulator: it knows nothing of calls.
 */
export class MeasuringPbx {
  readonly #server: Server
  #socket: Socket | null = null
  #crossRefs = new Map<string, string>()
  #nextCall = 1
  /** No two switches of a run use the same call ids: to a server that remembers, they would be the same calls. */
  readonly #prefix = `b${process.hrtime.bigint().toString(36)}-`
  /** When the last byte of the ring of a caller's call was handed to the socket, by calling number. */
  readonly rangAt = new Map<string, number>()
  #snapshots = 0

  private constructor(server: Server) {
    this.#server = server
  }

  static async listen(): Promise<MeasuringPbx> {
    const server = createServer()
    const pbx = new MeasuringPbx(server)
    server.on('connection', (socket) => pbx.#accept(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return pbx
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  get connected(): boolean {
    return this.#socket !== null
  }

  /** Devices that are watched and whose snapshot was asked for: a call that rings earlier would contradict it. */
  get watched(): number {
    return Math.min(this.#crossRefs.size, this.#snapshots)
  }

  close(): void {
    this.#socket?.destroy()
    this.#server.close()
  }

  /**
   * Plays calls for some time: `rate` events a second over all agents, evenly spaced, a third of them rings. Each call
   * rings for a second and talks for another.
   * @returns how many rings were sent, and the rate that was really played: a sender that cannot keep up plays less
   */
  async play(options: {
    rate: number
    seconds: number
    devices: readonly string[]
    callers: (n: number) => string
  }): Promise<{ readonly rings: number; readonly rate: number }> {
    const steps = Math.round(options.rate * options.seconds)
    const gap = 1000 / options.rate
    // So many calls ring, and as many talk, when each does so for a second.
    const most = Math.ceil(options.rate / 3)
    const begin = clock()
    const [ringing, talking]: [Playing[], Playing[]] = [[], []]
    let rings = 0
    for (let step = 0; step < steps; step++) {
      await until(begin + step * gap)
      if (step % 3 === 0) {
        const device = options.devices[rings++ % options.devices.length] ?? ''
        ringing.push(this.#ring(device, options.callers(rings)))
      } else if (step % 3 === 1) this.#answer(ringing, talking, most)
      else this.#clear(talking, most)
    }
    const rate = (steps / Math.max(clock() - begin, gap * steps)) * 1_000
    await until(clock() + 1_000)
    this.#answer(ringing, talking, 0)
    this.#clear(talking, 0)
    return { rings, rate }
  }

  /** Answers the oldest calls until only so many are left to ring. */
  #answer(ringing: Playing[], talking: Playing[], left: number): void {
    while (ringing.length > left) {
      const call = ringing.shift()
      if (call === undefined) return
      this.#send(call.device, established(call))
      talking.push(call)
    }
  }

  #clear(talking: Playing[], left: number): void {
    while (talking.length > left) {
      const call = talking.shift()
      if (call !== undefined) this.#send(call.device, cleared(call))
    }
  }

  #ring(device: string, caller: string): Playing {
    const call: Playing = { id: `${this.#prefix}${this.#nextCall++}`, device, caller }
    this.#send(device, delivered(call))
    this.rangAt.set(caller, clock())
    return call
  }

  #send(device: string, event: (crossRef: string) => string): void {
    this.#socket?.write(frame('9999', event(this.#crossRefs.get(device) ?? device)))
  }

  #accept(socket: Socket): void {
    socket.setNoDelay(true)
    this.#socket = socket
    this.#crossRefs.clear()
    this.#snapshots = 0
    let rest = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null
    })
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes])
      while (rest.length >= 8 && rest.length >= rest.readUInt16BE(2)) {
        const length = rest.readUInt16BE(2)
        const reply = this.#reply(rest.toString('utf8', 8, length))
        if (reply !== null) socket.write(frame(rest.toString('ascii', 4, 8), reply))
        rest = rest.subarray(length)
      }
    })
  }

  #reply(xml: string): string | null {
    const name = /<(?:\w+:)?(\w+)[\s>/]/.exec(xml.replace(/^<\?[^>]*\?>\s*/, ''))?.[1] ?? ''
    if (name === 'StartApplicationSession')
      return session(
        '<sessionID>1</sessionID><actualProtocolVersion>' +
          edition +
          '</actualProtocolVersion><actualSessionDuration>3600</actualSessionDuration>',
      )
    if (name === 'ResetApplicationSessionTimer')
      return `<ResetApplicationSessionTimerPosResponse xmlns="${sessionNamespace}"><actualSessionDuration>3600</actualSessionDuration></ResetApplicationSessionTimerPosResponse>`
    if (name === 'StopApplicationSession')
      return `<StopApplicationSessionPosResponse xmlns="${sessionNamespace}"/>`
    if (name === 'MonitorStart') return this.#startMonitor(xml)
    if (name === 'SnapshotDevice') this.#snapshots++
    if (name === 'SnapshotDevice')
      return message(
        'SnapshotDeviceResponse',
        '<crossRefIDorSnapshotData><snapshotData/></crossRefIDorSnapshotData>',
      )
    if (name === 'RequestSystemStatus')
      return message('RequestSystemStatusResponse', '<systemStatus>normal</systemStatus>')
    if (name === 'SystemRegister')
      return message('SystemRegisterResponse', '<sysStatRegisterID>1</sysStatRegisterID>')
    if (name.endsWith('Response')) return null
    return message(`${name}Response`, '')
  }

  #startMonitor(xml: string): string {
    const device = /<(?:\w+:)?deviceObject[^>]*>([^<]*)</.exec(xml)?.[1] ?? ''
    const crossRef = String(this.#crossRefs.size + 1)
    this.#crossRefs.set(device, crossRef)
    return message('MonitorStartResponse', `<monitorCrossRefID>${crossRef}</monitorCrossRefID>`)
  }
}

interface Playing {
  readonly id: string
  readonly device: string
  readonly caller: string
}

const edition = 'http://www.ecma-international.org/standards/ecma-323/csta/ed6'
const sessionNamespace = 'http://www.ecma-international.org/standards/ecma-354/appl_session'

function session(body: string): string {
  return `<StartApplicationSessionPosResponse xmlns="${sessionNamespace}">${body}</StartApplicationSessionPosResponse>`
}

function message(name: string, body: string): string {
  return `<${name} xmlns="${edition}">${body}</${name}>`
}

function delivered(call: Playing): (crossRef: string) => string {
  return (crossRef) =>
    message(
      'DeliveredEvent',
      `<monitorCrossRefID>${crossRef}</monitorCrossRefID><connection>${connection(call)}</connection><alertingDevice>${identifier(call.device)}</alertingDevice>${parties(call)}<localConnectionInfo>alerting</localConnectionInfo><cause>newCall</cause>`,
    )
}

function established(call: Playing): (crossRef: string) => string {
  return (crossRef) =>
    message(
      'EstablishedEvent',
      `<monitorCrossRefID>${crossRef}</monitorCrossRefID><establishedConnection>${connection(call)}</establishedConnection><answeringDevice>${identifier(call.device)}</answeringDevice>${parties(call)}<localConnectionInfo>connected</localConnectionInfo><cause>newCall</cause>`,
    )
}

function cleared(call: Playing): (crossRef: string) => string {
  return (crossRef) =>
    message(
      'ConnectionClearedEvent',
      `<monitorCrossRefID>${crossRef}</monitorCrossRefID><droppedConnection>${connection(call)}</droppedConnection><releasingDevice>${identifier(call.caller)}</releasingDevice><localConnectionInfo>null</localConnectionInfo><cause>normalClearing</cause>`,
    )
}

function connection(call: Playing): string {
  return `<callID>${call.id}</callID><deviceID>${call.device}</deviceID>`
}

function identifier(device: string): string {
  return `<deviceIdentifier>${device}</deviceIdentifier>`
}

function parties(call: Playing): string {
  return `<callingDevice>${identifier(call.caller)}</callingDevice><calledDevice>${identifier(call.device)}</calledDevice><lastRedirectionDevice><notRequired/></lastRedirectionDevice>`
}

function frame(invokeId: string, xml: string): Buffer {
  const body = Buffer.from(xml, 'utf8')
  const header = Buffer.alloc(8)
  header.writeUInt16BE(body.length + 8, 2)
  header.write(invokeId, 4, 'ascii')
  return Buffer.concat([header, body])
}

/**
 * Waits for a moment of the clock, asleep: a sender that spun would take a processor from the program it measures. What
 * became due meanwhile is sent at once.
 */
async function until(moment: number): Promise<void> {
  for (let left = moment - clock(); left > 0; left = moment - clock())
    await new Promise<void>((resolve) => setTimeout(resolve, left))
}
