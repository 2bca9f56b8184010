import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { cardOn, goWithin } from './agent-page.ts'
import { signIn, signInWithoutLine } from './browser.ts'
import { ada, DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { signedIn } from './signed-in.ts'

/** What a call leaves behind, as an agent and an administrator see it: the real page, server, database and switch. */

const agent = { userName: 'agent1', password: 'agent1' }
const administrator = { userName: 'admin', password: 'admin' }

const stage = new DemoStage()

const choose = async (page: Page, picker: Locator, option: string): Promise<void> => {
  await picker.click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** Many steps of one story: where the machine is busy they add up. */
const slow = { timeout: 400_000 }

describeInBrowser('what a call leaves behind', () => {
  it(
    'is set up by an administrator: a disposition with a question, wanted after every call',
    slow,
    async () => {
      const { page, context, complaints } = await stage.open()
      await signInWithoutLine(page, `${stage.url}/admin/dispositions`, administrator)
      await page.getByRole('button', { name: 'New disposition' }).click()
      const form = page.locator('[data-form="disposition-editor"]')
      await form.getByRole('button', { name: 'Save' }).click()
      await form.getByText('Please give it a name').waitFor()
      await form.locator('input[name="name-en"]').fill('Order taken')
      await form.locator('input[name="name-de"]').fill('Bestellung')
      await form.locator('[data-action="add-question"]').click()
      await form.locator('input[name="question-en"]').fill('Order number')
      await form.getByText('Must be answered').click()
      await form.getByRole('button', { name: 'Save' }).click()
      const row = page.locator('tr', { hasText: 'Order taken' })
      await row.getByText('1 question').waitFor()
      const others = page.locator('[data-row="others"]')
      await others.getByText('must be given').click()
      await expect.poll(async () => others.getByRole('checkbox').isChecked()).toBe(true)
      await page.reload()
      await expect.poll(async () => others.getByRole('checkbox').isChecked(), { timeout: 15_000 }).toBe(true)
      const api = await signedIn(stage.url, administrator.userName)
      const audited = await api.listAudit({ query: {} })
      expect(audited.items.map(({ kind, subject }) => [kind, subject])).toEqual(
        expect.arrayContaining([['disposition', 'Order taken']]),
      )
      // What the server names by words of its own is said in the language of who reads it.
      await api.setPreferences({ body: { language: 'de', theme: 'light' } })
      await page.goto(`${stage.url}/admin/audit`)
      const newest = page.locator('.audit-entry[data-audit="wrapUp"]').first()
      await expect.poll(() => newest.locator('.audit-subject').textContent()).toBe('alle anderen Anrufe')
      await newest.locator('.audit-toggle').click()
      const required = newest.locator('tr[data-field="required"]')
      await expect
        .poll(() => required.locator('th, td').allTextContents())
        .toEqual(['Muss angegeben werden', 'nein', 'ja'])
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  it(
    'its log is on what was opened and made during it and on nothing else; wrapped up, found and corrected',
    slow,
    async () => {
      const api = await signedIn(stage.url, agent.userName)
      const people = (await api.listContacts({ query: { limit: 10 } })).items
      const [before, opened] = people.filter(({ phones }) => !phones.some(({ e164 }) => e164 === ada.number))
      const { page, context, complaints } = await stage.open()
      await signIn(page, stage.url, agent)
      await page.goto(`${stage.url}/contacts/${before?.id}`)
      await page.locator('.record-name', { hasText: before?.familyName ?? '?' }).waitFor()

      const id = await stage.call('1001')
      await page.locator('[data-command="answerCall"]').first().click()
      await cardOn(page, 'connected').waitFor()
      await goWithin(page, `/contacts/${opened?.id}`)
      await page.locator('.record-name', { hasText: opened?.familyName ?? '?' }).waitFor()
      const subject = `Wants two of them, ${Date.now()}`
      await make(page, 'case', { Subject: subject })
      const caseId = await idOfPage(page, 'cases')
      await make(page, 'opportunity', { Name: subject })
      const opportunityId = await idOfPage(page, 'opportunities')
      await stage.hangUp(id)
      await cardOn(page, 'ended').waitFor()
      await goWithin(page, `/contacts/${people.at(-1)?.id}`)

      // Whoever has not said how it came out is asked; it can be said beside whatever else is on the page.
      const panel = page.locator('.wrap-up')
      await panel.waitFor()
      expect(await panel.getAttribute('data-owed')).toBe('true')
      await choose(page, panel.getByRole('button', { name: /How did it come out/ }), 'Order taken')
      await panel.locator('[data-action="save-disposition"]').click()
      await panel.getByText('Please fill this in.').waitFor()
      await panel.getByLabel(/Order number/).fill('A-17')
      await panel.locator('[data-action="save-disposition"]').click()
      await expect.poll(async () => panel.count()).toBe(0)

      const call = (await api.myCalls({ query: { limit: 1 } })).items[0]
      await goWithin(page, `/calls/${call?.id}`)
      const story = page.locator('[data-log]')
      await expect
        .poll(async () => standsOn(story), { timeout: 20_000 })
        .toEqual([
          'matched account',
          'matched contact',
          'created case',
          'created opportunity',
          'opened contact',
        ])
      for (const path of [`/contacts/${opened?.id}`, `/cases/${caseId}`, `/opportunities/${opportunityId}`]) {
        await goWithin(page, path)
        await page.locator(`[data-activity="call"] a[href="/calls/${call?.id}"]`).first().waitFor()
      }
      for (const path of [`/contacts/${before?.id}`, `/contacts/${people.at(-1)?.id}`]) {
        await page.goto(stage.url + path)
        await page.locator('.record-name').waitFor()
        // All lists are there.
        await expect.poll(async () => page.locator('.lines').count(), { timeout: 20_000 }).toBe(0)
        expect(await page.locator(`[data-activity="call"] a[href="/calls/${call?.id}"]`).count()).toBe(0)
      }

      await page.goto(`${stage.url}/history`)
      const listed = page.locator('.history-page .history-row')
      await listed.first().waitFor()
      await choose(page, page.getByRole('button', { name: /Disposition/ }), 'Order taken')
      await expect.poll(async () => listed.count()).toBe(1)
      await page.getByLabel('Name or number').fill('lovelace')
      await expect.poll(async () => listed.count()).toBe(1)
      await page.getByLabel('Name or number').fill('nobody of that name')
      await page.locator('.history-page').getByText('No such calls.').waitFor()
      await page.getByLabel('Name or number').fill('(415) 555-0100')
      await listed.first().locator('a').click()
      await story.getByText('Saved by').waitFor()

      await story.locator('[data-action="correct"]').click()
      await page.keyboard.type(' (twice)')
      await page.keyboard.press('Enter')
      await story.locator('[data-edited="subject"]').waitFor()
      await story.locator('[data-how="opened"] button').click()
      await expect.poll(async () => standsOn(story)).not.toContain('opened contact')
      await story.getByRole('combobox').fill(before?.familyName ?? '')
      await page
        .locator('[role="option"]:has([data-icon="person"])', { hasText: before?.name ?? '?' })
        .first()
        .click()
      await expect.poll(async () => standsOn(story)).toContain('corrected contact')
      // The notes that come late bring the machine's log again: what was corrected stays.
      await page.locator('#notes').fill('Came late')
      const log = async () => (await api.readStory({ params: { id: call?.id ?? '' } })).log
      await expect.poll(async () => (await log())?.text, { timeout: 20_000 }).toBe('Came late')
      expect((await log())?.subject).toContain('(twice)')
      expect((await log())?.records.map(({ how, kind }) => `${how} ${kind}`)).toEqual([
        'matched account',
        'matched contact',
        'created case',
        'created opportunity',
        'corrected contact',
      ])
      expect(complaints).toEqual([])
      await context.close()
    },
  )
})

/** The records that the log is said to stand on. */
async function standsOn(story: Locator): Promise<string[]> {
  return story
    .locator('[data-stands-on]')
    .evaluateAll((rows: HTMLElement[]) =>
      rows.map((row) => `${row.dataset['how']} ${row.dataset['standsOn']}`),
    )
}

/** Makes a record on its page, and is taken to it. */
async function make(page: Page, kind: string, fields: Readonly<Record<string, string>>): Promise<void> {
  await goWithin(page, `/new/${kind}`)
  const form = page.locator('.record-form')
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(text)
  await form.locator('button[type="submit"]').click()
}

async function idOfPage(page: Page, list: string): Promise<string> {
  await page.waitForURL(new RegExp(`/${list}/[0-9a-f-]{36}$`))
  return page.url().split('/').at(-1) ?? ''
}
