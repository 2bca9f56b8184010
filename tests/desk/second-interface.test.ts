import type { Client } from '@hookswitch/contract'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cardOn, cardsOn, goWithin } from './agent-page.ts'
import { axeViolations, bringAxe } from './axe.ts'
import { browserMissing, signIn, signInWithoutLine } from './browser.ts'
import { DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { overflowsSideways, poorContrast, poorTargets } from './page-checks.ts'
import { signedIn } from './signed-in.ts'

/** What people do at the page while no call is up: end-to-end check 4, changes by two, files in and out. */
let folder: string
let supervisor: Client

const agent = { userName: 'agent1', password: 'agent1' }
const colleague = { userName: 'agent3', password: 'agent3' }
const chief = { userName: 'supervisor1', password: 'supervisor1' }
const patience = { timeout: 20_000 }

const stage = new DemoStage()
beforeAll(async () => {
  if (browserMissing !== null) return
  folder = await mkdtemp(join(tmpdir(), 'hookswitch-files-'))
  supervisor = await signedIn(stage.url, chief.userName)
})
afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

const rows = (page: Page) => page.locator('.record-row')
const titles = async (page: Page): Promise<readonly string[]> =>
  rows(page).locator('.row-title').allTextContents()
const seek = async (page: Page, text: string): Promise<void> =>
  page.locator('input[name="list-search"]').fill(text)

describeInBrowser('with no call up', () => {
  it('finds a contact by part of the name, a case by its number, that customer’s tasks, and calls back from the history, the same on another machine', async () => {
    const subject = 'Difference engine stops at column six'
    const wanted = (await supervisor.listCases({ query: { search: subject } })).items[0]
    const id = await stage.call('1001')
    const { page, context, complaints } = await stage.open()
    await signIn(page, stage.url, agent)
    await cardOn(page, 'alerting').waitFor()
    await stage.hangUp(id)
    await cardsOn(page, 'alerting').waitFor({ state: 'detached' })

    await page.locator('.header a[href="/contacts"]').click()
    for (const typed of ['ovelac', 'Lovlace', '+1 (415) 555-0100', '0014155550100', '5550100']) {
      await seek(page, typed)
      await expect.poll(async () => titles(page), patience).toEqual(['Ada Lovelace'])
    }
    // By keyboard from the search into the list, and into the record.
    await rows(page).first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.record-name', { hasText: 'Ada Lovelace' }).waitFor()
    await page.locator('.facts .dial-number button').first().waitFor()
    await page.locator('[data-section="opportunities"] .row').first().waitFor()

    await page.locator('.second-nav a[href="/cases"]').click()
    await seek(page, wanted?.number ?? '')
    await expect.poll(async () => (await titles(page))[0], patience).toBe(subject)
    await rows(page).first().click()
    await page.locator('.record-name', { hasText: subject }).waitFor()
    expect(await page.locator('[data-account]').textContent()).toBe('Analytical Engines Inc.')
    const ofCase = (await supervisor.listTasks({ query: { caseId: wanted?.id ?? '' } })).items
    expect(ofCase.length).toBeGreaterThan(0)
    for (const task of ofCase) await page.locator('.related-pair').getByText(task.subject).first().waitFor()
    await page.locator('.record-company a[href^="/contacts/"]').click()
    await page.locator('.record-name', { hasText: 'Ada Lovelace' }).waitFor()
    const ofAda = (await supervisor.listTasks({ query: { contactId: wanted?.contactId ?? '' } })).items
    for (const task of ofAda) await page.locator('.related-pair').getByText(task.subject).first().waitFor()

    const missed = page.locator('.history-row', { hasText: 'Ada Lovelace' }).first()
    await missed.locator('button').first().click()
    const outgoing = page.locator('.call-card:not([data-call-state="ended"])').first()
    await outgoing.waitFor()
    await page.locator('[data-command="clearConnection"]').first().click()
    await outgoing.waitFor({ state: 'detached' })
    const mine = await historyOf(page)
    expect(mine.length).toBeGreaterThan(1)
    const second = await stage.open()
    await signIn(second.page, stage.url, agent)
    await expect.poll(async () => historyOf(second.page), patience).toEqual(mine)
    await second.context.close()
    const stranger = await stage.open()
    await signIn(stranger.page, stage.url, colleague)
    const theirs = await historyOf(stranger.page)
    expect(theirs.filter((call) => mine.includes(call))).toEqual([])
    await stranger.context.close()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('makes and changes records by keyboard; two who change the same one both keep what they wrote, or are asked', async () => {
    const [one, other] = [await stage.open(), await stage.open()]
    await signIn(one.page, stage.url, agent)
    await signIn(other.page, stage.url, colleague)
    // From one form to another, within the page: each has its own fields.
    await one.page.goto(`${stage.url}/new/opportunity`)
    await one.page.locator('input[name="amount"]').waitFor()
    await goWithin(one.page, '/new/contact')
    const family = `Zwilling${Date.now()}`
    await one.page.locator('input[name="familyName"]').fill(family)
    await one.page.locator('[aria-label="Telephone number 1"], [data-form] input[type="text"]').last().focus()
    await one.page.locator('input[name="familyName"]').press('Enter')
    await one.page.locator('.record-name', { hasText: family }).waitFor()
    const path = new URL(one.page.url()).pathname

    // Different fields: nobody is asked anything.
    await other.page.goto(stage.url + path)
    for (const { page } of [one, other]) await page.locator('[data-edit="contact"]').click()
    for (const { page } of [one, other]) await page.locator('input[name="title"]').waitFor()
    await one.page.locator('input[name="title"]').fill('Engineer')
    await one.page.locator('input[name="title"]').press('Enter')
    await one.page.locator('[data-form]').waitFor({ state: 'detached' })
    await other.page.locator('input[name="email"]').fill('zwilling@example.com')
    await other.page.locator('input[name="email"]').press('Enter')
    await other.page.locator('[data-form]').waitFor({ state: 'detached' })
    const id = path.split('/').at(-1) ?? ''
    const stored = async () => supervisor.readContact({ params: { id } })
    expect(await stored()).toMatchObject({ title: 'Engineer', email: 'zwilling@example.com' })

    // The same field: the second sees what the first wrote, and decides.
    for (const { page } of [one, other]) {
      await page.reload()
      await page.locator('[data-edit="contact"]').click()
      await page.locator('input[name="title"]').waitFor()
    }
    await one.page.locator('input[name="title"]').fill('Director')
    await one.page.locator('input[name="title"]').press('Enter')
    await one.page.locator('[data-form]').waitFor({ state: 'detached' })
    await other.page.locator('input[name="title"]').fill('Professor')
    await other.page.locator('input[name="title"]').press('Enter')
    await other.page.locator('[data-theirs="title"]', { hasText: 'Director' }).waitFor()
    expect((await stored()).title).toBe('Director')
    await other.page.locator('input[name="title"]').press('Enter')
    await other.page.locator('[data-form]').waitFor({ state: 'detached' })
    expect((await stored()).title).toBe('Professor')
    expect([...one.complaints, ...other.complaints]).toEqual([])
    await one.context.close()
    await other.context.close()
  })

  it('brings contacts in from a file by keyboard, with a preview; twice is once; puts together who is in twice; takes all out again', async () => {
    const file = join(folder, 'people.csv')
    const word = `Import${Date.now()}`
    const lines = Array.from(
      { length: 300 },
      (_, index) => `Ida;${word} ${index};Import & Söhne;0221 55${1000 + index};i${index}@example.com`,
    )
    const text = [
      'Vorname;Nachname;Firma;Telefon;E-Mail',
      ...lines,
      `;;;0221 551;x`,
      `Eva;${word} X;;;no address`,
    ].join('\r\n')
    // As a spreadsheet of Western Europe writes it.
    await writeFile(file, Buffer.from(text, 'latin1'))
    const { page, context, complaints } = await stage.open()
    await signInWithoutLine(page, stage.url, chief)
    await page.goto(`${stage.url}/import`)
    const choose = async (): Promise<void> => {
      const asked = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose a file…' }).press('Enter')
      await (await asked).setFiles(file)
      await page.getByRole('button', { name: 'Preview' }).press('Enter')
      await page.locator('[data-import="preview"]').waitFor(patience)
    }
    const counts = async () => page.locator('[data-counts]').getAttribute('data-counts')
    await choose()
    expect(await counts()).toBe('250 0 0 0')
    expect((await supervisor.listContacts({ query: { search: word } })).items).toEqual([])
    await page.getByRole('button', { name: 'Import 302 contacts' }).press('Enter')
    await page.locator('[data-import="done"]').waitFor({ timeout: 60_000 })
    expect(await counts()).toBe('300 0 0 2')
    const wrong = await page.locator('[data-outcome="failed"]').allTextContents()
    expect(wrong.map((one) => /no name|not an e-mail/.exec(one)?.[0])).toEqual(['no name', 'not an e-mail'])
    const [found] = (await supervisor.listContacts({ query: { search: `${word} 7`, sort: 'newest' } })).items
    expect(found).toMatchObject({ accountName: 'Import & Söhne', phones: [{ label: 'other' }] })
    await choose()
    await page.getByRole('button', { name: 'Import 302 contacts' }).press('Enter')
    await page.locator('[data-import="done"]').waitFor({ timeout: 60_000 })
    expect(await counts()).toBe('0 300 0 2')

    for (const givenName of ['Jürgen', 'Juergen'])
      await supervisor.createContact({
        body: { givenName, familyName: `Doppel${word}`, phones: [{ label: 'work', text: '+49 221 998877' }] },
      })
    await page.getByRole('button', { name: 'Look for them' }).press('Enter')
    const pair = page.locator('[data-pair="number"]', { hasText: `Doppel${word}` })
    await pair.locator('button').first().press('Enter')
    await page.locator('[data-pair][data-state="merged"]').waitFor()
    expect((await supervisor.listContacts({ query: { search: `Doppel${word}` } })).items).toHaveLength(1)

    const download = page.waitForEvent('download')
    await page.locator('[data-export="csv"]').press('Enter')
    const taken = await readFile(await (await download).path(), 'utf8')
    expect(taken).toContain('Lovelace')
    expect(taken).toContain(`${word} 299`)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('reads well on every screen: wide and 320 px, light and dark, to whoever hears it', async () => {
    const { page, context, complaints } = await stage.open()
    await signInWithoutLine(page, stage.url, chief)
    const opportunity = (await supervisor.listOpportunities({ query: {} })).items[0]
    const task = (await supervisor.listTasks({ query: {} })).items[0]
    const paths = [
      '/contacts',
      '/contacts?q=xqzvk',
      '/opportunities',
      `/opportunities/${opportunity?.id}`,
      '/tasks',
      `/tasks/${task?.id}`,
      '/new/opportunity',
      '/import',
    ]
    const found: string[] = []
    for (const path of paths) {
      await page.goto(stage.url + path)
      await bringAxe(page)
      await page
        .locator('.record-row, .empty-state h2, .record-form, [data-page="import"], .editable')
        .first()
        .waitFor()
      for (const [width, scheme] of [
        [1440, 'light'],
        [320, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        const problems = [
          ...(await axeViolations(page)),
          ...(await overflowsSideways(page)),
          ...(await poorContrast(page)),
          ...(await poorTargets(page)),
        ]
        found.push(...problems.map((problem) => `${path} ${width} ${scheme}: ${problem}`))
      }
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })
})

async function historyOf(page: Page): Promise<readonly (string | null)[]> {
  await page
    .locator('.history-row')
    .first()
    .waitFor({ timeout: 5_000 })
    .catch(() => {})
  return page.locator('.history-row').evaluateAll((all) => all.map((row) => row.getAttribute('data-call')))
}
