import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Program } from './program.ts'

let folder: string
let simulator: Program
let control: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-cli-'))
  simulator = new Program(['simulator', '--port', '0', '--ledger', join(folder, 'ledger.ndjson')])
  control = (await simulator.says(/takes orders at (\S+)/))[1] ?? ''
})
afterAll(async () => {
  simulator.child.kill('SIGKILL')
  await simulator.ended()
  rmSync(folder, { recursive: true })
})

interface Line {
  readonly kind: string
  readonly call: string
  readonly from?: string
  readonly to?: string
  readonly outcome?: string
}
const ledger = (): Line[] =>
  readFileSync(join(folder, 'ledger.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
const simulate = (...args: string[]): Program => new Program(['simulate', ...args, '--control', control])

describe('hookswitch simulate call', () => {
  test('plays a customer who is answered and hangs up, and the ledger says the same', async () => {
    const from = '+14155550123'
    const call = simulate(
      'call',
      '--from',
      from,
      '--to',
      '1001',
      '--answer-after',
      '200ms',
      '--hang-up-after',
      '900ms',
    )
    expect(await call.ended()).toBe(0)
    const lines = call.output.trim().split('\n')
    expect(lines).toContain(`${from} > 1001: connected at 1001`)
    expect(lines.at(-1)).toBe('ended (answered)')
    const began = ledger().find((line) => line.kind === 'callBegan' && line.from === from)
    const end = ledger().find((line) => line.kind === 'callEnded' && line.call === began?.call)
    expect(began?.to).toBe('1001')
    expect(end?.outcome).toBe('answered')
  })

  test('hangs up when it is interrupted', async () => {
    const from = '+14155550124'
    const call = simulate('call', '--from', from, '--to', '1002')
    await call.says(/ringing at 1002/)
    expect(await call.stop('SIGINT')).toBe(0)
    expect(call.output).toContain('hung up')
    const began = ledger().find((line) => line.kind === 'callBegan' && line.from === from)
    expect(ledger().find((line) => line.kind === 'callEnded' && line.call === began?.call)?.outcome).toBe(
      'abandoned',
    )
  })

  test.each([
    [['--to', '1001'], 'required option'],
    [['--from', '+14155550100', '--to', '1001', '--answer-after', 'soon'], 'Write a time such as 2s'],
    [['--from', '+14155550100', '--to', '1001', '--digits', '47x1'], 'Digits are'],
    [['--from', '+14155550100', '--to', '77'], 'invalidCalledDeviceID'],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const call = simulate('call', ...args)
    expect(await call.ended()).toBe(1)
    expect(call.output).toContain(sentence)
    expect(call.output).not.toContain('    at ')
  })

  test('says so where no simulator is', async () => {
    const to = ['--to', '1001', '--control', 'http://127.0.0.1:1']
    const call = new Program(['simulate', 'call', '--from', '+14155550100', ...to])
    expect(await call.ended()).toBe(1)
    expect(call.output).toMatch(/does not answer.*hookswitch simulator/)
  })
})

describe('hookswitch simulate script', () => {
  const callers = [{ number: '+498955510001' }, { number: '+498955510002' }]
  const day = { seed: 5, minutes: 60, speed: 1200, callsPerHour: 30, mix: { answered: 1 }, callers }
  const write = (name: string, content: unknown): string => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(content))
    return file
  }

  test('plays a day from its seed, and the same day twice', async () => {
    const file = write('day.json', day)
    const numbers = new Set(callers.map(({ number }) => number))
    const play = async (): Promise<string[]> => {
      const before = ledger().length
      const script = simulate('script', file)
      expect(await script.ended()).toBe(0)
      const lines = ledger().slice(before)
      const began = lines.filter(({ kind, from = '' }) => kind === 'callBegan' && numbers.has(from))
      expect(script.output).toContain(`${began.length} calls begun`)
      return began.map(({ from, to }) => `${from} ${to}`)
    }
    const first = await play()
    expect(first.length).toBeGreaterThan(10)
    expect(await play()).toEqual(first)
  })

  test('stops when it is interrupted', async () => {
    const script = simulate('script', write('long.json', { ...day, minutes: 1440, speed: 1 }))
    await script.says(/playing/)
    expect(await script.stop('SIGINT')).toBe(0)
    expect(script.output).toMatch(/\d+ calls begun/)
  })

  test.each([
    ['{', /cannot be read/],
    ['{"callsPerHour": "many"}', /callsPerHour/],
    ['{"callers": [], "wrong": 1}', /wrong/],
  ])('says what is wrong with %s', async (text, words) => {
    const file = join(folder, 'wrong.json')
    writeFileSync(file, text)
    const script = simulate('script', file)
    expect(await script.ended()).toBe(1)
    expect(script.output).toMatch(words)
  })
})

describe('hookswitch simulator', () => {
  test('stops cleanly on SIGTERM', async () => {
    const other = new Program(['simulator', '--port', '0'])
    await other.says(/takes orders at/)
    expect(await other.stop('SIGTERM')).toBe(0)
  })

  test('says which port is taken and what to do', async () => {
    const holder = createServer().listen(0)
    const { port } = holder.address() as AddressInfo
    const other = new Program(['simulator', '--port', String(port)])
    expect(await other.ended()).toBe(1)
    expect(other.output).toContain(
      `Port ${port} is taken by another program. Stop that one, or choose another with --port.`,
    )
    holder.close()
  })
})

test('--help lists every command and every variable of the environment', async () => {
  const help = new Program(['--help'])
  expect(await help.ended()).toBe(0)
  for (const word of [
    'start',
    'simulator',
    'simulate',
    'HOOKSWITCH_PORT',
    'HOOKSWITCH_DATA',
    'DATABASE_URL',
    'HOOKSWITCH_CONFIG',
  ]) {
    expect(help.output).toContain(word)
  }
})
