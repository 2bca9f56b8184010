import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { customer, legs, Site } from './site.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()

describeWithPeers(missing, 'calls of a real Asterisk', () => {
  let site: Site

  beforeAll(async () => {
    await installAsterisk()
    site = await Site.open('calls')
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

    it('tells of a queue that is monitored by itself, although nobody is there to ring', async () => {
      await site.connect({}, ['support'])
      const caller = await site.trunk.dial('+18005556001', customer)
      const waiting = await site.callWith('support', 'queued')
      expect(waiting).toMatchObject({ queue: 'support', calling: { number: '+14155550100' } })
      await caller.hangUp()
      const call = await site.oneEnded()
      expect(call.outcome).toBe('abandoned')
      expect(legs(call)).toEqual(['support queue abandoned', 'trunk caller abandoned'])
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
      await site.until('the phone is free', () => agent.calls.size === 0)
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

  describe('calls that change hands', () => {
    it('stays one call with its first caller when the phone transfers it blindly', async () => {
      const [first, second] = [await site.phone('1001'), await site.phone('1003')]
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      const own = await first.next()
      await own.answer()
      await site.callWith('1001', 'connected')
      const next = second.next()
      expect(await own.transfer('1003')).toBe(202)
      const taken = await next
      const ringing = await site.callWith('1003', 'alerting')
      expect(ringing.calling.number).toBe('+14155550100')
      await taken.answer()
      await site.callWith('1003', 'connected')
      await caller.hangUp()
      const call = await site.oneEnded()
      expect(legs(call)).toEqual([
        '1001 called transferred',
        '1003 transferredTo answered',
        'trunk caller answered',
      ])
    })

    it('becomes one call when the phone transfers it after asking', async () => {
      const [first, second] = [await site.phone('1001'), await site.phone('1003', { mode: 'answer' })]
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      const own = await first.next()
      await own.answer()
      await site.callWith('1001', 'connected')
      await own.hold()
      await site.callWith('1001', 'hold')
      const asking = await first.dial('1003')
      await asking.wait('talking')
      expect(site.live).toHaveLength(2)
      expect(await own.transferTo(asking)).toBe(202)
      await site.until('one call', () => site.live.length === 1)
      expect(site.live[0]).toMatchObject({ calling: { number: '+14155550100' }, direction: 'inbound' })
      await site.until('1003 has it', () =>
        site.live[0]?.connections.every(({ device }) => device !== '1001'),
      )
      await caller.hangUp()
      const call = await site.oneEnded()
      expect(call.outcome).toBe('answered')
      await site.until('the phone is free', () => second.calls.size === 0)
    })

    it('is the picker’s when somebody takes the call from a ringing phone', async () => {
      await site.phone('1001')
      const picker = await site.phone('1003')
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1001', 'alerting')
      await picker.dial('*81001')
      const call = await site.until('taken', () =>
        site.live.find((one) => one.answeredAt !== null && one.calling.number === '+14155550100'),
      )
      expect(call.connections.map(({ device }) => device)).toContain('1003')
      await caller.hangUp()
      expect(legs(await site.oneEnded())).toEqual([
        '1001 called answeredElsewhere',
        '1003 pickedUp answered',
        'trunk caller answered',
      ])
    })
  })
})
