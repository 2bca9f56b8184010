import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { cardOn, cardsOn } from './agent-page.ts'
import { axeViolations, bringAxe } from './axe.ts'
import { browserMissing, signIn, signInWithoutLine, type Watched } from './browser.ts'
import { ada, DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { overflowsSideways, poorTargets } from './page-checks.ts'

/** Rules of what pops: written by keyboard, played on the past, put in force, obeyed by the next call, explained. */
let admin: Watched
let agent: Watched

const stage = new DemoStage()
beforeAll(async () => {
  if (browserMissing !== null) return
  admin = await stage.open()
  agent = await stage.open()
})

const call = async (from = ada.number): Promise<string> => stage.call('1001', from)
/** The call is over, and nothing of it rings any more. */
async function over(page: Page, id: string): Promise<void> {
  await stage.hangUp(id)
  await expect.poll(async () => cardsOn(page, 'alerting').count()).toBe(0)
}

/** Goes with the Tab key, forwards or back, until the keyboard is where it should be. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor()
  for (let tries = 0; tries < 120; tries += 1) {
    const way = await wanted.evaluate((element) => {
      const at = document.activeElement ?? document.body
      if (at === element) return null
      return at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING ? 'Shift+Tab' : 'Tab'
    })
    if (way === null) return
    await page.keyboard.press(way)
  }
  throw new Error('The Tab key does not lead there.')
}

async function press(page: Page, wanted: Locator): Promise<void> {
  await tabTo(page, wanted)
  await page.keyboard.press('Enter')
}

/** Narrow by night, wide by day: tests/desk/everyone.test.ts has the whole matrix. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  const faults: string[] = []
  await bringAxe(page)
  for (const [colorScheme, width] of [
    ['dark', 320],
    ['light', 1440],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 900 })
    const found = [
      ...(await axeViolations(page, ['best-practice'])),
      ...(await overflowsSideways(page)),
      ...(await poorTargets(page)),
    ]
    faults.push(...found.map((fault) => `${width} ${colorScheme}: ${fault}`))
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return faults
}

describeInBrowser('rules of what pops', () => {
  it('without rules the page of the call comes, and it says so', async () => {
    const { page } = agent
    await signIn(page, stage.url, { userName: 'agent1', password: 'agent1' })
    const id = await call()
    await page.locator('[data-pop="found"]').waitFor()
    expect(await page.locator('[data-popped]').count()).toBe(0)
    await page.goto(`${stage.url}/calls/${await cardOn(page, 'alerting').getAttribute('data-call')}/why`)
    await page.locator('[data-why="noRules"]').waitFor()
    await page.goto(stage.url)
    await over(page, id)
  })

  it('are written and ordered by keyboard alone', async () => {
    const { page } = admin
    await signInWithoutLine(page, stage.url, { userName: 'admin', password: 'admin' })
    await page.goto(`${stage.url}/admin/rules`)
    await page.locator('[data-rules="there"]').waitFor()

    // Whoever came here by keyboard came by this link.
    await page.locator('.admin-nav-link[aria-current="page"]').focus()
    const add = page.getByRole('button', { name: 'Add a rule' })
    await press(page, add)
    await expect
      .poll(async () => page.getByLabel('Name of the rule').evaluate((it) => it === document.activeElement))
      .toBe(true)
    await page.keyboard.type('Nobody')
    await press(page, page.getByRole('button', { name: 'Add a condition' }))
    await tabTo(page, page.getByRole('checkbox', { name: 'known', exact: true }))
    await page.keyboard.press('Space')
    // A condition without a value is no rule yet.
    await page.getByText('A rule is unfinished').waitFor()
    await tabTo(page, page.getByRole('checkbox', { name: 'unknown', exact: true }))
    await page.keyboard.press('Space')
    await press(page, page.locator('.rule-what .picker'))
    await page.getByRole('option', { name: 'Show a new contact' }).waitFor()
    await page.keyboard.type('Show a new')
    await page.keyboard.press('Enter')

    await press(page, add)
    await page.keyboard.type('Known callers')
    await press(page, page.getByRole('button', { name: 'Add a condition' }))
    expect(await page.locator('.rule-name').allTextContents()).toEqual(['Nobody', 'Known callers'])
    // Put first, the button stays under the finger; put back by the same keys.
    await tabTo(page, page.getByRole('button', { name: 'Earlier: Known callers' }))
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => page.locator('.rule-name').allTextContents())
      .toEqual(['Known callers', 'Nobody'])
    await expect
      .poll(async () => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Later: Known callers')
  })

  it('are tried on a call, played on the past, and put in force', async () => {
    const { page } = admin
    await press(page, page.getByRole('button', { name: 'Try it' }))
    await page.locator('[data-trial="ringing"] summary').filter({ hasText: 'the contact' }).waitFor()

    await press(page, page.getByRole('button', { name: 'Play the draft on these calls' }))
    await page.locator('[data-run="done"]').waitFor()
    const difference = page.locator('[data-difference]').first()
    await difference.waitFor()
    expect(await difference.textContent()).toContain(ada.name)
    const cells = await difference.locator('td').allTextContents()
    expect(cells.slice(1)).toEqual([
      'the page of the call',
      expect.stringMatching(/^the contact.*Known callers$/),
      expect.stringContaining('This rule decided.'),
    ])

    await press(page, page.getByRole('button', { name: 'Put in force', exact: true }))
    await page.getByText('Version 1 is in force, from the next call on.').waitFor()
    expect(admin.complaints).toEqual([])
  })

  it('open what they say while the agent is idle, and say why', async () => {
    const { page } = agent
    const id = await call()
    await page.waitForURL(/\/contacts\//)
    await page.locator('.record-name', { hasText: ada.name }).waitFor()
    const line = cardOn(page, 'alerting').locator('.pop-line')
    expect(await line.getAttribute('data-popped')).toBe('record')
    await line.getByText('Rule Known callers').click()
    const moment = page.locator('[data-moment="ringing"]')
    await moment.locator('[data-verdict="popped"]').getByText('Known callers').waitFor()
    expect(
      await moment.locator('[data-verdict="later"], [data-verdict="conditions"]').textContent(),
    ).toContain('Caller: unknown')
    expect(await faultsOf(page)).toEqual([])
    await over(page, id)
  })

  it('open a new contact for a number of nobody', async () => {
    const { page } = agent
    await page.goto(stage.url)
    await page.locator('[data-line="live"]').waitFor()
    const id = await call('+12125550177')
    await page.waitForURL(/\/new$/)
    await expect.poll(async () => page.getByLabel('Telephone', { exact: true }).inputValue()).toContain('212')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    await over(page, id)
  })

  it('take nothing from under the hands: who types is offered a link', async () => {
    const { page } = agent
    await page.goto(stage.url)
    await page.locator('[data-line="live"]').waitFor()
    const search = page.locator('[data-field="search"] input')
    await search.focus()
    await page.keyboard.type('xyzzy', { delay: 5 })
    const id = await call()
    const link = cardOn(page, 'alerting').locator('[data-pop-open="record"]')
    await link.waitFor()
    await page.keyboard.type(' and on', { delay: 30 })
    expect(await search.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await search.inputValue()).toBe('xyzzy and on')
    expect(new URL(page.url()).pathname).toBe('/')
    await page.keyboard.press('Escape')
    await link.click()
    await page.waitForURL(/\/contacts\//)
    await over(page, id)

    // Half-written in a form, with the keyboard elsewhere: the form stays as well.
    const first = await call('+12125550178')
    await page.waitForURL(/\/new$/)
    await page.getByLabel('Family name').fill('Half')
    await page.locator('.pop h2').first().click()
    await over(page, first)
    const written = page.url()
    const second = await call('+12125550179')
    await cardOn(page, 'alerting').locator('[data-pop-open="newRecord"]').waitFor()
    expect(await page.getByLabel('Family name').inputValue()).toBe('Half')
    expect(page.url()).toBe(written)
    await over(page, second)
  })

  it('open it in one of several windows', async () => {
    const { page, context } = agent
    const claims = async (): Promise<string[]> =>
      JSON.parse((await page.evaluate(() => localStorage.getItem('hookswitch.pops'))) ?? '[]') as string[]
    const before = await claims()
    await page.goto(stage.url)
    const other = await context.newPage()
    await other.goto(stage.url)
    for (const one of [page, other]) await one.locator('[data-line="live"]').waitFor()
    const id = await call()
    for (const one of [page, other]) await cardOn(one, 'alerting').locator('.pop-line').waitFor()
    const opened = (): number => [page, other].filter((one) => /\/contacts\//.test(one.url())).length
    await expect.poll(opened).toBe(1)
    // What calls of before had asked for, and was not opened then, is of the past.
    const callId = await cardOn(page, 'alerting').getAttribute('data-call')
    const claimed = (await claims()).filter((name) => !before.includes(name))
    expect(claimed).toEqual([expect.stringContaining(`${callId} ringing`)])
    // Nor does a window open it again when it is loaded anew.
    await other.goto(stage.url)
    await cardOn(other, 'alerting').locator('.pop-line').waitFor()
    await over(page, id)
    expect(opened()).toBeLessThanOrEqual(1)
    await other.close()
    expect(agent.complaints).toEqual([])
  })

  it('go back to what was in force before', async () => {
    const { page } = admin
    await page.setViewportSize({ width: 1440, height: 900 })
    await press(page, page.getByRole('button', { name: 'Switched on: Known callers' }))
    await press(page, page.getByRole('button', { name: 'Put in force', exact: true }))
    await page.getByText('Version 2 is in force, from the next call on.').waitFor()
    await press(page, page.getByRole('button', { name: 'Put version 1 in force again' }))
    await page.getByText('Version 3 is in force, from the next call on.').waitFor()
    expect(await page.locator('[data-version="3"]').textContent()).toContain('again version 1')
    expect(await page.getByRole('button', { name: 'Switched on: Known callers' }).textContent()).toBe('On')
  })
})
