/** What can go wrong with a switch: what the connector does about it, what somebody is told, and that no call is lost. */
import { expect } from 'vitest'
import { customerHangsUp } from '#simulator/people.ts'
import { agrees, ask, calls, complaints, isOver, legAt, plainDay } from './plain-day.ts'
import { faultStories } from './fault-stories.ts'
import { phones, queue, type Room } from './room.ts'
import { asked, codes, comesBack, isDown, problemOf, type Story, talks, timedOut, tries } from './story.ts'

const unanswered: Record<string, Story> = {
  'a command: it is said that there was no answer, and believed what the events tell': tries(
    { habits: { unanswered: ['HoldCall', 'MakeCall'] } },
    async (room) => {
      const call = await talks(room)
      const connection = legAt(room, '1001', 'connected')
      expect(await ask(room, { kind: 'holdCall', device: '1001', connection })).toMatchObject(timedOut)
      // The switch did nothing, so nothing is believed.
      await agrees(room)
      expect(codes(room)).toContain('csta.noAnswer')
      customerHangsUp(room.exchange, call)
      await isOver(room)
    },
  ),
  'the log-in': tries({ apart: true, habits: { unanswered: ['StartApplicationSession'] } }, async (room) => {
    await expect(room.connect()).rejects.toMatchObject({ code: 'link.timeout' })
    room.simulator.habits.unanswered = []
    await room.connect()
    await plainDay(room)
  }),
  'monitors: asked again, ever more seldom, until they are there': tries(
    { habits: {}, devices: phones },
    async (room) => {
      await room.fault('stop-monitors', '1001')
      room.simulator.habits.unanswered = ['MonitorStart']
      await room.pass(60_000)
      expect(problemOf(room, '1001')).toMatch(/did not answer/)
      const before = asked(room, 'MonitorStart')
      await room.pass(300_000)
      expect(asked(room, 'MonitorStart') - before).toBeLessThan(20)
      room.simulator.habits.unanswered = []
      await room.pass(60_000)
      expect(problemOf(room, '1001')).toBeNull()
      await plainDay(room)
    },
  ),
  'every question after the log-in: not taken for a link that lives': tries(
    { apart: true, habits: { unanswered: ['MonitorStart', 'SnapshotDevice', 'RequestSystemStatus'] } },
    async (room) => {
      room.simulator.habits.unanswered = [
        ...room.simulator.habits.unanswered,
        'GetCSTAFeatures',
        'GetSwitchingFunctionCaps',
      ]
      await expect(room.connect()).rejects.toMatchObject({ code: 'link.timeout' })
    },
  ),
  'how a device is: nothing is made up, no ring waits for it, and it is asked again': tries(
    { habits: { unanswered: ['SnapshotDevice'] } },
    async (room) => {
      const before = asked(room, 'SnapshotDevice')
      for (let round = 0; round < 10; round += 1) {
        const call = calls(room, '1001')
        await agrees(room)
        customerHangsUp(room.exchange, call)
        await agrees(room)
      }
      expect(codes(room)).toContain('csta.noSnapshot')
      expect(asked(room, 'SnapshotDevice')).toBeGreaterThan(before)
      room.simulator.habits.unanswered = []
      await plainDay(room)
    },
  ),
  'the renewal of the session: tried again before it runs out': tries(
    { habits: { longestSession: 60 } },
    async (room) => {
      room.simulator.habits.unanswered = ['ResetApplicationSessionTimer']
      await room.pass(35_000)
      expect(room.session).toBeDefined()
      room.simulator.habits.unanswered = []
      await room.pass(120_000)
      expect(room.session).toBeDefined()
      await plainDay(room)
    },
  ),
  'settings of telephones, and its health: asked a few times and then no more': tries(
    {
      habits: {
        unanswered: [
          'GetAgentState',
          'GetDoNotDisturb',
          'GetForwarding',
          'GetMicrophoneMute',
          'RequestSystemStatus',
          'GetCSTAFeatures',
          'GetSwitchingFunctionCaps',
        ],
      },
    },
    async (room) => {
      await plainDay(room)
      await room.pass(200_000)
      const before = asked(room, 'Get')
      await room.pass(200_000)
      expect(asked(room, 'Get')).toBe(before)
      expect(room.session).toBeDefined()
    },
  ),
}

