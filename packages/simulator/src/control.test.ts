import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ControlError, createControlClient, type ControlClient } from './control-client.ts'
import { VirtualClock } from '#engine/clock.ts'
import { startSimulator, type Simulator } from './simulator.ts'

let simulator: Simulator
let control: ControlClient
let clock: VirtualClock
beforeEach(async () => {
  clock = new VirtualClock()
  simulator = await startSimulator({ port: 0, clock, settings: { outside: { kind: 'ring' } } })
  control = createControlClient(simulator.controlUrl)
})
afterEach(() => simulator.stop())

test('a customer calls through the menu, keys, waits, talks, is held, and hangs up', async () => {
  const { id } = await control.startCall({ from: '+1 (415) 555-0100', to: '6000', name: 'Ada' })
  expect(await control.call(id)).toMatchObject({ state: 'ivr', from: '+14155550100', fromName: 'Ada' })
  await control.sendDigits(id, '4711#')
  expect(await control.call(id)).toMatchObject({ state: 'ringing', digits: '4711' })
  const ringing = (await control.extensions()).find(({ calls }) => calls.length > 0)?.extension ?? ''
  await control.phone(ringing, 'answer')
  expect((await control.call(id)).state).toBe('connected')
  await control.phone(ringing, 'hold')
  expect((await control.call(id)).state).toBe('held')
  await control.phone(ringing, 'retrieve')
  await control.hangUp(id)
  expect(await control.call(id)).toMatchObject({ state: 'ended', outcome: 'answered', legs: [] })
  expect(await control.calls()).toEqual([])
})

test('an agent dials out by hand, and the customer answers when told to', async () => {
  const { id } = await control.dial('1004', '+442079461111')
  clock.advance(1000)
  expect(await control.call(id)).toMatchObject({ direction: 'outbound', state: 'ringing' })
  await control.answer(id)
  expect((await control.call(id)).state).toBe('connected')
  expect((await control.calls()).map((call) => call.id)).toEqual([id])
})

test('outside phones take calls as they were told to', async () => {
  await control.setOutsideBehaviour({ kind: 'busy' }, '+442079461111')
  const { id } = await control.dial('1004', '+442079461111')
  clock.advance(1000)
  expect((await control.call(id)).state).toBe('failed')
  clock.advance(10_000)
  expect((await control.call(id)).outcome).toBe('busy')
  const customers = await control.customers()
  expect(new Set(customers.map(({ country }) => country)).size).toBe(6)
})

test('phones behave as they were told to', async () => {
  await control.setBehaviour('1005', { kind: 'answer', afterMs: 2000 })
  const { id } = await control.startCall({ from: '+14155550100', to: '1005' })
  clock.advance(2000)
  expect((await control.call(id)).state).toBe('connected')
  await control.setBehaviour('1005', { kind: 'notRegistered' })
  const phone = (await control.extensions()).find(({ extension }) => extension === '1005')
  expect(phone).toMatchObject({ registered: false, behaviour: { kind: 'notRegistered' } })
})

test('a steady load comes at its rate, and stops', async () => {
  await control.startLoad({ callsPerSecond: 50, hangUpAfterMs: 500, answerAfterMs: 100 })
  clock.advance(10_000)
  expect(await control.stopLoad()).toBe(500)
  clock.advance(10_000)
  const { entries } = await control.ledger()
  expect(entries).toHaveLength(1000)
  expect(simulator.engine.calls.size).toBe(0)
  expect(simulator.ledger.since(0).filter(({ kind }) => kind === 'callEnded')).toHaveLength(500)
})

test('a day of calls is played, its state can be asked for, and it can be stopped', async () => {
  const day = { callers: [{ number: '+14155550100' }], minutes: 60, callsPerHour: 120, speed: 60 }
  await control.playScript(day)
  expect(await control.scriptState()).toMatchObject({ playing: true })
  clock.advance(120_000)
  const { playing, begun } = await control.scriptState()
  expect(playing).toBe(false)
  expect(begun).toBeGreaterThan(80)
  await control.playScript(day)
  await control.stopScript()
  expect(await control.scriptState()).toEqual({ playing: false, begun: 0 })
})

