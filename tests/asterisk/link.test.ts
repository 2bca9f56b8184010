import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { customer, Site } from './site.ts'
import { Wall } from './wall.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()

describeWithPeers(missing, 'the link to a real Asterisk', () => {
  let site: Site

  beforeAll(async () => {
    await installAsterisk()
    site = await Site.open('link')
  })
  afterEach(() => site.clear())
  afterAll(() => site?.close())

  it('says why it cannot be made', async () => {
    await expect(site.connect({ secret: 'wrong' })).rejects.toMatchObject({ code: 'login.failed' })
    await expect(site.connect({ username: 'nobody' })).rejects.toMatchObject({ code: 'login.failed' })
    await expect(site.connect({ port: 1 })).rejects.toMatchObject({ code: 'link.refused' })
  })

  it('may be encrypted, and does not trust a certificate that it was not given', async () => {
    const { port, ca } = site.asterisk.amiTls
    await site.phone('1001', { mode: 'answer' })
    await expect(site.connect({ port, tls: {} })).rejects.toMatchObject({ code: 'link.refused' })
    await site.connect({ port, tls: { ca } })
    const caller = await site.trunk.dial('+18005551001', customer)
    await site.callWith('1001', 'connected')
    await caller.hangUp()
    expect((await site.oneEnded()).outcome).toBe('answered')
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
      { kind: 'monitor', device: '4711', on: false, problem: 'Asterisk has no phone or queue named 4711.' },
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
    await site.until('the phone is free', () => agent.calls.size === 0)
  })

  it('finds a caller who waits in the queue, with the digits', async () => {
    const caller = await site.trunk.dial('+18005556000', customer)
    await caller.wait('talking')
    await sleep(500)
    await caller.key('4711#')
    await sleep(300)
    await site.connect({}, ['support'])
    const call = await site.callWith('support', 'queued')
    expect(call).toMatchObject({ digits: '4711', queue: 'support', calling: { number: '+14155550100' } })
    await caller.hangUp()
    expect((await site.oneEnded()).outcome).toBe('abandoned')
  })

  it('concludes what happened while it was cut: one call ended, one began', async () => {
    const [first, second] = [
      await site.phone('1001', { mode: 'answer' }),
      await site.phone('1002', { mode: 'answer' }),
    ]
    const wall = await Wall.before(site.asterisk.amiPort)
    const session = await site.connect({ port: wall.port })
    const before = await site.trunk.dial('+18005551001', customer)
    await site.callWith('1001', 'connected')
    await wall.close()
    expect(await session.ended).toMatchObject({ code: 'link.down' })
    await before.hangUp()
    await site.until('the first phone is free', () => first.calls.size === 0)
    const during = await site.trunk.dial('+18005551002', { callerNumber: '+14155550101' })
    await during.wait('talking')
    await site.connect()
    const call = await site.callWith('1002', 'connected')
    expect(call).toMatchObject({ reconstructed: true, calling: { number: '+14155550101' } })
    await site.until('the first call has ended', () => site.ended.length > 0)
    expect(site.ended.map(({ reconstructed, outcome }) => ({ reconstructed, outcome }))).toEqual([
      { reconstructed: true, outcome: 'answered' },
    ])
    await during.hangUp()
    await site.until('both are over', () => site.ended.length === 2 && site.live.length === 0)
    await site.until('the second phone is free', () => second.calls.size === 0)
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

  it('lets go within two seconds of one that no longer answers', async () => {
    const wall = await Wall.before(site.asterisk.amiPort)
    const session = await site.connect({ port: wall.port })
    wall.freeze()
    const started = performance.now()
    await session.close()
    expect(performance.now() - started).toBeLessThan(2_000)
    expect(await session.ended).toMatchObject({ code: 'closed' })
    await wall.close()
  })

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
