/** What goes wrong with a switch of itself: messages lost, monitors stopped, sessions ended, the switch started anew. */
import { expect } from 'vitest'
import type { Fault } from '@hookswitch/simulator'
import { customerHangsUp } from '#simulator/people.ts'
import { agrees, answer, calls, hangUp, isOver, legAt, plainDay } from './plain-day.ts'
import { phones } from './room.ts'
import { codes, comesBack, isDown, problemOf, type Story, talks, tries } from './story.ts'

export const faultStories: Readonly<Record<Fault, Readonly<Record<string, Story>>>> = {
  'messages-lost': {
    'with an answer and an end among them: asked after, and true again': tries({}, async (room) => {
      const rings = calls(room, '1002')
      const call = await talks(room)
      room.simulator.face.loseMessages(() => {
        customerHangsUp(room.exchange, call)
      })
      await agrees(room)
      expect(codes(room)).toContain('csta.messagesLost')
      await answer(room, '1002', 'alerting')
      customerHangsUp(room.exchange, rings)
      await isOver(room)
    }),
    'with a new call among them: it is there': tries({}, async (room) => {
      let call = ''
      room.simulator.face.loseMessages(() => void (call = calls(room, '1003', { digits: '12' })))
      await agrees(room)
      expect(room.believed()).toHaveLength(1)
      customerHangsUp(room.exchange, call)
      await isOver(room)
    }),
    'and nothing in truth: nothing changes': tries({}, async (room) => {
      const call = await talks(room)
      await room.fault('messages-lost')
      await agrees(room)
      customerHangsUp(room.exchange, call)
      await isOver(room)
    }),
  },
  'cut-connections': {
    'in the middle of a call, which ends meanwhile': tries({}, async (room) => {
      const call = await talks(room)
      await room.fault('cut-connections')
      expect(room.ends).toMatchObject([isDown])
      await comesBack(room, async () => void customerHangsUp(room.exchange, call))
      await isOver(room)
    }),
    'in the middle of a command: it is not known whether it was done': tries(
      { habits: { responseDelayMs: 500 } },
      async (room) => {
        const call = await talks(room)
        const connection = legAt(room, '1001', 'connected')
        const asking = room.session?.command({ kind: 'holdCall', device: '1001', connection })
        await room.fault('cut-connections')
        expect(await asking).toMatchObject({ ok: false, refusal: { code: 'link.down' } })
        await comesBack(room)
        customerHangsUp(room.exchange, call)
        await isOver(room)
      },
    ),
  },
  'expire-sessions': {
    'down, in words, and back': tries({}, async (room) => {
      const call = await talks(room)
      await room.fault('expire-sessions')
      expect(room.ends).toMatchObject([{ ...isDown, message: expect.stringMatching(/ended our session/) }])
      await comesBack(room)
      await hangUp(room, '1001', 'connected')
      expect(customerHangsUp(room.exchange, call).ok).toBe(false)
      await isOver(room)
    }),
  },
  'stop-monitors': {
    'of one telephone in a call: said, and watched again in seconds': tries({}, async (room) => {
      const call = await talks(room)
      await room.fault('stop-monitors', '1001')
      expect(problemOf(room, '1001')).toBe('The telephone system stopped reporting this telephone.')
      // Unheard: the call ends while nobody watches.
      customerHangsUp(room.exchange, call)
      await room.pass(3_000)
      expect(problemOf(room, '1001')).toBeNull()
      await isOver(room)
      await plainDay(room)
    }),
  },
  'forced-logout': {
    'down, in words, and back': tries({ kind: 'zultys-mx' }, async (room) => {
      const call = calls(room, '1001', { digits: '4711' })
      await agrees(room)
      await room.fault('forced-logout')
      expect(room.ends).toEqual([{ code: 'link.down', message: 'The telephone system has logged us out.' }])
      await comesBack(room)
      await answer(room, '1001', 'alerting')
      customerHangsUp(room.exchange, call)
      await isOver(room)
    }),
  },
  restart: {
    'the calls are over, once each, and all is watched again': tries({}, async (room) => {
      await talks(room)
      calls(room, '1002')
      await agrees(room)
      await room.fault('restart')
      await agrees(room)
      expect(codes(room)).toContain('csta.restarted')
      await isOver(room)
      await plainDay(room)
    }),
  },
  'capabilities-changed': {
    'what it has lost is not offered any more, what it has got is': tries({}, async (room) => {
      expect(room.session?.capabilities.commands).toHaveProperty('holdCall')
      room.simulator.habits.unsupported = ['HoldCall']
      await room.fault('capabilities-changed')
      await room.pass(100)
      expect(room.session?.capabilities.commands).not.toHaveProperty('holdCall')
      room.simulator.habits.unsupported = []
      await room.fault('capabilities-changed')
      await plainDay(room)
    }),
  },
  'devices-changed': {
    'what could not be watched is tried again at once': tries(
      { devices: phones, habits: { monitorLicences: 5 } },
      async (room) => {
        expect(problemOf(room, '1006')).toMatch(/no licence/)
        room.simulator.habits.monitorLicences = 6
        await room.fault('devices-changed')
        await room.pass(100)
        expect(problemOf(room, '1006')).toBeNull()
        await plainDay(room)
      },
    ),
  },
}
