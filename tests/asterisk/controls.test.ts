import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId, SwitchEvent } from '@hookswitch/model'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import type { SipCall } from '../peers/sip/call.ts'
import { customer, legs, Site } from './site.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()

describeWithPeers(missing, 'controls of a real Asterisk', () => {
  let site: Site

  beforeAll(async () => {
    await installAsterisk()
    site = await Site.open('controls')
  })
  afterEach(() => site.clear())
  afterAll(() => site?.close())

  async function talk(number = '+18005551001'): Promise<SipCall> {
    const call = await site.trunk.dial(number, customer)
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
  const at = (device: string, state = 'connected') => ({ device, connection: connection(device, state) })
  const pair = () => ({
    device: '1001',
    held: connection('1001', 'hold'),
    active: connection('1001', 'connected'),
  })
  const told = <Kind extends SwitchEvent['kind']>(kind: Kind) =>
    site.events.filter((event): event is Extract<SwitchEvent, { kind: Kind }> => event.kind === kind)

  async function allHear(calls: readonly SipCall[]): Promise<void> {
    const before = calls.map(({ media }) => media.received)
    await site.until('all hear', () =>
      calls.every(({ media }, index) => media.received > (before[index] ?? 0) + 5),
    )
  }

  const parties = (): string[] =>
    (site.live[0]?.connections ?? [])
      .map(({ device, state }) => `${device.startsWith('PJSIP/trunk') ? 'trunk' : device} ${state}`)
      .toSorted()

  describe('conferences', () => {
    it('joins two calls, lets one drop another, and ends with the last but one', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      const colleague = await site.phone('1004', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      const rings = colleague.next()
      await site.mustDo({ kind: 'consultationCall', ...at('1001'), to: '1004' })
      const asked = await rings
      await site.callWith('1004', 'connected')
      await site.mustDo({ kind: 'conferenceCall', ...pair() })
      await site.until('one call', () => site.live.length === 1)
      expect(parties()).toEqual(['1001 connected', '1004 connected', 'trunk connected'])
      const [own] = agent.calls.values()
      await allHear([caller, asked, ...(own === undefined ? [] : [own])])
      expect(told('conferenced')).toMatchObject([
        { cause: 'conference', conferencingDevice: '1001', addedParty: { number: '1004' } },
      ])
      const other = connection('1004', 'connected')
      await site.mustDo({ kind: 'clearConnection', device: '1001', connection: other })
      await site.until('dropped', () => asked.state === 'ended')
      expect(parties()).toEqual(['1001 connected', 'trunk connected'])
      await own?.hangUp()
      const call = await site.oneEnded()
      await site.until('the customer is free', () => caller.state === 'ended')
      expect(legs(call)).toContain('1004 conferenced answered')
      expect(call).toMatchObject({ calling: { number: '+14155550100' }, direction: 'inbound' })
    })

    it('asks one in, and another, holds and comes back, and goes on without whoever made it', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      const phones = [
        await site.phone('1004', { mode: 'answer' }),
        await site.phone('1005', { mode: 'answer' }),
      ]
      await site.connect()
      const caller = await talk()
      for (const { user } of phones) {
        await site.mustDo({ kind: 'singleStepConference', ...at('1001'), to: user })
        await site.callWith(user, 'connected')
      }
      expect(site.live).toHaveLength(1)
      expect(parties()).toEqual(['1001 connected', '1004 connected', '1005 connected', 'trunk connected'])
      const all = [...agent.calls.values(), ...phones.flatMap((phone) => [...phone.calls.values()]), caller]
      await allHear(all)
      expect(told('conferenced').map(({ addedParty }) => addedParty?.number)).toEqual(['1004', '1005'])
      await site.mustDo({ kind: 'holdCall', ...at('1001') })
      expect(parties()).toContain('1001 hold')
      await allHear(all.slice(1))
      await site.mustDo({ kind: 'retrieveCall', ...at('1001', 'hold') })
      await allHear(all)
      await site.mustDo({ kind: 'clearConnection', ...at('1001') })
      await site.until('three', () => parties().length === 3)
      await allHear(all.slice(1))
      await caller.hangUp()
      await site.until('two', () => parties().length === 2)
      await phones[0]?.calls.values().next().value?.hangUp()
      await site.oneEnded()
      await site.until('all are free', () => phones.every(({ calls }) => calls.size === 0))
    })

    it('says why nobody could be asked in', async () => {
      await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      for (const to of ['5999', '1004']) {
        const result = await site.command({ kind: 'singleStepConference', ...at('1001'), to })
        expect(result.ok).toBe(false)
      }
      expect(parties()).toEqual(['1001 connected', 'trunk connected'])
      await caller.hangUp()
      await site.oneEnded()
    })
  })

  describe('a consultation that fails', () => {
    it('leaves the agent with his caller on hold when the other is busy or hangs up', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      const colleague = await site.phone('1004', { mode: 'busy' })
      await site.connect()
      const caller = await talk()
      const first = connection('1001', 'connected')
      await site.mustDo({ kind: 'consultationCall', ...at('1001'), to: '1004' })
      await site.until('the consultation is over', () => site.live.length === 1)
      await site.mustDo({ kind: 'retrieveCall', device: '1001', connection: first })
      await allHear([caller])
      colleague.mode = 'answer'
      const rings = colleague.next()
      await site.mustDo({ kind: 'consultationCall', ...at('1001'), to: '1004' })
      const asked = await rings
      await site.callWith('1004', 'connected')
      await asked.hangUp()
      await site.until('the consultation is over', () => site.live.length === 1)
      await site.until('it is on hold alone', () => site.session && parties().includes('1001 hold'))
      await site.mustDo({ kind: 'retrieveCall', device: '1001', connection: first })
      await allHear([caller, ...agent.calls.values()])
      await caller.hangUp()
      expect((await site.oneEnded()).outcome).toBe('answered')
      await site.until('the phone is free', () => agent.calls.size === 0)
    })

    it('ends either call alone', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      await site.phone('1004', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      await site.mustDo({ kind: 'consultationCall', ...at('1001'), to: '1004' })
      await site.callWith('1004', 'connected')
      await site.mustDo({ kind: 'clearConnection', ...at('1001') })
      await site.until('the consultation is over', () => site.live.length === 1)
      expect(parties()).toContain('1001 hold')
      await site.mustDo({ kind: 'retrieveCall', ...at('1001', 'hold') })
      await site.mustDo({ kind: 'consultationCall', ...at('1001'), to: '1004' })
      await site.callWith('1004', 'connected')
      await site.mustDo({ kind: 'clearConnection', ...at('1001', 'hold') })
      await site.until('the customer is free', () => caller.state === 'ended')
      await site.callWith('1004', 'connected')
      await site.mustDo({ kind: 'clearConnection', ...at('1001') })
      await site.until('all over', () => site.live.length === 0 && agent.calls.size === 0)
    })

    it('brings the caller back when the agent hangs up meanwhile', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      await site.mustDo({ kind: 'holdCall', ...at('1001') })
      agent.mode = 'ring'
      const rings = agent.next()
      const [own] = agent.calls.values()
      await own?.hangUp()
      const again = await rings
      await site.callWith('1001', 'alerting')
      expect(again.callerNumber).toBe('+14155550100')
      await again.answer()
      await site.callWith('1001', 'connected')
      expect(site.live).toHaveLength(1)
      await caller.hangUp()
      await site.oneEnded()
    })
  })

  describe('calls that move', () => {
    it('deflects a ringing call', async () => {
      await site.phone('1001')
      const other = await site.phone('1004')
      await site.connect()
      const caller = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1001', 'alerting')
      const rings = other.next()
      const wrong = await site.command({ kind: 'deflectCall', ...at('1001', 'alerting'), to: '5999' })
      expect(wrong).toMatchObject({ ok: false, refusal: { code: 'number.invalid' } })
      await site.mustDo({ kind: 'deflectCall', ...at('1001', 'alerting'), to: '1004' })
      await (await rings).answer()
      await site.callWith('1004', 'connected')
      await caller.hangUp()
      expect(legs(await site.oneEnded())).toEqual([
        '1001 called diverted',
        '1004 divertedTo answered',
        'trunk caller answered',
      ])
    })

    it.each([undefined, '707'])('parks (at %s), and another takes it out: one call', async (to) => {
      await site.phone('1001', { mode: 'answer' })
      const other = await site.phone('1004', { mode: 'answer' })
      await site.connect()
      const caller = await talk('+18005556001')
      const { id } = site.live[0] ?? {}
      await site.mustDo({ kind: 'parkCall', ...at('1001'), ...(to === undefined ? {} : { to }) })
      const parked = await site.until('parked', () =>
        site.live[0]?.connections.find(({ state }) => state === 'queued'),
      )
      expect(parked.device).toBe(to ?? parked.device)
      expect(parties()).not.toContain('1001 connected')
      await site.mustDo({ kind: 'directedPickup', device: '1004', connection: parked.id })
      const call = await site.callWith('1004', 'connected')
      expect(call.id).toBe(id)
      expect(call.calling.number).toBe('+14155550100')
      await allHear([caller, ...other.calls.values()])
      await caller.hangUp()
      expect((await site.oneEnded()).id).toBe(id)
    })

    it('refuses a place that is taken', async () => {
      await site.phone('1001', { mode: 'answer' })
      await site.phone('1004', { mode: 'answer' })
      await site.connect()
      const first = await talk()
      await site.mustDo({ kind: 'parkCall', ...at('1001'), to: '711' })
      const second = await site.trunk.dial('+18005551004', customer)
      await site.callWith('1004', 'connected')
      const result = await site.command({ kind: 'parkCall', ...at('1004'), to: '711' })
      expect(result).toMatchObject({ ok: false, refusal: { code: 'command.state' } })
      await first.hangUp()
      await second.hangUp()
      await site.until('over', () => site.live.length === 0)
    })

    it('takes a call that rings elsewhere, by name and by group', async () => {
      await site.phone('1001')
      const picker = await site.phone('1004', { mode: 'answer' })
      await site.connect()
      for (const round of [1, 2]) {
        const caller = await site.trunk.dial('+18005551001', customer)
        await site.callWith('1001', 'alerting')
        const taken = connection('1001', 'alerting')
        await site.mustDo(
          round === 1
            ? { kind: 'directedPickup', device: '1004', connection: taken }
            : { kind: 'groupPickup', device: '1004' },
        )
        const call = await site.callWith('1004', 'connected')
        expect(call.calling.number).toBe('+14155550100')
        await allHear([caller, ...picker.calls.values()])
        await caller.hangUp()
        const ended = await site.until('ended', () => site.ended[round - 1])
        expect(legs(ended)).toEqual([
          '1001 called answeredElsewhere',
          '1004 pickedUp answered',
          'trunk caller answered',
        ])
        await site.until('free', () => picker.calls.size === 0 && site.live.length === 0)
      }
      const nobody = await site.command({ kind: 'groupPickup', device: '1004' })
      expect(nobody.ok).toBe(false)
      expect(site.live).toEqual([])
    })

    it('takes a caller out of the queue', async () => {
      const picker = await site.phone('1004', { mode: 'answer' })
      await site.connect({}, ['1004', 'support'])
      const caller = await site.trunk.dial('+18005556001', customer)
      const waiting = await site.callWith('support', 'queued')
      const place = waiting.connections.find(({ state }) => state === 'queued')
      if (place === undefined) throw new Error('not queued')
      await site.mustDo({ kind: 'directedPickup', device: '1004', connection: place.id })
      await site.callWith('1004', 'connected')
      await allHear([caller, ...picker.calls.values()])
      await caller.hangUp()
      expect((await site.oneEnded()).calling.number).toBe('+14155550100')
    })
  })

  describe('after the link was down', () => {
    it('knows who is on hold, from the screen and at the phone', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      const { id } = site.live[0] ?? {}
      await site.mustDo({ kind: 'holdCall', ...at('1001') })
      await site.session.close()
      await site.connect()
      expect(parties()).toEqual(['1001 hold', 'trunk connected'])
      await site.mustDo({ kind: 'retrieveCall', ...at('1001', 'hold') })
      const [own] = agent.calls.values()
      await site.session.close()
      await own?.hold()
      await site.connect()
      expect(parties()).toEqual(['1001 hold', 'trunk connected'])
      await own?.hold(false)
      await site.callWith('1001', 'connected')
      await caller.hangUp()
      expect((await site.oneEnded()).id).toBe(id)
    })

    it('knows who consults whom, and hands over', async () => {
      await site.phone('1001', { mode: 'answer' })
      await site.phone('1004', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      await site.mustDo({ kind: 'consultationCall', ...at('1001'), to: '1004' })
      await site.callWith('1004', 'connected')
      const before = pair()
      await site.session.close()
      await site.connect()
      expect(pair()).toEqual(before)
      await site.mustDo({ kind: 'transferCall', ...pair() })
      await site.until('one call', () => site.live.length === 1)
      expect(parties()).toEqual(['1004 connected', 'trunk connected'])
      await caller.hangUp()
      await site.oneEnded()
    })
  })

  describe('at the phone', () => {
    it('sends digits to the other side', async () => {
      await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      await site.mustDo({ kind: 'generateDigits', ...at('1001'), digits: '42#' })
      await site.until('they came', () => caller.media.digits === '42#')
      const wrong = await site.command({ kind: 'generateDigits', ...at('1001'), digits: '1\r\nAction: x' })
      expect(wrong).toMatchObject({ ok: false, refusal: { code: 'number.invalid' } })
      await caller.hangUp()
      await site.oneEnded()
    })

    it('mutes the microphone until the call is over', async () => {
      const agent = await site.phone('1001', { mode: 'answer' })
      await site.connect()
      const caller = await talk()
      await site.mustDo({ kind: 'setMicrophoneMute', device: '1001', on: true })
      // What was on its way is still heard.
      await new Promise((resolve) => setTimeout(resolve, 200))
      const heard = caller.media.received
      await allHear([...agent.calls.values()])
      expect(caller.media.received).toBe(heard)
      await site.mustDo({ kind: 'setMicrophoneMute', device: '1001', on: false })
      await allHear([caller])
      await site.mustDo({ kind: 'setMicrophoneMute', device: '1001', on: true })
      await caller.hangUp()
      await site.oneEnded()
      // It is off until the telephone itself is free, a moment after the caller.
      await site.until('it is on again', () => told('microphoneMute').length === 4)
      expect(told('microphoneMute').map(({ on }) => on)).toEqual([true, false, true, false])
    })

    it('does not ring while it is not to be disturbed, and rings where it is forwarded to', async () => {
      const agent = await site.phone('1001')
      await site.phone('1004')
      await site.connect()
      await site.mustDo({ kind: 'setDoNotDisturb', device: '1001', on: true })
      const busy = await site.trunk.dial('+18005551001', customer)
      await site.until('refused', () => busy.state === 'ended')
      expect(busy.endReason).toBe('status 486')
      await site.mustDo({ kind: 'setDoNotDisturb', device: '1001', on: false })
      await site.mustDo({ kind: 'setForwarding', device: '1001', type: 'immediate', on: true, to: '1004' })
      await site.session.close()
      await site.connect()
      const snapshot = told('snapshot')
        .at(-1)
        ?.settings?.find(({ device }) => device === '1001')
      expect(snapshot?.forwarding).toContainEqual({ kind: 'immediate', active: true, to: '1004' })
      const sent = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1004', 'alerting')
      await sent.hangUp()
      await site.mustDo({ kind: 'setForwarding', device: '1001', type: 'immediate', on: false })
      await site.mustDo({ kind: 'setForwarding', device: '1001', type: 'busy', on: true, to: '1004' })
      agent.mode = 'busy'
      const again = await site.trunk.dial('+18005551001', customer)
      await site.callWith('1004', 'alerting')
      await again.hangUp()
      await site.mustDo({ kind: 'setForwarding', device: '1001', type: 'busy', on: false })
      const wrong = await site.command({
        kind: 'setForwarding',
        device: '1001',
        type: 'busy',
        on: true,
        to: '5999',
      })
      expect(wrong).toMatchObject({ ok: false, refusal: { code: 'number.invalid' } })
      await site.until('over', () => site.live.length === 0)
    })
  })

  describe('agents', () => {
    const states = () =>
      told('agentState').map(({ device, state, reason }) =>
        [device, state, ...((reason ?? '') ? [reason] : [])].join(' '),
      )

    it('log on and off, pause with a reason, and rest after a call', async () => {
      await site.phone('1004', { mode: 'answer' })
      await site.connect({ agentQueues: ['support'], wrapUpSeconds: 1 })
      expect(told('snapshot')[0]?.agents).toContainEqual(
        expect.objectContaining({ device: '1004', state: 'loggedOff' }),
      )
      const set = (state: 'loggedOff' | 'notReady' | 'ready' | 'workingAfterCall', more = {}) =>
        site.command({ kind: 'setAgentState', device: '1004', state, ...more })
      expect(await set('ready')).toEqual({ ok: true })
      expect(await set('notReady', { reason: 'Lunch' })).toEqual({ ok: true })
      expect(await set('workingAfterCall')).toEqual({ ok: true })
      expect(await set('ready')).toEqual({ ok: true })
      expect(await set('notReady', { reason: 'x\r\nAction: y' })).toMatchObject({ ok: false })
      const caller = await site.trunk.dial('+18005556001', customer)
      await site.callWith('1004', 'connected')
      await caller.hangUp()
      await site.oneEnded()
      await site.until('rested', () => states().at(-1) === '1004 ready')
      await site.session.close()
      await site.connect()
      expect(told('snapshot').at(-1)?.agents).toContainEqual(
        expect.objectContaining({ device: '1004', state: 'ready', agentId: '1004' }),
      )
      expect(await set('loggedOff')).toEqual({ ok: true })
      expect(states().filter((one) => one.startsWith('1004'))).toEqual([
        '1004 ready',
        '1004 notReady Lunch',
        '1004 workingAfterCall',
        '1004 ready',
        '1004 busy',
        '1004 workingAfterCall',
        '1004 ready',
        '1004 loggedOff',
      ])
      expect(await site.command({ kind: 'setAgentState', device: '1001', state: 'loggedOff' })).toMatchObject(
        {
          ok: false,
          refusal: { code: 'command.denied' },
        },
      )
    })
  })
})
