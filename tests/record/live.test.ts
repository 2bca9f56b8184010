import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@hookswitch/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { Program } from '#tests/cli/program.ts'
import { browserMissing, openBrowser, openPage, type Watched } from '#tests/desk/browser.ts'
import { DemoServer } from '#tests/desk/demo-server.ts'
import { describeInBrowser } from '#tests/desk/describe-in-browser.ts'
import { overflowsSideways, poorContrast, poorTargets } from '#tests/desk/page-checks.ts'
import { signedIn, transfer, until } from './people.ts'

/** The whole product with its simulated switch: calls are made, then recorded, replayed and looked at. */
let demo: DemoServer
let admin: Client
let folder: string
let callId: string

beforeAll(async () => {
  demo = await DemoServer.open()
  folder = await mkdtemp(join(tmpdir(), 'hookswitch-record-'))
  const [first, second] = [await signedIn(demo.url, 'agent1'), await signedIn(demo.url, 'agent2')]
  admin = await signedIn(demo.url, 'admin')
  callId = await transfer({ customer: demo.customer, first, second })
})
afterAll(async () => {
  await demo?.close()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

async function hookswitch(
  args: readonly string[],
  password = 'admin',
): Promise<{ code: number | null; said: string }> {
  const program = new Program(args, { HOOKSWITCH_PASSWORD: password })
  const code = await program.ended()
  return { code, said: program.output }
}

const record = (file: string, ...more: string[]) =>
  hookswitch(['record', '--server', demo.url, '--last', '1h', '--output', join(folder, file), ...more])

describe('hookswitch record and hookswitch replay', () => {
  test('what the server believed is believed again, and a redacted file gives the same and names nobody', async () => {
    expect((await record('redacted.ndjson')).code).toBe(0)
    const whole = await record('whole.ndjson', '--keep-personal-data')
    expect(whole.said).toContain('WARNING')
    const replays = []
    for (const file of ['redacted.ndjson', 'whole.ndjson', 'whole.ndjson']) {
      const { code, said } = await hookswitch(['replay', join(folder, file), '--json'])
      expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' })
      replays.push(JSON.parse(said) as Record<string, unknown>)
    }
    const [nameless, once, again] = replays
    expect(once).toEqual(again)
    for (const what of ['callsHash', 'stateHash', 'events']) expect(nameless?.[what]).toBe(once?.[what])
    // The last note of the recording is what the server itself says that it believes.
    const text = await readFile(join(folder, 'whole.ndjson'), 'utf8')
    const told = text.split('\n').findLast((line) => line.startsWith('{"kind":"state"')) ?? ''
    expect(once).toMatchObject({
      playedFrom: 3,
      differences: [],
      stateHash: (JSON.parse(told) as { hash: string }).hash,
    })
    expect(text).toMatch(/LOVELACE|14155550100/)
    expect(await readFile(join(folder, 'redacted.ndjson'), 'utf8')).not.toMatch(
      /LOVELACE|4155550100|\b1001\b|\b1002\b/,
    )
  })

  test('a file that was changed or cut off is refused, with the line', async () => {
    const text = await readFile(join(folder, 'redacted.ndjson'), 'utf8')
    const lines = text.split('\n')
    await writeFile(
      join(folder, 'changed.ndjson'),
      lines.with(9, (lines[9] ?? '').replace('{', '{ ')).join('\n'),
    )
    await writeFile(join(folder, 'cut.ndjson'), lines.slice(0, 40).join('\n'))
    for (const [file, words] of [
      ['changed.ndjson', /Line 10 was changed/],
      ['cut.ndjson', /breaks off after line 40/],
    ] as const) {
      const { code, said } = await hookswitch(['replay', join(folder, file)])
      expect(code).toBe(1)
      expect(said).toMatch(words)
    }
  })

  test('administrators only, and the log says who', async () => {
    const { code, said } = await hookswitch(
      ['record', '--server', demo.url, '--user', 'supervisor1', '--output', join(folder, 'no.ndjson')],
      'supervisor1',
    )
    expect(code).toBe(1)
    expect(said).toContain('only administrators may record')
    const log = await demo.log()
    const taken = log.filter((line) => line.includes('"recordingTaken"'))
    expect(taken.length).toBe(2)
    const me = await admin.whoAmI({})
    expect(taken.every((line) => line.includes(me.id))).toBe(true)
  })

  test('goes on after the server was killed: what came before and after is one recording', async () => {
    demo.killServer()
    await demo.startAgain()
    admin = await signedIn(demo.url, 'admin')
    await until(async () => (await admin.listLinks({})).items.find(({ state }) => state === 'live'))
    expect((await record('both.ndjson')).code).toBe(0)
    const { code, said } = await hookswitch(['replay', join(folder, 'both.ndjson')])
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' })
    expect(said).toContain('the same as it was recorded')
  })
})

describe('a call step by step', () => {
  test('has its parties, what was asked and what happened, in order, with the messages', async () => {
    const { items } = await admin.listRecentCalls({ query: { search: '415-555-0100' } })
    expect(items.map(({ id }) => id)).toContain(callId)
    expect((await admin.listRecentCalls({ query: { search: '999999999' } })).items).toEqual([])
    const at = items.find(({ id }) => id === callId)?.startedAt ?? ''
    expect((await admin.listRecentCalls({ query: { at } })).items.map(({ id }) => id)).toContain(callId)
    const ladder = await admin.readLadder({ params: { id: callId } })
    expect(ladder.parties.map(({ kind, number }) => `${kind} ${number}`)).toEqual([
      'hookswitch ',
      'outside +14155550100',
      'device 1001',
      'device 1002',
    ])
    const told = ladder.steps.map(({ kind, from, to }) => `${kind} ${from} ${to}`)
    const inOrder = [
      'delivered outside:+14155550100 1001',
      'answerCall hookswitch 1001',
      'established 1001 outside:+14155550100',
      'consultationCall hookswitch 1001',
      'held 1001 1001',
      'delivered 1001 1002',
      'established 1002 1001',
      'transferCall hookswitch 1001',
      'transferred 1001 1002',
      'connectionCleared 1002 1002',
    ]
    expect(told.filter((step) => inOrder.includes(step))).toEqual(inOrder)
    for (const { raw, kind, sort } of ladder.steps) {
      expect([kind, raw.length > 0]).toEqual([kind, true])
      const word = sort === 'command' ? kind : kind === 'transferred' ? 'Transfer' : kind
      expect(raw.join(' ').toLowerCase()).toContain(word.toLowerCase())
    }
  })
})

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          of: Document,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  })
  return [...found, ...(await poorContrast(page)), ...(await poorTargets(page))]
}

