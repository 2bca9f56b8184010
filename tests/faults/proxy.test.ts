import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fault } from './fault.ts'
import { cstaFraming } from './frames.ts'
import { FaultProxy } from './proxy.ts'

/* The proxy does what it says: else the schedules prove nothing. */
let server: Server
let far: Socket
let near: Socket
let proxy: FaultProxy
let pieces: Buffer[]

beforeEach(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy = new FaultProxy((server.address() as AddressInfo).port)
  await proxy.open()
  const accepted = once(server, 'connection') as Promise<[Socket]>
  near = connect(proxy.port, '127.0.0.1')
  pieces = []
  near.on('data', (bytes: Buffer) => pieces.push(bytes))
  near.on('error', () => {})
  ;[far] = await accepted
  far.on('error', () => {})
  far.setNoDelay(true)
})
afterEach(async () => {
  near.destroy()
  far.destroy()
  await proxy.close()
  await new Promise((resolve) => server.close(resolve))
})

function frame(id: string, text: string): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(8 + text.length, 2)
  header.write(id, 4, 'latin1')
  return Buffer.concat([header, Buffer.from(text)])
}
const event = (text: string): Buffer => frame('9999', text)
const say = (...frames: Buffer[]): void => frames.forEach((one) => far.write(one))
/** What came through, as frames. */
const heard = (): string[] =>
  cstaFraming
    .cutter()
    .push(Buffer.concat(pieces))
    .map((one) => one.toString('latin1', 4))

describe('without a fault', () => {
  test('everything comes through, both ways, in order', async () => {
    say(event('one'), frame('0001', 'two'))
    await expect.poll(heard).toEqual(['9999one', '0001two'])
    const back = once(far, 'data') as Promise<[Buffer]>
    near.write(frame('0002', 'three'))
    expect((await back)[0].toString('latin1', 4)).toBe('0002three')
  })
})

describe('frames', () => {
  test.each<[string, Fault, Buffer[], string[]]>([
    [
      'duplicate',
      { kind: 'duplicate', frames: 1, afterMs: 0 },
      [event('a'), event('b')],
      ['9999a', '9999a', '9999b'],
    ],
    [
      'duplicate, later',
      { kind: 'duplicate', frames: 1, afterMs: 60 },
      [event('a'), event('b')],
      ['9999a', '9999b', '9999a'],
    ],
    [
      'reorder',
      { kind: 'reorder', frames: 3 },
      [event('a'), event('b'), event('c'), event('d')],
      ['9999c', '9999b', '9999a', '9999d'],
    ],
    [
      'a torn body',
      { kind: 'garbage', how: 'torn', frames: 1 },
      [event('0123456789ab'), event('b')],
      ['9999012', '9999b'],
    ],
    [
      'an old answer again',
      { kind: 'staleAnswer', how: 'again' },
      [frame('0002', 'b')],
      ['0001a', '0001a', '0002b'],
    ],
    [
      'an answer under an old number',
      { kind: 'staleAnswer', how: 'wrong' },
      [frame('0002', 'b')],
      ['0001a', '0001b'],
    ],
  ])('%s', async (_, fault, frames, expected) => {
    if (fault.kind === 'staleAnswer') {
      say(frame('0001', 'a'))
      while (heard().length === 0) await wait(5)
    }
    proxy.play(fault)
    say(...frames)
    await expect.poll(heard).toEqual(expected)
  })

  test('a whole body of garbage is as long as what it replaces', async () => {
    proxy.play({ kind: 'garbage', how: 'body', frames: 1 })
    say(event('good'), event('better'))
    await expect.poll(heard).toHaveLength(2)
    expect(heard()[0]).toHaveLength('9999good'.length)
    expect(heard()[0]).not.toContain('good')
    expect(heard()[1]).toBe('9999better')
  })

  test('garbage in the stream is no frame', async () => {
    proxy.play({ kind: 'garbage', how: 'stream', frames: 1 })
    say(event('a'))
    await expect.poll(() => Buffer.concat(pieces).toString('latin1')).toContain('HTTP')
  })

  test('oversize: as long as a frame may be, and then what was to come', async () => {
    proxy.play({ kind: 'oversize' })
    say(event('a'))
    await expect.poll(heard).toHaveLength(2)
    expect(heard().map((one) => one.length + 4)).toEqual([65_535, 9])
  })
})

describe('pieces', () => {
  test('drip: byte by byte, and whole in the end', async () => {
    proxy.play({ kind: 'drip', frames: 1 })
    say(event('abcdefghij'))
    await expect.poll(heard).toEqual(['9999abcdefghij'])
    expect(pieces.length).toBeGreaterThan(3)
  })

  test('split: in two', async () => {
    proxy.play({ kind: 'split', frames: 1, pauseMs: 40 })
    say(event('abcdefghij'))
    await expect.poll(heard).toEqual(['9999abcdefghij'])
    expect(pieces).toHaveLength(2)
  })

  test('merge: in one', async () => {
    proxy.play({ kind: 'merge', forMs: 80 })
    say(event('a'))
    await wait(20)
    say(event('b'))
    await expect.poll(heard).toEqual(['9999a', '9999b'])
    expect(pieces).toHaveLength(1)
  })
})

describe('time', () => {
  test('pause: nothing for a while, then all', async () => {
    proxy.play({ kind: 'pause', forMs: 150 })
    say(event('a'))
    await wait(60)
    expect(pieces).toEqual([])
    await expect.poll(heard).toEqual(['9999a'])
  })

  test('stall: nothing, for ever, and nobody is told; the next connection is a good one', async () => {
    proxy.play({ kind: 'stall', forMs: 20 })
    say(event('a'))
    await wait(100)
    expect(pieces).toEqual([])
    expect(near.closed).toBe(false)
    const accepted = once(server, 'connection')
    const second = connect(proxy.port, '127.0.0.1')
    await accepted
    second.destroy()
  })

  test.each(['fin', 'reset'] as const)('cut (%s): it ends, nobody is let in, and then again', async (how) => {
    proxy.play({ kind: 'cut', how, where: 'between', forMs: 120 })
    await expect.poll(() => near.closed).toBe(true)
    const refused = connect(proxy.port, '127.0.0.1')
    refused.on('error', () => {})
    await new Promise((resolve) => refused.once('close', resolve))
    await wait(130)
    const accepted = once(server, 'connection')
    const second = connect(proxy.port, '127.0.0.1')
    await accepted
    second.destroy()
  })
})