const responseDelayMs: Record<string, Story> = {
  'longer than anybody waits: the command failed to be answered, the call is as the events tell it': tries(
    { config: { requestTimeoutMs: 2_000 } },
    async (room) => {
      const call = await talks(room)
      room.simulator.habits.responseDelayMs = 3_000
      const connection = legAt(room, '1001', 'connected')
      expect(await ask(room, { kind: 'holdCall', device: '1001', connection })).toMatchObject(timedOut)
      await agrees(room)
      expect(room.believed()).toEqual([expect.stringMatching(/^1001 .* hold$/)])
      expect(codes(room)).toContain('csta.lateAnswer')
      room.simulator.habits.responseDelayMs = 0
      customerHangsUp(room.exchange, call)
      await isOver(room)
    },
  ),
  'so that monitors come too late: none is left behind at the switch': tries(
    { config: { requestTimeoutMs: 2_000 } },
    async (room) => {
      room.simulator.habits.responseDelayMs = 3_000
      await room.fault('stop-monitors', '1001')
      await room.pass(20_000)
      room.simulator.habits.responseDelayMs = 0
      await room.pass(60_000)
      expect([...room.simulator.face.monitors.ofDevice('1001')]).toHaveLength(1)
      await plainDay(room)
    },
  ),
}

const unsupported: Record<string, Story> = {
  'what the switch says that it has not got is not offered, and not asked for': tries(
    { habits: { unsupported: ['HoldCall', 'ParkCall'] } },
    async (room) => {
      expect(room.session?.capabilities.commands).not.toHaveProperty('holdCall')
      expect(room.session?.capabilities.commands).toHaveProperty('answerCall')
      const call = await talks(room)
      const connection = legAt(room, '1001', 'connected')
      const refused = await ask(room, { kind: 'holdCall', device: '1001', connection })
      expect(refused).toMatchObject({ ok: false, refusal: { code: 'command.unsupported' } })
      expect(asked(room, 'HoldCall')).toBe(0)
      customerHangsUp(room.exchange, call)
      await isOver(room)
    },
  ),
  'what it does not say beforehand it refuses in its own words': tries(
    { habits: { unsupported: ['GetCSTAFeatures', 'GetSwitchingFunctionCaps', 'HoldCall'] } },
    async (room) => {
      const call = await talks(room)
      const connection = legAt(room, '1001', 'connected')
      const refused = await ask(room, { kind: 'holdCall', device: '1001', connection })
      const refusal = { code: 'command.unsupported', switchReason: 'operation/serviceNotSupported' }
      expect(refused).toMatchObject({ ok: false, refusal })
      customerHangsUp(room.exchange, call)
      await isOver(room)
    },
  ),
  'settings and health are asked after once': tries(
    { habits: { unsupported: ['GetAgentState', 'GetDoNotDisturb', 'GetForwarding', 'RequestSystemStatus'] } },
    async (room) => {
      await plainDay(room)
      expect(asked(room, 'GetForwarding')).toBeLessThanOrEqual(2 * 8)
      expect(complaints(room)).toEqual([])
    },
  ),
}

const nobody = '4999'
const unknownDevices: Record<string, Story> = {
  'refused: its problem is told, the others are watched': tries(
    { devices: [...phones, nobody] },
    async (room) => {
      expect(problemOf(room, nobody)).toBe('The telephone system does not know this device.')
      await plainDay(room)
    },
  ),
  'unanswered: not taken for a dead switch': tries(
    { devices: [...phones, nobody], habits: { unknownDevices: 'unanswered' } },
    async (room) => {
      await room.pass(20_000)
      expect(problemOf(room, nobody)).toBe('The telephone system did not answer in time.')
      expect(room.session).toBeDefined()
      await plainDay(room)
    },
  ),
  'unanswered also when asked after an agent in a queue: the telephones are asked all the same': tries(
    { kind: 'zultys-mx', devices: [queue, ...phones], config: { parallelRequests: 1 } },
    async (room) => {
      await room.pass(60_000)
      expect(phones.map((phone) => agentTold(room, phone))).toEqual(phones.map(() => true))
      await plainDay(room)
    },
  ),
}

function agentTold({ heard }: Room, phone: string): boolean {
  return heard.some(({ event }) => event.kind === 'agentState' && event.device === phone)
}

