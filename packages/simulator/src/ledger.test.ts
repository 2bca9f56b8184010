import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Ledger, readLedger } from './ledger.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  path = join(folder, 'ledger.ndjson')
})
afterEach(() => rmSync(folder, { recursive: true }))

const digits = (call: string, keyed: string) => ({ kind: 'digits', call, digits: keyed }) as const

test('what was written is read back, and a second run goes on with the numbers', () => {
  const first = new Ledger(path)
  first.append(digits('a', '1'), 1000)
  first.append(digits('a', '12'), 2000)
  first.close()
  const second = new Ledger(path)
  second.append(digits('b', '3'), 3000)
  second.close()
  expect(readLedger(path)).toEqual([
    { n: 1, at: 1000, ...digits('a', '1') },
    { n: 2, at: 2000, ...digits('a', '12') },
    { n: 3, at: 3000, ...digits('b', '3') },
  ])
})

test('an unfinished last line is no entry, and does not spoil what follows', () => {
  const first = new Ledger(path)
  first.append(digits('a', '1'), 1000)
  first.close()
  appendFileSync(path, '{"n":2,"at":20')
  expect(readLedger(path)).toHaveLength(1)
  const second = new Ledger(path)
  second.append(digits('b', '3'), 3000)
  second.close()
  expect(readLedger(path).map(({ n }) => n)).toEqual([1, 2])
})

test('the latest can be asked for by number', () => {
  const ledger = new Ledger()
  for (let i = 0; i < 70_000; i += 1) ledger.append(digits('a', '1'), i)
  expect(ledger.last).toBe(70_000)
  expect(ledger.since(69_998).map(({ n }) => n)).toEqual([69_999, 70_000])
  const oldest = ledger.since(0, 3).map(({ n }) => n)
  expect(oldest).toHaveLength(3)
  expect(oldest[0]).toBeGreaterThan(1)
  expect(ledger.since(70_000)).toEqual([])
})

test('a simulator that is killed has lost no line', async () => {
  const program = `
    const { Ledger } = await import(${JSON.stringify(join(import.meta.dirname, 'ledger.ts'))})
    const ledger = new Ledger(${JSON.stringify(path)})
    for (let i = 1; ; i += 1) {
      ledger.append({ kind: 'digits', call: 'a', digits: '1' }, i)
      process.stdout.write(i + '\\n')
      await new Promise(setImmediate)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program])
  let said = ''
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.split('\n').length > 200) child.kill('SIGKILL')
    })
    child.on('close', () => resolve())
  })
  const told = said.split('\n').filter((line) => line !== '').length
  expect(told).toBeGreaterThan(100)
  expect(readFileSync(path, 'utf8').split('\n').length - 1).toBeGreaterThanOrEqual(told - 1)
  expect(readLedger(path).map(({ n }) => n)).toEqual(
    Array.from({ length: readLedger(path).length }, (_, index) => index + 1),
  )
})