describe('what is refused', () => {
  const code = async (work: Promise<unknown>): Promise<[string, number]> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (!(error instanceof ControlError)) throw new Error('was not refused')
    return [error.code, error.status]
  }

  test('in the words of the exchange', async () => {
    const to = '1001'
    expect(await code(control.startCall({ from: 'nonsense', to }))).toEqual([
      'operation/invalidCallingDeviceID',
      400,
    ])
    expect(await code(control.startCall({ from: '+14155550100', to: '99' }))).toEqual([
      'operation/invalidCalledDeviceID',
      400,
    ])
    expect(await code(control.call('none'))).toEqual(['call.unknown', 404])
    expect(await code(control.hangUp('none'))).toEqual(['operation/invalidCallID', 404])
    expect(await code(control.phone('1001', 'answer'))).toEqual([
      'stateIncompatibility/invalidConnectionState',
      409,
    ])
    expect(await code(control.phone('4711', 'answer'))).toEqual(['device.unknown', 404])
    expect(await code(control.startCall({ from: '+14155550100', to, digits: 'x' }))).toEqual([
      'body.invalid',
      400,
    ])
    expect(await code(createControlClient('http://127.0.0.1:1').calls())).toEqual(['unreachable', 0])
  })

  function raw(options: { headers: Record<string, string>; path?: string; body?: string }): Promise<number> {
    return new Promise((resolve, reject) => {
      const { headers, path = '/calls', body } = options
      const asked = request(
        {
          host: '127.0.0.1',
          port: simulator.controlPort,
          path,
          method: body === undefined ? 'GET' : 'POST',
          headers,
        },
        (response) => {
          expect(response.headers['access-control-allow-origin']).toBeUndefined()
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
  }

  test('whoever does not come by the name of loopback, or from a page of another place', async () => {
    const json = { 'content-type': 'application/json' }
    const call = JSON.stringify({ from: '+14155550100', to: '1001' })
    expect(await raw({ headers: { host: 'localhost:8889' } })).toBe(200)
    expect(await raw({ headers: { host: '[::1]:8889' } })).toBe(200)
    expect(await raw({ headers: { host: 'evil.example' } })).toBe(403)
    expect(await raw({ headers: { host: '127.0.0.1.evil.example' } })).toBe(403)
    expect(
      await raw({ headers: { host: 'localhost', origin: 'https://evil.example', ...json }, body: call }),
    ).toBe(403)
    expect(await raw({ headers: { host: 'localhost', origin: 'null', ...json }, body: call })).toBe(403)
    expect(await raw({ headers: { host: 'localhost', 'content-type': 'text/plain' }, body: call })).toBe(415)
    expect(await raw({ headers: { host: 'localhost', ...json }, body: '{' })).toBe(400)
    expect(await raw({ headers: { host: 'localhost', ...json }, body: ' '.repeat(70_000) })).toBe(413)
    expect(await raw({ headers: { host: 'localhost' }, path: '/extensions/%ZZ' })).toBe(400)
    expect(await raw({ headers: { host: 'localhost' }, path: '/ledger?after=x' })).toBe(400)
    expect(await raw({ headers: { host: 'localhost' }, path: '/nothing' })).toBe(404)
    expect(simulator.engine.calls.size).toBe(0)
  })
})

test('it stops in the middle of calls, and nothing of them is heard any more', async () => {
  await control.startCall({ from: '+14155550100', to: '1001', answerAfterMs: 1000, hangUpAfterMs: 2000 })
  const before = simulator.ledger.last
  await simulator.stop()
  clock.advance(60_000)
  expect(simulator.ledger.last).toBe(before)
})

test('the ports are free again after it stopped', async () => {
  await simulator.stop()
  const again = await startSimulator({ port: simulator.port, controlPort: simulator.controlPort })
  expect(again.port).toBe(simulator.port)
  await again.stop()
})

test('a port that is taken is an error, and nothing is left running', async () => {
  await expect(startSimulator({ port: simulator.port })).rejects.toThrow(/EADDRINUSE/)
  await expect(startSimulator({ port: 0, controlPort: simulator.controlPort })).rejects.toThrow(/EADDRINUSE/)
})
