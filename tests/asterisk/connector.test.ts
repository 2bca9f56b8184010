import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from '@hookswitch/model'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { Site } from './site.ts'
import { Wall } from './wall.ts'

const missing = await whyNoAsterisk()

it.runIf(process.env['CI'] === 'true')('has an Asterisk to test with', () => {
  expect(missing).toBeNull()
})

const customer = { callerNumber: '+14155550100', callerName: 'Customer One' }

/** `1001 called answered` for every leg, sorted; the outside is `trunk`. */
function legs(call: Call): string[] {
  return call.legs
    .map(
      ({ device, role, outcome }) =>
        `${device.startsWith('PJSIP/trunk') ? 'trunk' : device} ${role} ${outcome}`,
    )
    .toSorted()
}

describe.skipIf(missing !== null)(`a real Asterisk with real SIP phones (${missing ?? 'here'})`, () => {
  let site: Site

  beforeAll(async () => {
    await installAsterisk()
    site = await Site.open('connector')
  })
  afterEach(() => site.clear())
  afterAll(() => site?.close())

  describe('calls that come in', () => {
    it('rings with the caller and the number dialled, is answered, and ends once', async () => {
      const agent = await site.phone('1001')
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      const incoming = await agent.next()
      const ringing = await site.callWith('1001', 'alerting')
      expect(ringing).toMatchObject({
        direction: 'inbound',
        calling: { number: '+14155550100', name: 'Customer One', external: true },
        called: { number: '+18005551001' },
        answeredAt: null,
      })
      await incoming.answer()
      await site.callWith('1001', 'connected')
      await site.until(
        'voice flows both ways',
        () => caller.media.received > 10 && incoming.media.received > 10,
      )
      await caller.hangUp()
      const call = await site.oneEnded()
      expect(call).toMatchObject({ outcome: 'answered', cause: 'normalClearing', reconstructed: false })
      expect(legs(call)).toEqual(['1001 called answered', 'trunk caller answered'])
      expect(site.rang).toEqual(['1001'])
    })

    it('is told apart when the agent hangs up, rejects, is busy, does not answer or the caller gives up', async () => {
      const agent = await site.phone('1001')
      await site.connect()
      const outcomes: Record<string, string> = {}
      const play = async (name: string, act: () => Promise<void>, number = '+18005551001'): Promise<void> => {
        const before = site.ended.length
        const caller = await site.trunk.dial(number, customer)
        await act()
        await caller.hangUp()
        const call = await site.until(`${name} ended`, () => site.ended[before])
        outcomes[name] = `${call.outcome}: ${legs(call).join(', ')}`
        await site.until('the customer is free', () => site.trunk.calls.size === 0)
      }
      await play('agent hangs up', async () => {
        const call = await agent.next()
        await call.answer()
        await site.callWith('1001', 'connected')
        await call.hangUp()
        await site.until('ended', () => site.live.length === 0)
      })
      await play('rejected', async () => {
        const call = await agent.next()
        await site.callWith('1001', 'alerting')
        call.reject()
        await site.until('ended', () => site.live.length === 0)
      })
      await play('given up', async () => {
        await agent.next()
        await site.callWith('1001', 'alerting')
      })
      // 61001 rings for two seconds only.
      await play(
        'not answered',
        () => site.until('ended', () => site.ended.length === 4).then(() => undefined),
        '+180055561001',
      )
      agent.mode = 'busy'
      await play('busy', () => site.until('ended', () => site.ended.length === 5).then(() => undefined))
      expect(outcomes).toEqual({
        'agent hangs up': 'answered: 1001 called answered, trunk caller answered',
        rejected: 'rejected: 1001 called rejected, trunk caller abandoned',
        'given up': 'missed: 1001 called missed, trunk caller abandoned',
        'not answered': 'missed: 1001 called missed, trunk caller abandoned',
        busy: 'busy: 1001 called busy, trunk caller abandoned',
      })
      // A phone that was busy never rang.
      expect(site.rang).toEqual(['1001', '1001', '1001', '1001'])
    })

    it('brings the account number that the caller keyed in, before anybody answers', async () => {
      const [first, second] = [await site.phone('1001'), await site.phone('1003')]
      await site.connect()
      const rings = Promise.all([first.next(), second.next()])
      const caller = await site.trunk.dial('+18005556000', customer)
      await caller.wait('talking')
      // A person keys after the greeting; what is keyed before it is not collected.
      await sleep(500)
      await caller.key('48213#')
      const [firstCall, secondCall] = await rings
      const ringing = await site.callWith('1001', 'alerting')
      expect(ringing).toMatchObject({
        digits: '48213',
        queue: 'support',
        answeredAt: null,
        called: { number: '+18005556000' },
      })
      await site.callWith('1003', 'alerting')
      await firstCall.answer()
      await site.callWith('1001', 'connected')
      await secondCall.wait('ended').catch(() => undefined)
      await firstCall.hangUp()
      const call = await site.oneEnded()
      expect(call).toMatchObject({
        outcome: 'answered',
        digits: '48213',
        calling: { number: '+14155550100' },
      })
      expect(legs(call)).toEqual([
        '1001 called answered',
        '1003 called answeredElsewhere',
        'support queue diverted',
        'trunk caller answered',
      ])
    })

    it('knows a caller who gives up in the queue', async () => {
      await site.phone('1001')
      await site.phone('1003')
      await site.connect()
      const caller = await site.trunk.dial('+18005556001', customer)
      await site.callWith('1001', 'alerting')
      await site.callWith('1003', 'alerting')
      await caller.hangUp()
      const call = await site.oneEnded()
      expect(call.outcome).toBe('abandoned')
      expect(legs(call)).toEqual([
        '1001 called missed',
        '1003 called missed',
        'support queue abandoned',
        'trunk caller abandoned',
      ])
    })

    it('does not tell the number of a caller who withholds it', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', { callerNumber: '+14155550199', withheld: true })
      const call = await site.callWith('1001', 'connected')
      expect(call.calling).toMatchObject({ kind: 'restricted', number: null, external: true })
      expect(JSON.stringify(site.events)).not.toContain('4155550199')
      await caller.hangUp()
      await site.oneEnded()
      expect(agent.calls.size).toBe(0)
    })

    it('follows hold and retrieve at the phone', async () => {
      const agent = await site.phone('1001')
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      const incoming = await agent.next()
      await incoming.answer()
      await site.callWith('1001', 'connected')
      await incoming.hold()
      await site.callWith('1001', 'hold')
      await incoming.hold(false)
      await site.callWith('1001', 'connected')
      await caller.hangUp()
      expect((await site.oneEnded()).outcome).toBe('answered')
    })
  })

  describe('calls that go out', () => {
    it('follows a call dialled at the phone', async () => {
      const agent = await site.phone('1002')
      await site.connect()
      const far = site.trunk.next()
      const own = await agent.dial('+14155550199')
      const customerCall = await far
      customerCall.ring()
      await site.until('the far end rings', () =>
        site.live[0]?.legs.some(({ ringingAt }) => ringingAt !== null),
      )
      await customerCall.answer()
      await site.until('answered', () => site.live[0]?.answeredAt ?? undefined)
      await own.hangUp()
      const call = await site.oneEnded()
      expect(call).toMatchObject({
        direction: 'outbound',
        calling: { number: '1002' },
        called: { number: '+14155550199', external: true },
        outcome: 'answered',
      })
      expect(legs(call)).toEqual(['1002 caller answered', 'trunk called answered'])
    })

    it('dials by click: the agent’s phone first, then the number', async () => {
      const agent = await site.phone('1002')
      await site.connect()
      const phoneRings = agent.next()
      const asked = await site.command({ kind: 'makeCall', device: '1002', to: '+14155550199' })
      expect(asked.ok).toBe(true)
      const own = await phoneRings
      expect(own.callerNumber).toBe('+14155550199')
      const prompting = await site.callWith('1002', 'initiated')
      expect(prompting).toMatchObject({
        direction: 'outbound',
        called: { number: '+14155550199' },
        answeredAt: null,
      })
      // Nobody is called yet, and the agent's own phone is no incoming call.
      expect(site.rang).toEqual([])
      const far = site.trunk.next()
      await own.answer()
      const customerCall = await far
      // Not the customer's own number: that of the agent, as the dialplan makes it.
      expect(customerCall.callerNumber).toBe('+18005550002')
      await customerCall.answer()
      const talking = await site.until('answered', () =>
        site.live.find(({ answeredAt }) => answeredAt !== null),
      )
      expect(asked.ok && talking.pbxCallIds).toContain(asked.ok && asked.connection?.callId)
      const ended = await site.command({
        kind: 'clearConnection',
        device: '1002',
        connection: site.connectionOf('1002'),
      })
      expect(ended).toEqual({ ok: true })
      const call = await site.oneEnded()
      expect(call).toMatchObject({ direction: 'outbound', outcome: 'answered' })
      expect(legs(call)).toEqual(['1002 caller answered', 'trunk called answered'])
    })

    it('says when the agent’s own phone is not there, busy, or not picked up', async () => {
      await site.connect()
      const away = await site.command({ kind: 'makeCall', device: '1002', to: '+14155550199' })
      expect(away).toMatchObject({ ok: false, refusal: { code: 'device.outOfService' } })
      expect(site.changes.filter(({ kind }) => kind === 'call')).toEqual([])
      const agent = await site.phone('1002')
      const rings = agent.next()
      await site.command({ kind: 'makeCall', device: '1002', to: '+14155550199' })
      const own = await rings
      await site.callWith('1002', 'initiated')
      own.reject()
      const call = await site.oneEnded()
      expect(legs(call)).toEqual(['1002 caller abandoned'])
    })

    it('refuses what would be more than a number, and sends nothing of it', async () => {
      await site.phone('1002')
      await site.connect()
      site.wire.length = 0
      const nasty = [
        '',
        '911&SIP/x',
        '1,2',
        '+1\r\nApplication: System',
        '00^1',
        '1;2',
        'sip:x@y',
        '１００',
        '*'.repeat(99),
      ]
      for (const to of nasty) {
        const result = await site.command({ kind: 'makeCall', device: '1002', to })
        expect({ to, result }).toMatchObject({
          to,
          result: { ok: false, refusal: { code: 'number.invalid' } },
        })
      }
      const device = '1002\r\nApplication: System'
      const result = await site.command({ kind: 'makeCall', device, to: '+14155550199' })
      expect(result).toMatchObject({ ok: false, refusal: { code: 'device.unknown' } })
      expect(site.wire.filter((text) => text.startsWith('out') && !text.includes('Action: Ping'))).toEqual([])
    })
  })

  describe('commands', () => {
    it('rejects a ringing call: the caller hears busy', async () => {
      await site.phone('1001')
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1001', 'alerting')
      const result = await site.command({
        kind: 'rejectCall',
        device: '1001',
        connection: site.connectionOf('1001'),
      })
      expect(result).toEqual({ ok: true })
      const call = await site.oneEnded()
      expect(call.outcome).toBe('rejected')
      await site.until('the caller heard', () => caller.state === 'ended')
      expect(caller.endReason).toBe('status 486')
    })

    it('refuses to end a call that is another’s or over', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1001', 'connected')
      const connection = site.connectionOf('1001')
      const foreign = await site.command({ kind: 'clearConnection', device: '1002', connection })
      expect(foreign).toMatchObject({ ok: false, refusal: { code: 'call.unknown' } })
      expect(site.live).toHaveLength(1)
      await caller.hangUp()
      await site.oneEnded()
      const late = await site.command({ kind: 'clearConnection', device: '1001', connection })
      expect(late).toMatchObject({ ok: false, refusal: { code: 'call.unknown' } })
      expect(agent.calls.size).toBe(0)
    })

    it('offers nothing that its user may not do or the phone is not known to obey', async () => {
      await site.phone('1001', { userAgent: 'Obedient 1.0', obeysNotify: true })
      await site.connect({ notifyPhones: ['Obedient'] })
      expect(Object.keys(site.session.capabilities.commands).toSorted()).toEqual([
        'clearCall',
        'clearConnection',
        'makeCall',
        'rejectCall',
      ])
      const connection = { callId: 'x', deviceId: 'x' }
      expect(await site.command({ kind: 'answerCall', device: '1001', connection })).toMatchObject({
        ok: false,
        refusal: { code: 'command.unsupported' },
      })
    })

    it('answers, holds and retrieves where user and phone can', async () => {
      const agent = await site.phone('1001', { userAgent: 'Obedient 1.0', obeysNotify: true })
      await site.phone('1002', { userAgent: 'Plain 1.0' })
      await site.connect({ username: 'hookswitch-phones', notifyPhones: ['Obedient'] })
      const { commands, exceptions } = site.session.capabilities
      expect(commands.answerCall).toBe('emulated')
      expect(exceptions['1001']).toBeUndefined()
      expect(exceptions['1002']).toContain('answerCall')
      const caller = await site.trunk.dial('+18005551001', customer)
      const rings = agent.next()
      await site.callWith('1001', 'alerting')
      const ask = (kind: 'answerCall' | 'holdCall' | 'retrieveCall') =>
        site.command({ kind, device: '1001', connection: site.connectionOf('1001') })
      expect(await ask('answerCall')).toEqual({ ok: true })
      expect((await rings).state).toBe('talking')
      expect(await ask('answerCall')).toMatchObject({ ok: false, refusal: { code: 'command.state' } })
      expect(await ask('holdCall')).toEqual({ ok: true })
      await site.callWith('1001', 'hold')
      expect(await ask('retrieveCall')).toEqual({ ok: true })
      await site.callWith('1001', 'connected')
      await caller.hangUp()
      await site.oneEnded()
    })

    it('does not believe "NOTIFY sent", and stops asking a phone that does not obey', async () => {
      await site.phone('1001', { userAgent: 'Obedient 1.0', obeysNotify: false })
      await site.connect({ username: 'hookswitch-phones', notifyPhones: ['Obedient'] })
      const caller = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1001', 'alerting')
      const answer = { kind: 'answerCall', device: '1001', connection: site.connectionOf('1001') } as const
      expect(await site.command(answer)).toMatchObject({ ok: false, refusal: { code: 'command.failed' } })
      expect(await site.command(answer)).toMatchObject({
        ok: false,
        refusal: { code: 'command.unsupported' },
      })
      await caller.hangUp()
      await site.oneEnded()
    })
  })

  describe('the link', () => {
    it('says why it cannot be made', async () => {
      await expect(site.connect({ secret: 'wrong' })).rejects.toMatchObject({ code: 'login.failed' })
      await expect(site.connect({ username: 'nobody' })).rejects.toMatchObject({ code: 'login.failed' })
      await expect(site.connect({ port: 1 })).rejects.toMatchObject({ code: 'link.refused' })
    })

    it('never sends the secret', async () => {
      await site.connect()
      expect(site.wire.join('')).not.toContain(site.asterisk.secret)
    })

    it('says which devices it does not know, and which phones are not there', async () => {
      await site.phone('1001')
      await site.connect({}, ['1001', '1002', '4711'])
      const about = site.events.filter((event) => event.kind === 'monitor' || event.kind === 'inService')
      expect(about).toEqual([
        { kind: 'monitor', device: '1001', on: true },
        { kind: 'monitor', device: '1002', on: true },
        { kind: 'monitor', device: '4711', on: false, problem: 'Asterisk has no phone named 4711.' },
        { kind: 'inService', device: '1001', on: true },
        { kind: 'inService', device: '1002', on: false },
      ])
      await site.phone('1002')
      await site.until('1002 is there', () =>
        site.events.some((event) => event.kind === 'inService' && event.device === '1002' && event.on),
      )
    })

    it('tells nothing of calls in which no monitored device has a part', async () => {
      await site.phone('1002', { mode: 'answer' })
      await site.connect({}, ['1001'])
      site.events.length = 0
      const caller = await site.trunk.dial('+18005551002', customer)
      await caller.wait('talking')
      await caller.hangUp()
      await site.until('the customer is free', () => site.trunk.calls.size === 0)
      expect(site.events).toEqual([])
    })

    it('finds the calls that were there before, and tells their end', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      const caller = await site.trunk.dial('+18005551001', customer)
      await caller.wait('talking')
      await site.connect()
      const call = await site.callWith('1001', 'connected')
      expect(call).toMatchObject({ calling: { number: '+14155550100' }, reconstructed: true })
      await caller.hangUp()
      await site.oneEnded()
      expect(agent.calls.size).toBe(0)
    })

    it('starts and stops to monitor one device', async () => {
      await site.phone('1002', { mode: 'answer' })
      await site.connect({}, ['1001'])
      const caller = await site.trunk.dial('+18005551002', customer)
      await caller.wait('talking')
      expect(site.live).toEqual([])
      expect(await site.session.monitor('1002')).toEqual({ ok: true })
      await site.callWith('1002', 'connected')
      expect(await site.session.monitor('4711')).toMatchObject({
        ok: false,
        refusal: { code: 'device.unknown' },
      })
      await caller.hangUp()
      await site.oneEnded()
      expect(await site.session.unmonitor('1002')).toEqual({ ok: true })
    })

    it('notices within 15 s that the other side no longer answers', async () => {
      const wall = await Wall.before(site.asterisk.amiPort)
      const session = await site.connect({ port: wall.port })
      const started = performance.now()
      wall.freeze()
      const end = await session.ended
      expect(end).toMatchObject({ code: 'link.timeout' })
      expect(performance.now() - started).toBeLessThan(15_000)
      const connection = { callId: 'x', deviceId: 'x' }
      const late = await session.command({ kind: 'clearConnection', device: '1001', connection })
      expect(late.ok).toBe(false)
      await wall.close()
    }, 30_000)

    it('ends in order', async () => {
      const session = await site.connect()
      await session.close()
      expect(await session.ended).toMatchObject({ code: 'closed' })
    })

    it('survives a restart of Asterisk during a call: the call is over, and the next one is seen', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      const session = await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1001', 'connected')
      await caller.wait('talking')
      await site.asterisk.cli('core restart now').catch(() => undefined)
      const end = await session.ended
      expect(end).toMatchObject({ code: 'link.down' })
      await site.until(
        'Asterisk is back',
        () =>
          site.connect().then(
            () => true,
            () => false,
          ),
        20_000,
      )
      const call = await site.until('the call is known to be over', () => site.ended[0])
      expect(call.outcome).toBe('answered')
      expect(site.live).toEqual([])
      await agent.register()
      const next = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1001', 'connected')
      await next.hangUp()
      await site.until('the next call ended', () => site.ended.length === 2)
    }, 60_000)
  })
})