describeInBrowser('the diagram in the desk', () => {
  let browser: Browser
  let watched: Watched
  const enter = async (userName: string): Promise<Page> => {
    await watched?.context.close()
    watched = await openPage(browser)
    const { page } = watched
    await page.goto(demo.url)
    await page.locator('input[name="userName"]').fill(userName)
    await page.locator('input[name="password"]').fill(userName)
    await page.keyboard.press('Enter')
    await page.locator('.header').waitFor()
    return page
  }
  beforeAll(async () => {
    if (browserMissing === null) browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  it('is found, opened and read by keyboard alone', async () => {
    const page = await enter('admin')
    await page.locator('.header a[href="/admin"]').focus()
    await page.keyboard.press('Enter')
    await page.locator('.admin-nav a[href="/admin/calls"]').focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Number or extension').fill('0100')
    const link = page.locator(`[data-call="${callId}"] a`)
    await link.waitFor()
    await link.focus()
    await page.keyboard.press('Enter')
    const row = page.locator('[data-step="transferred"] .ladder-row')
    await row.focus()
    expect(await row.ariaSnapshot()).toMatch(/"\+\d+\.\d{3} s 1001 to 1002 transfers"/)
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('[data-step-messages="kept"]').textContent())
      .toMatch(/<\w*:?TransferedEvent/)
    await page.keyboard.press('Space')
    await expect.poll(() => page.locator('.step-messages').count()).toBe(0)
    await page.locator('.segment').nth(1).click()
    const rows = await page.locator('.admin-table tbody tr').allInnerTexts()
    expect(rows.length).toBe((await admin.readLadder({ params: { id: callId } })).steps.length)
    expect(watched.complaints).toEqual([])
  })

  it.each(['light', 'dark'] as const)('breaks no rule of axe, wide and narrow, %s', async (theme) => {
    const page = await enter('admin')
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.goto(`${demo.url}/admin/calls`)
    await page.locator('[data-call]').first().waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.goto(`${demo.url}/admin/calls/${callId}`)
    await page.locator('[data-step="delivered"] .ladder-row').first().click()
    await page.locator('.step-messages').waitFor()
    expect(await faultsOf(page)).toEqual([])
    if (theme === 'dark') return
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await faultsOf(page)).toEqual([])
    const wide = await overflowsSideways(page)
    // What is wider than the page is in a part of it that is scrolled by itself.
    expect(wide.filter((what) => /^(HTML|MAIN|ARTICLE)/.test(what))).toEqual([])
    await page.locator('.segment').nth(1).click()
    await page.locator('.admin-table').waitFor()
    expect(await faultsOf(page)).toEqual([])
  })

  it('is for administrators', async () => {
    const page = await enter('agent1')
    expect(await page.locator('a[href^="/admin"]').count()).toBe(0)
    await page.goto(`${demo.url}/admin/calls/${callId}`)
    await page.locator('.empty-state h1').waitFor()
    expect(await page.locator('.ladder-row').count()).toBe(0)
  })
})
