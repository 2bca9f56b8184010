import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { newBrowser } from './test-server.ts'

/** The program itself, as people start it. */
let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'hookswitch-main-'))
})
afterAll(() => rm(data, { recursive: true, force: true }))

interface Program {
  readonly child: ChildProcess
  readonly url: string
  readonly output: () => string
}

async function start(environment: Record<string, string> = {}): Promise<Program> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      PATH: process.env.PATH ?? '',
      HOOKSWITCH_DATA: data,
      HOOKSWITCH_PORT: '0',
      HOOKSWITCH_ADMIN_PASSWORD: 'correct horse',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => (output += part.toString()))
  const ended = once(child, 'exit')
  const port = async (): Promise<number | undefined> => {
    for (;;) {
      const found = /"code":"listening","port":(\d+)/.exec(output)?.[1]
      if (found !== undefined) return Number(found)
      if (child.exitCode !== null) return undefined
      await wait(20)
    }
  }
  const found = await Promise.race([port(), ended.then(() => undefined)])
  return { child, url: `http://127.0.0.1:${found}`, output: () => output }
}

async function stop({ child }: Program, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
  return child.exitCode
}

const ready = async (url: string): Promise<boolean> => (await fetch(`${url}/readyz`)).ok

test('starts from nothing, lets the administrator in, stops in order and starts again with all that was written', async () => {
  const first = await start()
  const { api } = newBrowser(first.url)
  await api.signIn({ body: { userName: 'admin', password: 'correct horse' } })
  await api.createContact({ body: { familyName: 'Kept' } })
  expect(await stop(first)).toBe(0)
  expect(first.output()).toContain('"code":"stopped"')

  const second = await start()
  const again = newBrowser(second.url)
  await again.api.signIn({ body: { userName: 'admin', password: 'correct horse' } })
  expect((await again.api.listContacts({ query: { search: 'kept' } })).items).toHaveLength(1)
  expect(second.output()).not.toContain('Organisation default')
  await stop(second)
})

test('a second one refuses, names the first, and does it no harm', async () => {
  const first = await start()
  const started = performance.now()
  const second = await start()
  expect(second.child.exitCode).toBe(1)
  // It does not wait for the first to go.
  expect(performance.now() - started).toBeLessThan(60_000)
  expect(second.output()).toContain(`process id ${first.child.pid}.`)
  expect(await ready(first.url)).toBe(true)
  await stop(first)
})

test('lives on when the database is killed: not ready at once, ready again soon, sessions and all', async () => {
  const program = await start()
  const { api } = newBrowser(program.url)
  await api.signIn({ body: { userName: 'admin', password: 'correct horse' } })
  const postmaster = Number((await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
  // Asked without a pause: it is back after some tenths of a second.
  const answers: boolean[] = []
  let isBack = false
  const asking = (async () => {
    while (!isBack) answers.push(await ready(program.url))
  })()
  process.kill(postmaster, 'SIGKILL')
  await expect.poll(program.output, { timeout: 60_000 }).toContain('"code":"databaseBack"')
  isBack = true
  await asking
  expect(answers).toContain(false)
  await expect.poll(() => ready(program.url), { timeout: 60_000 }).toBe(true)
  expect((await api.whoAmI({})).userName).toBe('admin')
  expect(program.child.exitCode).toBeNull()
  expect(await stop(program)).toBe(0)
})

test('after kill -9 the next start has everything that was acknowledged', async () => {
  const names: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const program = await start()
    const { api } = newBrowser(program.url)
    await api.signIn({ body: { userName: 'admin', password: 'correct horse' } })
    let kill: Promise<unknown> | undefined
    for (let index = 0; ; index += 1) {
      if (index === 5) kill = wait(50 + 100 * round).then(() => stop(program, 'SIGKILL'))
      const familyName = `Round${round}x${index}`
      const made = await api.createContact({ body: { familyName } }).catch(() => null)
      if (made === null) break
      names.push(familyName)
    }
    await kill
  }
  expect(names.length).toBeGreaterThanOrEqual(15)
  const program = await start()
  const { api } = newBrowser(program.url)
  await api.signIn({ body: { userName: 'admin', password: 'correct horse' } })
  const found: string[] = []
  for (let cursor: string | undefined; ;) {
    const page = await api.listContacts({ query: { search: 'round', limit: 100, ...(cursor && { cursor }) } })
    found.push(...page.items.map(({ familyName }) => familyName))
    if (page.next === null) break
    cursor = page.next
  }
  for (const name of names) expect(found).toContain(name)
  expect(new Set(found).size).toBe(found.length)
  await stop(program)
})

test('stops, whoever still holds a connection open', async () => {
  const program = await start()
  const port = Number(new URL(program.url).port)
  const idle = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'))
  for (const socket of idle) {
    socket.on('error', () => {})
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n')
  }
  await wait(100)
  // Within ten seconds where nothing else runs: tests/server/promises.test.ts (R20).
  const started = performance.now()
  expect(await stop(program)).toBe(0)
  expect(performance.now() - started).toBeLessThan(60_000)
  for (const socket of idle) socket.destroy()
})

test.each([
  [{ HOOKSWITCH_PORT: 'x' }, /HOOKSWITCH_PORT: /],
  [{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, /The database cannot be used: .*ECONNREFUSED/],
])('says what is wrong and ends: %j', async (environment, sentence) => {
  const program = await start(environment)
  expect(program.child.exitCode).toBe(1)
  expect(program.output()).toMatch(sentence)
})
