import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { Program } from './program.ts'

let folder: string
let port: number
let program: Program

function start(asked: number, data: string, ...args: string[]): Program {
  const environment = { HOOKSWITCH_PORT: String(asked), HOOKSWITCH_DATA: data, HOOKSWITCH_CONFIG: '' }
  return new Program(['start', ...args], environment)
}

const status = async (path: string): Promise<number> =>
  (await fetch(`http://localhost:${port}${path}`)).status

beforeAll(async () => {
  // Beside a folder that only root may enter, PostgreSQL's own account could not reach its data.
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-start-'))
  execFileSync('chmod', ['755', folder])
  port = await freePort()
  program = start(port, join(folder, 'data'), '--demo')
  await program.says(/Ctrl-C stops everything/)
})
afterAll(async () => {
  await program.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('hookswitch start --demo', () => {
  test('says where it is, who to sign in as and how to make a call ring', async () => {
    expect(program.output).toContain(`Hookswitch is at http://localhost:${port}`)
    expect(program.output).toMatch(/Sign in as {3}\S+ {3}password \S+/)
    expect(program.output).toContain(`http://localhost:${port}/demo/phone`)
    expect(await status('/readyz')).toBe(200)
    expect(await status('/healthz')).toBe(200)
  })

  test('the call that it proposes rings', async () => {
    const [, line = ''] = /npx hookswitch (simulate call .*)/.exec(program.output) ?? []
    expect(line).not.toBe('')
    const call = new Program([...line.split(' '), '--hang-up-after', '2s'])
    await call.says(/ringing at 1001/)
    expect(await call.ended()).toBe(0)
  })

  test('refuses a port that is taken, with what to do', async () => {
    const second = start(port, join(folder, 'other'))
    expect(await second.ended()).toBe(1)
    expect(second.output).toContain(`Port ${port} is taken by another program.`)
    expect(second.output).toContain('HOOKSWITCH_PORT')
  })

  test('refuses a data folder that is in use, with whom', async () => {
    const second = start(await freePort(), join(folder, 'data'), '--demo')
    expect(await second.ended()).toBe(1)
    expect(second.output).toMatch(/HOOKSWITCH_DATA/)
    expect(second.output).toMatch(/\b\d{2,}\b/)
    expect(await status('/readyz')).toBe(200)
  })

  test('stops everything when it is told to, and starts again on the same data', async () => {
    expect(await program.stop('SIGTERM')).toBe(0)
    await expect(fetch(`http://localhost:${port}/healthz`)).rejects.toThrow('fetch failed')
    const log = readFileSync(join(folder, 'data', 'log', 'server.ndjson'), 'utf8')
      .trim()
      .split('\n')
    expect(JSON.parse(log.at(-1) ?? '{}')).toMatchObject({ code: 'stopped' })
    program = start(port, join(folder, 'data'), '--demo')
    await program.says(/Ctrl-C stops everything/)
    expect(await status('/readyz')).toBe(200)
  })

  test('ends with a failure when its server dies, and leaves no simulator behind', async () => {
    const children = execFileSync('pgrep', ['-P', String(program.child.pid)], { encoding: 'utf8' })
    process.kill(Number(children.trim()), 'SIGKILL')
    expect(await program.ended()).toBe(1)
    await expect(fetch(`http://localhost:${port}/healthz`)).rejects.toThrow('fetch failed')
    // The database that was orphaned is taken over by the next start.
    program = start(port, join(folder, 'data'), '--demo')
    await program.says(/Ctrl-C stops everything/)
  })
})

test('a configuration that cannot be used is refused by name', async () => {
  const wrong = new Program(['start'], { HOOKSWITCH_CONFIG: join(folder, 'nowhere.json') })
  expect(await wrong.ended()).toBe(1)
  expect(wrong.output).toContain('nowhere.json')
})