const loginRequired: Record<string, Story> = {
  'a wrong password: not let in, in words': tries({ apart: true, kind: 'ecma-ed6' }, async (room) => {
    await expect(room.connect({ password: 'wrong' })).rejects.toMatchObject({
      code: 'login.failed',
      message: 'The telephone system refused the user name or password.',
    })
  }),
  'no user at all': tries({ apart: true, kind: 'ecma-ed6' }, async (room) => {
    await expect(room.connect({ user: undefined })).rejects.toMatchObject({ code: 'login.failed' })
  }),
  'a vendor’s own log-in with a wrong password': tries({ apart: true, kind: 'zultys-mx' }, async (room) => {
    await expect(room.connect({ password: 'wrong' })).rejects.toMatchObject({
      code: 'login.failed',
      message: 'The telephone system refused the user name or password.',
    })
  }),
}

const longestSession: Record<string, Story> = {
  'shorter than asked for: renewed in time, all day': tries(
    { habits: { longestSession: 20 } },
    async (room) => {
      await room.pass(3_600_000)
      expect(asked(room, 'ResetApplicationSessionTimer')).toBeGreaterThan(300)
      expect(room.ends).toEqual([])
      await plainDay(room)
    },
  ),
  'and longer than it is let be, when a switch forgets it: down, in words': tries(
    { habits: { longestSession: 20 } },
    async (room) => {
      const call = await talks(room)
      room.simulator.habits.unanswered = ['ResetApplicationSessionTimer']
      await room.pass(40_000)
      expect(room.ends).toEqual([
        { code: 'link.down', message: expect.stringMatching(/our session.* not .*renewed/i) },
      ])
      room.simulator.habits.unanswered = []
      await comesBack(room, async () => void customerHangsUp(room.exchange, call))
      await isOver(room)
    },
  ),
}

const mostSessions: Record<string, Story> = {
  'no licence left': tries({ apart: true, habits: { mostSessions: 0 } }, async (room) => {
    const none = 'The telephone system has no licence left for another session.'
    await expect(room.connect()).rejects.toMatchObject({ code: 'licence.exceeded', message: none })
    room.simulator.habits.mostSessions = 1
    await room.connect()
    await plainDay(room)
  }),
  'a vendor’s own log-in is refused for another reason than the password': tries(
    { apart: true, kind: 'zultys-mx', habits: { mostSessions: 0 } },
    async (room) => {
      await expect(room.connect()).rejects.toMatchObject({
        code: 'login.failed',
        message: 'The telephone system refused the log-in (its code: 7).',
      })
    },
  ),
}

const monitorLicences: Record<string, Story> = {
  'fewer than telephones: the others say so, and are tried again': tries(
    { devices: phones, habits: { monitorLicences: 4 } },
    async (room) => {
      const problem = 'The telephone system has no licence left to watch another telephone.'
      const problems = phones.map((device) => problemOf(room, device))
      expect(problems).toEqual([null, null, null, null, problem, problem])
      const call = await talks(room)
      room.simulator.habits.monitorLicences = 6
      await room.pass(35_000)
      expect(phones.map((device) => problemOf(room, device))).toEqual(phones.map(() => null))
      customerHangsUp(room.exchange, call)
      await plainDay(room)
    },
  ),
}

const keepaliveWithinMs: Record<string, Story> = {
  'a switch that wants signs of life gets them': tries(
    { kind: 'zultys-mx', habits: { keepaliveWithinMs: 6_000 } },
    async (room) => {
      await room.pass(3_600_000)
      expect(room.session).toBeDefined()
      await room.reconnect()
    },
  ),
  'more often than they are given: down, and back': tries(
    { habits: { keepaliveWithinMs: 3_000 } },
    async (room) => {
      const call = calls(room, '1001')
      await room.pass(60_000)
      expect(room.ends[0]).toMatchObject(isDown)
      room.simulator.habits.keepaliveWithinMs = 60_000
      await comesBack(room)
      customerHangsUp(room.exchange, call)
      await isOver(room)
    },
  ),
}

export const stories: Readonly<Record<string, Readonly<Record<string, Story>>>> = {
  unanswered,
  responseDelayMs,
  unsupported,
  unknownDevices,
  loginRequired,
  longestSession,
  mostSessions,
  monitorLicences,
  keepaliveWithinMs,
  ...faultStories,
}
