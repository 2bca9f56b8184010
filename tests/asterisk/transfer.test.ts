import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Call, ConnectionId } from '@hookswitch/model'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import type { SipCall } from '../peers/sip/call.ts'
import { customer, legs, Site } from './site.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()

/** Ways in which the agent 1001 comes to speak with a customer. */
const ways = ['inbound', 'outbound', 'queue'] as const
type Way = (typeof ways)[number]

describeWithPeers(missing, 'calls that change hands by command', () => {
  let site: Site

  beforeAll(async () => {
    await installAsterisk()
    site = await Site.open('transfer')
  })
  afterEach(() => site.clear())
  afterAll(() => site?.close())

  /** 1001 speaks with the customer. */
  async function talk(way: Way): Promise<SipCall> {
    if (way === 'outbound') {
      const far = site.trunk.next()
      await site.mustDo({
        kind: 'makeCall',
        device: '1001',
        to: '+14155550100',
        autoAnswer: true,
      })
      const call = await far
      await call.answer()
      await site.until('answered', () => site.live[0]?.answeredAt ?? undefined)
      return call
    }
    const call = await site.trunk.dial(way === 'queue' ? '+18005556001' : '+18005551001', customer)
    await site.callWith('1001', 'connected')
    await call.wait('talking')
    return call
  }

  const connection = (device: string, state: string): ConnectionId => {
    const all = site.live.flatMap(({ connections }) => connections)
    const found = all.find((one) => one.device === device && one.state === state)
    if (found === undefined) throw new Error(`${device} is not ${state}: ${JSON.stringify(all)}`)
    return found.id
  }

  async function consult(to: string): Promise<void> {
    const active = connection('1001', 'connected')
    const asked = await site.command({ kind: 'consultationCall', device: '1001', connection: active, to })
    expect(asked).toMatchObject({ ok: true })
    await site.callWith('1001', 'hold')
  }

  const pair = () => ({ held: connection('1001', 'hold'), active: connection('1001', 'connected') })

  async function hears(one: SipCall, other: SipCall): Promise<void> {
    const before = [one.media.received, other.media.received] as const
    await site.until(
      'voice both ways',
      () => one.media.received > before[0] + 5 && other.media.received > before[1] + 5,
    )
  }

  /** The customer's one call, with its identity. */
  function customers(way: Way): Call {
    const call = site.live.find(({ parent }) => parent === null)
    if (call === undefined) throw new Error('no call')
    expect(way === 'outbound' ? call.called.number : call.calling.number).toBe('+14155550100')
    expect(call.direction).toBe(way === 'outbound' ? 'outbound' : 'inbound')
    return call
  }

  describe.each(ways)('%s', (way) => {
    it('is handed over after asking, and is one call', async () => {
      await site.phone('1001', { mode: 'answer' })
      const colleague = await site.phone('1004')
      await site.connect()
      const caller = await talk(way)
      const before = customers(way).id
      const rings = colleague.next()
      await consult('1004')
      const asked = await rings
      expect(site.live).toHaveLength(2)
      const consultation = site.live.find(({ parent }) => parent === before)
      expect(consultation).toMatchObject({ calling: { number: '1001' }, called: { number: '1004' } })
      await asked.answer()
      await site.callWith('1004', 'connected')
      const done = await site.command({ kind: 'transferCall', device: '1001', ...pair() })
      expect(done).toEqual({ ok: true })
      await site.until('one call', () => site.live.length === 1)
      expect(customers(way).id).toBe(before)
      await hears(caller, asked)
      await asked.hangUp()
      const call = await site.oneEnded()
      expect(call.outcome).toBe('answered')
      expect(legs(call)).toContain('1004 transferredTo answered')
      expect(legs(call).filter((leg) => leg.startsWith('1001') && leg.endsWith('transferred'))).toHaveLength(
        1,
      )
      await site.until('the customer is free', () => caller.state === 'ended')
    })

    it('is handed over while the other still rings', async () => {
      await site.phone('1001', { mode: 'answer' })
      const colleague = await site.phone('1004')
      await site.connect()
      const caller = await talk(way)
      const before = customers(way).id
      await consult('1004')
      await site.callWith('1004', 'alerting')
      const rings = colleague.next()
      const done = await site.command({ kind: 'transferCall', device: '1001', ...pair() })
      expect(done).toEqual({ ok: true })
      const asked = await rings
      await site.until('one call', () => site.live.length === 1)
      const ringing = await site.callWith('1004', 'alerting')
      expect(ringing.id).toBe(before)
      await asked.answer()
      await site.callWith('1004', 'connected')
      await hears(caller, asked)
      await caller.hangUp()
      const call = await site.oneEnded()
      expect(legs(call)).toContain('1004 transferredTo answered')
      expect(site.rang.filter((device) => device === '1004')).toEqual(['1004'])
    })

    it('is sent on blindly', async () => {
      await site.phone('1001', { mode: 'answer' })
      const colleague = await site.phone('1004')
      await site.connect()
      const caller = await talk(way)
      const rings = colleague.next()
      const from = connection('1001', 'connected')
      const wrong = await site.command({
        kind: 'singleStepTransfer',
        device: '1001',
        connection: from,
        to: '5999',
      })
      expect(wrong).toMatchObject({ ok: false, refusal: { code: 'number.invalid' } })
      expect(caller.state).toBe('talking')
      const done = await site.command({
        kind: 'singleStepTransfer',
        device: '1001',
        connection: from,
        to: '1004',
      })
      expect(done).toEqual({ ok: true })
      const asked = await rings
      customers(way)
      await asked.answer()
      await site.callWith('1004', 'connected')
      await hears(caller, asked)
      await caller.hangUp()
      expect(legs(await site.oneEnded())).toContain('1004 transferredTo answered')
    })

    it('changes to and fro, and goes back', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      const colleague = await site.phone('1004')
      await site.connect()
      const caller = await talk(way)
      const first = customers(way).id
      const rings = colleague.next()
      await consult('1004')
      const asked = await rings
      await asked.answer()
      await site.callWith('1004', 'connected')
      for (const speaks of [caller, asked, caller]) {
        expect(await site.command({ kind: 'alternateCall', device: '1001', ...pair() })).toEqual({ ok: true })
        const own = [...agent.calls.values()][0]
        if (own !== undefined) await hears(speaks, own)
        const held = site.live.find(({ connections }) =>
          connections.some(({ device, state }) => device === '1001' && state === 'hold'),
        )
        expect(held?.id === first).toBe(speaks === asked)
      }
      expect(await site.command({ kind: 'alternateCall', device: '1001', ...pair() })).toEqual({ ok: true })
      expect(await site.command({ kind: 'reconnectCall', device: '1001', ...pair() })).toEqual({ ok: true })
      await site.until('the colleague is free', () => asked.state === 'ended')
      await site.until('one call', () => site.live.length === 1)
      const own = [...agent.calls.values()][0]
      if (own !== undefined) await hears(caller, own)
      await caller.hangUp()
      const call = await site.oneEnded()
      expect(call.id).toBe(first)
      await site.until('the phone is free', () => agent.calls.size === 0)
    })

    it('is held and retrieved from the screen', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await talk(way)
      const at = connection('1001', 'connected')
      expect(await site.command({ kind: 'holdCall', device: '1001', connection: at })).toEqual({ ok: true })
      await site.callWith('1001', 'hold')
      expect(await site.command({ kind: 'retrieveCall', device: '1001', connection: at })).toEqual({
        ok: true,
      })
      await site.callWith('1001', 'connected')
      const own = [...agent.calls.values()][0]
      if (own !== undefined) await hears(caller, own)
      await own?.hangUp()
      await site.oneEnded()
      await site.until('the customer is free', () => caller.state === 'ended')
    })
  })
})
