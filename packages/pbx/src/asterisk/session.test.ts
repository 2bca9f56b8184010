import { createHash } from 'node:crypto'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { canLogOff, type SwitchEvent } from '@hookswitch/model'
import { afterEach, describe, expect, it } from 'vitest'
import type { LinkLog, PbxSession } from '#connector.ts'
import { asteriskConfig } from './config.ts'
import { asteriskConnector } from './connector.ts'

type Fields = ReadonlyMap<string, string>
type Answer = (fields: Fields, say: (text: string) => void) => void

/** Speaks AMI over TCP, action by action, as far as each test needs. */
class Peer {
  readonly actions: Fields[] = []
  readonly answers = new Map<string, Answer>()
  greeting = 'Asterisk Call Manager/11.0.0\r\n'
  #server: Server | undefined
  #socket: Socket | undefined

  async listen(): Promise<number> {
    const server = createServer((socket) => {
      this.#socket = socket
      socket.on('error', () => undefined)
      socket.write(this.greeting)
      let text = ''
      socket.on('data', (bytes: Buffer) => {
        text += bytes.toString()
        for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
          this.#take(text.slice(0, end))
          text = text.slice(end + 4)
        }
      })
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  #take(text: string): void {
    const fields = new Map(text.split('\r\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]))
    this.actions.push(fields)
    const id = fields.get('ActionID') ?? ''
    const say = (said: string): void => this.say(said.replaceAll('$ID', id))
    const answer = this.answers.get(fields.get('Action') ?? '') ?? usual[fields.get('Action') ?? '']
    if (answer === undefined) return say(error('Invalid/unknown command'))
    answer(fields, say)
  }

  /** Lines with LF; each message ends in a blank line. */
  say(text: string): void {
    this.#socket?.write(text.replaceAll('\n', '\r\n'))
  }

  hangUp(): void {
    this.#socket?.destroy()
  }

  asked(action: string): Fields[] {
    return this.actions.filter((fields) => fields.get('Action') === action)
  }

  async close(): Promise<void> {
    this.hangUp()
    await new Promise((resolve) => this.#server?.close(resolve))
  }
}

const ok = (more = ''): string => `Response: Success\nActionID: $ID\n${more}\n`
const error = (message: string): string => `Response: Error\nActionID: $ID\nMessage: ${message}\n\n`
const listed = (event: string, items = ''): string =>
  `${ok()}${items}Event: ${event}\nActionID: $ID\nEventList: Complete\n\n`
const event = (name: string, ...lines: string[]): string => `Event: ${name}\n${lines.join('\n')}\n\n`

const usual: Readonly<Record<string, Answer>> = {
  Challenge: (_, say) => say(ok('Challenge: 4711\n')),
  Login: (_, say) => say(ok() + event('FullyBooted', 'Status: Fully Booted')),
  ListCommands: (_, say) => say(ok('Originate: x\nHangup: x\n')),
  Getvar: (_, say) => say(ok('Value: NOT_INUSE\n')),
  QueueSummary: (_, say) => say(listed('QueueSummaryComplete')),
  CoreShowChannels: (_, say) => say(listed('CoreShowChannelsComplete')),
  QueueStatus: (_, say) => say(listed('QueueStatusComplete')),
  Ping: (_, say) => say(ok('Ping: Pong\n')),
  Hangup: (_, say) => say(ok()),
  Logoff: (_, say) => say('Response: Goodbye\nActionID: $ID\n\n'),
}

/** What an event says of one channel: its name and Uniqueid, its state, its call. */
function channel(names: string, state: number, linkedid = '1.1'): string[] {
  const [name, uniqueid] = names.split(' ')
  return [
    `Channel: ${name}`,
    `ChannelState: ${state}`,
    'CallerIDNum: +14155550100',
    'Exten: 1001',
    `Uniqueid: ${uniqueid}`,
    `Linkedid: ${linkedid}`,
  ]
}

let peer = new Peer()
let sessions: PbxSession[] = []
let events: SwitchEvent[] = []
let logs: LinkLog[] = []

async function open(): Promise<PbxSession> {
  const port = await peer.listen()
  const session = await asteriskConnector.open(
    asteriskConfig.parse({ host: '127.0.0.1', port, username: 'me', secret: 'word', trunks: ['trunk'] }),
    {
      devices: ['1001'],
      event: (happened) => events.push(happened),
      log: (entry) => logs.push(entry),
      now: () => 1_000,
    },
    new AbortController().signal,
  )
  sessions.push(session)
  return session
}

async function until(look: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!look()) {
    if (performance.now() > deadline) throw new Error('did not come')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const kinds = (): string[] => events.map(({ kind }) => kind)

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()))
  await peer.close()
  peer = new Peer()
  sessions = []
  events = []
  logs = []
})

describe('opening a session', () => {
  it('proves that it knows the secret without sending it, and ends with a snapshot', async () => {
    await open()
    const [login] = peer.asked('Login')
    expect(login?.get('Key')).toBe(createHash('md5').update('4711word').digest('hex'))
    expect(login?.get('Username')).toBe('me')
    expect(JSON.stringify(peer.actions.map((fields) => [...fields]))).not.toContain('word')
    expect(events).toEqual([
      { kind: 'monitor', device: '1001', on: true },
      { kind: 'inService', device: '1001', on: true },
      {
        kind: 'snapshot',
        devices: ['1001'],
        connections: [],
        agents: [],
        settings: [{ device: '1001', muted: false }],
      },
    ])
  })

  it('does not send the secret where no challenge is offered and nothing is encrypted', async () => {
    peer.answers.set('Challenge', (_, say) => say(error('Must specify AuthType')))
    await expect(open()).rejects.toMatchObject({ code: 'login.failed' })
    expect(peer.asked('Login')).toEqual([])
  })

  it('says that the other side is no Asterisk', async () => {
    peer.greeting = 'SSH-2.0-OpenSSH_9.2\r\n'
    await expect(open()).rejects.toMatchObject({ code: 'link.protocol' })
  })

  it('says when the connection breaks before it is open', async () => {
    peer.answers.set('Login', () => peer.hangUp())
    await expect(open()).rejects.toMatchObject({ code: 'link.down' })
  })

  it('waits for a PBX that is still starting', async () => {
    peer.answers.set('Login', (_, say) => {
      say(ok())
      setTimeout(() => say(event('FullyBooted', 'Status: Fully Booted')), 100)
    })
    await open()
    expect(peer.asked('CoreShowChannels')).toHaveLength(1)
  })

  it('does not take a call for live that ended while the list was on its way', async () => {
    const gone = channel('PJSIP/1001-00000002 1.2', 6)
    peer.answers.set('CoreShowChannels', (_, say) =>
      say(
        ok() +
          event('Hangup', ...gone, 'Cause: 16') +
          listed('CoreShowChannelsComplete', event('CoreShowChannel', ...gone)).replace(ok(), ''),
      ),
    )
    await open()
    expect(events.at(-1)).toMatchObject({ kind: 'snapshot', connections: [] })
  })

  it('finds the calls that are there, each leg in its state', async () => {
    const items = [
      event('CoreShowChannel', ...channel('PJSIP/trunk-00000001 1.1', 6), 'BridgeId: b1'),
      event('CoreShowChannel', ...channel('PJSIP/1001-00000002 1.2', 6), 'BridgeId: b1'),
      event('CoreShowChannel', ...channel('PJSIP/1009-00000003 2.1', 6, '2.1')),
    ]
    peer.answers.set('CoreShowChannels', (_, say) => say(listed('CoreShowChannelsComplete', items.join(''))))
    await open()
    expect(events.at(-1)).toMatchObject({
      connections: [
        {
          connection: { callId: '1.1', deviceId: '1.1' },
          state: 'connected',
          calling: { number: '+14155550100' },
        },
        { connection: { callId: '1.1', deviceId: '1.2' }, device: '1001', state: 'connected' },
      ],
    })
  })
})

describe('a session', () => {
  const ring = (): string =>
    event('Newchannel', ...channel('PJSIP/trunk-00000001 1.1', 4)) +
    event('Newchannel', ...channel('PJSIP/1001-00000002 1.2', 0)) +
    event('Newstate', ...channel('PJSIP/1001-00000002 1.2', 5)) +
    event('NewConnectedLine', ...channel('PJSIP/trunk-00000001 1.1', 4))
  const connection = { callId: '1.1', deviceId: '1.2' }

  it('tells who rings as soon as it is known whether the number is withheld', async () => {
    await open()
    peer.say(ring().replace(/Event: NewConnectedLine[^]*/, ''))
    await until(() => peer.actions.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(kinds()).not.toContain('delivered')
    peer.say(
      event(
        'NewConnectedLine',
        ...channel('PJSIP/trunk-00000001 1.1', 4),
        'ChanVariable: CALLERID(pres)=prohib',
      ),
    )
    await until(() => kinds().includes('delivered'))
    expect(events.find(({ kind }) => kind === 'delivered')).toMatchObject({
      calling: { kind: 'restricted', number: null },
    })
    expect(JSON.stringify(events)).not.toContain('4155550100')
  })

  it('believes a hang-up when its event has come, not when it was accepted', async () => {
    const session = await open()
    peer.say(ring())
    await until(() => kinds().includes('delivered'))
    const asked = session.command({ kind: 'rejectCall', device: '1001', connection })
    await until(() => peer.asked('Hangup').length === 1)
    expect(peer.asked('Hangup')[0]?.get('Cause')).toBe('17')
    let done = false
    void asked.then(() => (done = true))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(done).toBe(false)
    peer.say(event('Hangup', ...channel('PJSIP/1001-00000002 1.2', 5), 'Cause: 17'))
    expect(await asked).toEqual({ ok: true })
  })

  it('passes on what Asterisk refuses, in its own words', async () => {
    peer.answers.set('Hangup', (_, say) => say(error('Permission denied')))
    const session = await open()
    peer.say(ring())
    await until(() => kinds().includes('delivered'))
    expect(await session.command({ kind: 'rejectCall', device: '1001', connection })).toEqual({
      ok: false,
      refusal: { code: 'command.denied', message: 'Permission denied', switchReason: 'Permission denied' },
    })
  })

  it('stops waiting when nobody wants to know any more', async () => {
    const session = await open()
    peer.say(ring())
    await until(() => kinds().includes('delivered'))
    const nobody = new AbortController()
    const asked = session.command({ kind: 'rejectCall', device: '1001', connection }, nobody.signal)
    await until(() => peer.asked('Hangup').length === 1)
    nobody.abort()
    expect(await asked).toMatchObject({ ok: false })
  })

  it('goes on after a message that it cannot read, and says so', async () => {
    await open()
    peer.say(`Foo: bar\n\nEvent: A\nno colon here\n\nX: ${'x'.repeat(40_000)}\n\n${ring()}`)
    await until(() => kinds().includes('delivered'))
    expect(logs.map(({ code }) => code)).toEqual([
      'ami.unknownMessage',
      'ami.lineWithoutColon',
      'ami.lineTooLong',
    ])
  })

  it('ignores an answer to a question that nobody asked', async () => {
    const session = await open()
    peer.say(`Response: Success\nActionID: other\n\n${ring()}`)
    await until(() => kinds().includes('delivered'))
    expect(session.capabilities.commands.makeCall).toBe('native')
  })

  it('knows why Asterisk went', async () => {
    const session = await open()
    peer.say(event('Shutdown', 'Shutdown: Cleanly'))
    peer.hangUp()
    expect(await session.ended).toEqual({ code: 'link.down', message: 'Asterisk is shutting down.' })
    expect(await session.command({ kind: 'makeCall', device: '1001', to: '1' })).toMatchObject({ ok: false })
  })

  it('does not offer to log off an agent who is written into a queue', async () => {
    const memberIn = (membership: string): string =>
      event(
        'QueueMember',
        'ActionID: $ID',
        'Queue: support',
        'Interface: PJSIP/1001',
        `Membership: ${membership}`,
      )
    const rights = 'QueueAdd: x\nQueueRemove: x\nQueuePause: x\n'
    peer.answers.set('ListCommands', (_, say) => say(ok(rights)))
    peer.answers.set('QueueStatus', (_, say) => say(listed('QueueStatusComplete', memberIn('static'))))
    const { capabilities } = await open()
    expect(canLogOff(capabilities, '1001')).toBe(false)
    await peer.close()
    peer = new Peer()
    peer.answers.set('ListCommands', (_, say) => say(ok(rights)))
    peer.answers.set('QueueStatus', (_, say) => say(listed('QueueStatusComplete', memberIn('dynamic'))))
    expect(canLogOff((await open()).capabilities, '1001')).toBe(true)
  })
})
