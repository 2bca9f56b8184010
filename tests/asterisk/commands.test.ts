import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { CommandKind } from '@hookswitch/model'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { customer, Site } from './site.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const commandKinds: readonly CommandKind[] = [
  'makeCall',
  'answerCall',
  'clearConnection',
  'clearCall',
  'rejectCall',
  'deflectCall',
  'holdCall',
  'retrieveCall',
  'consultationCall',
  'alternateCall',
  'reconnectCall',
  'transferCall',
  'conferenceCall',
  'singleStepTransfer',
  'singleStepConference',
  'directedPickup',
  'groupPickup',
  'parkCall',
  'setMicrophoneMute',
  'generateDigits',
  'setForwarding',
  'setDoNotDisturb',
  'setAgentState',
]

const missing = await whyNoAsterisk()

describeWithPeers(missing, 'commands to a real Asterisk', () => {
  let site: Site

  beforeAll(async () => {
    await installAsterisk()
    site = await Site.open('commands')
  })
  afterEach(() => site.clear())
  afterAll(() => site?.close())

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
    await site.until('the phone is free', () => agent.calls.size === 0)
  })

  it('offers nothing that its user may not do, the dialplan has no place for or the phone does not obey', async () => {
    await site.phone('1001', { userAgent: 'Obedient 1.0', obeysNotify: true })
    await site.connect({ notifyPhones: ['Obedient'] })
    const { commands } = site.session.capabilities
    expect(commandKinds.filter((kind) => !(kind in commands))).toEqual(['answerCall'])
    await site.session.close()
    await site.connect({ contexts: 'elsewhere', dialContext: 'hookswitch-dial' })
    expect(Object.keys(site.session.capabilities.commands).toSorted()).toEqual([
      'clearCall',
      'clearConnection',
      'generateDigits',
      'makeCall',
      'parkCall',
      'rejectCall',
      'setAgentState',
      'setMicrophoneMute',
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
