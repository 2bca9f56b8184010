import type { Client } from '@hookswitch/contract'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { cardOn } from './agent-page.ts'
import { signIn } from './browser.ts'
import { ada, DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { signedIn } from './signed-in.ts'

/**
 * The main road as an agent sees it: the real page in a real browser, the real server and its database, a switch
 * that speaks the real bytes, a customer who calls.
 */

const english = { userName: 'agent1', password: 'agent1' }
const german = { userName: 'agent2', password: 'agent2' }

const stage = new DemoStage()

const eight = ['number', 'priority', 'status', 'type', 'origin', 'openedAt', 'owner', 'contactName']

describeInBrowser('an agent at the page', () => {
  it.each([
    { who: english, extension: '1001', urgent: 'Urgent', ringing: 'Ringing' },
    { who: german, extension: '1002', urgent: 'Dringend', ringing: 'Klingelt' },
  ])(
    'has the record with the eight fields while it rings: $who.userName',
    async ({ who, extension, ...said }) => {
      const { page, context, complaints } = await stage.open({
        viewport: { width: 1280, height: 800 },
      })
      await signIn(page, stage.url, who)
      const id = await stage.call(extension)
      await page.locator('[data-pop="found"]').waitFor()
      await cardOn(page, 'alerting').getByText(said.ringing).waitFor()
      const pop = (await page.locator('[data-pop="found"]').textContent()) ?? ''
      expect(pop).toContain(ada.name)
      expect(pop).toContain(ada.company)
      expect(pop).toMatch(/415.?.?555.?0100/)
      const first = page.locator('[data-case]').first()
      for (const field of eight)
        expect({ field, text: await first.locator(`[data-field="${field}"]`).textContent() }).toEqual({
          field,
          text: expect.stringMatching(/\S/),
        })
      expect(await first.locator('[data-field="priority"]').textContent()).toBe(said.urgent)
      // All of it on one screen, the last call too.
      const box = await page.locator('[data-activity]').first().boundingBox()
      expect(box !== null && box.y + box.height <= 800).toBe(true)
      expect((await stage.customer.demoCallState({ params: { id } })).state).toBe('ringing')
      await stage.hangUp(id)
      await cardOn(page, 'ended').waitFor()
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  it('answers, writes notes, the customer hangs up: one activity with the notes on contact and account, seen by a colleague', async () => {
    const { page, context, complaints } = await stage.open()
    await signIn(page, stage.url, english)
    const id = await stage.call('1001')
    await page.locator('[data-command="answerCall"]').click()
    await cardOn(page, 'connected').waitFor()
    expect((await stage.customer.demoCallState({ params: { id } })).state).toBe('answered')
    const notes = `Wants column six repaired, ${Date.now()}`
    await page.locator('#notes').pressSequentially(notes)
    await page.locator('[data-command="holdCall"]').click()
    await cardOn(page, 'hold').waitFor()
    await page.locator('[data-command="retrieveCall"]').click()
    await cardOn(page, 'connected').waitFor()
    await stage.hangUp(id)
    await cardOn(page, 'ended').waitFor()
    await page.locator('[data-notes="saved"]').waitFor()
    expect(complaints).toEqual([])

    const colleague = await stage.open()
    await signIn(colleague.page, stage.url, german)
    for (const path of await pathsOfAda(colleague.page)) {
      await colleague.page.goto(stage.url + path)
      const found = colleague.page.locator('[data-activity="call"]', { hasText: notes })
      await expect.poll(async () => reloaded(colleague.page, found), { timeout: 20_000 }).toBe(1)
    }
    await colleague.context.close()

    const second = await stage.open()
    await signIn(second.page, stage.url, english)
    const mine = second.page.locator('.history-row').first()
    await mine.getByText(ada.name).waitFor()
    expect(await mine.textContent()).toContain('Answered')
    await mine.locator('a').click()
    await expect.poll(async () => second.page.locator('#notes').inputValue()).toBe(notes)
    await second.context.close()
    await context.close()
  })

  it('is told by the case number keyed in at the menu; the notes are on the contact and on the case, once', async () => {
    const known = await signedIn(stage.url, english.userName)
    const search = { search: 'Difference engine stops at column six' }
    const wanted = (await known.listCases({ query: search })).items[0]
    const digits = wanted?.number ?? ''
    const { id } = await stage.customer.demoCall({ body: { from: '+12125550998', to: '6000', digits } })
    const who = await ringsAt(digits)
    const { page, context } = await stage.open()
    await signIn(page, stage.url, who)
    await page.locator('.record-name', { hasText: ada.name }).waitFor()
    expect(await page.locator('.record-reason').textContent()).toContain(who.caseReason)
    await page.locator('[data-command="answerCall"]').click()
    await cardOn(page, 'connected').waitFor()
    const notes = `About the case, ${Date.now()}`
    await page.locator('#notes').pressSequentially(notes)
    await page.locator('[data-notes="saved"]').waitFor()
    await stage.hangUp(id)
    await cardOn(page, 'ended').waitFor()
    for (const path of [`/cases/${wanted?.id}`, `/contacts/${wanted?.contactId}`]) {
      await page.goto(stage.url + path)
      const found = page.locator('[data-activity="call"]', { hasText: notes })
      await expect.poll(async () => reloaded(page, found), { timeout: 20_000 }).toBe(1)
    }
    await context.close()
  })

  it('by keyboard alone, with a call that nobody answers marked as missed', async () => {
    const { page, context } = await stage.open()
    await signIn(page, stage.url, english)
    const id = await stage.call('1001')
    await page.locator('[data-command="answerCall"]').waitFor()
    await page.keyboard.press('Alt+a')
    await cardOn(page, 'connected').waitFor()
    await page.keyboard.press('Alt+n')
    await page.keyboard.type('By keyboard')
    await page.locator('[data-notes="saved"]').waitFor()
    await page.keyboard.press('Alt+x')
    await expect
      .poll(async () => (await stage.customer.demoCallState({ params: { id } })).state)
      .toBe('ended')
    const missed = await stage.call('1001', '+442079460018')
    await cardOn(page, 'alerting').waitFor()
    await stage.hangUp(missed)
    const row = page.locator('.history-row[data-missed="true"]').first()
    await row.waitFor()
    expect(await row.textContent()).toContain('Mary Shelley')
    await context.close()
  })

  it('learns of a caller whom nobody knows, and makes a contact of the call', async () => {
    const { page, context } = await stage.open()
    await signIn(page, stage.url, english)
    const family = `Newcomer${Date.now()}`
    const { id } = await stage.customer.demoCall({
      body: { from: '+12125550999', to: '1001', name: `Nora ${family}` },
    })
    await page.locator('[data-form="create-contact"] button[type="submit"]').click()
    await page.locator('[data-pop="found"] .record-name', { hasText: `Nora ${family}` }).waitFor()
    await stage.hangUp(id)
    const again = await stage.call('1001', '+12125550999')
    await cardOn(page, 'alerting').getByText(`Nora ${family}`).waitFor()
    expect(await page.locator('[data-form="create-contact"]').count()).toBe(0)
    await stage.hangUp(again)
    await context.close()
  })

  it('with one number and two people says who it is', async () => {
    const { page, context } = await stage.open()
    await signIn(page, stage.url, english)
    const id = await stage.call('1001', '+13035550177')
    await page.locator('.match').first().waitFor()
    expect(await page.locator('.match').count()).toBeGreaterThan(1)
    const name = (await page.locator('.match-name').last().textContent()) ?? '?'
    await page.locator('.match').last().click()
    await page.locator('.record-name', { hasText: name }).waitFor()
    expect(await page.locator('.match').count()).toBe(0)
    await stage.hangUp(id)
    await context.close()
  })

  it('keeps notes and call through a reload, and through a server that is killed while they are written', async () => {
    const { page, context } = await stage.open()
    await signIn(page, stage.url, english)
    const id = await stage.call('1001')
    await page.locator('[data-command="answerCall"]').click()
    await cardOn(page, 'connected').waitFor()
    await page.locator('#notes').pressSequentially('Before the reload')
    await page.reload()
    await cardOn(page, 'connected').waitFor()
    await expect.poll(async () => page.locator('#notes').inputValue()).toBe('Before the reload')
    await stage.hangUp(id)
    await cardOn(page, 'ended').waitFor()
    await page.locator('#notes').press('End')
    const typing = page.locator('#notes').pressSequentially(', and while the server dies', { delay: 40 })
    await page.waitForTimeout(300)
    stage.demo.killServer()
    await typing
    await page.getByText('Not live').waitFor({ timeout: 5_000 })
    await page.getByText('Kept on this computer, will be saved').waitFor()
    await stage.demo.startAgain()
    await page.locator('[data-line="live"]').waitFor({ timeout: 60_000 })
    await page.locator('[data-notes="saved"]').waitFor({ timeout: 60_000 })
    await page.locator('.history-row a').first().click()
    await expect
      .poll(async () => page.locator('#notes').inputValue())
      .toBe('Before the reload, and while the server dies')
    await context.close()
  })
})

interface SignIn {
  readonly userName: string
  readonly password: string
}

/** The agent at whose phone the queue lets the call with these digits ring. */
async function ringsAt(digits: string): Promise<SignIn & { readonly caseReason: string }> {
  const { signIns } = await stage.customer.demoState({})
  for (let round = 0; round < 40; round += 1) {
    for (const signsIn of signIns.filter((it) => it.extension !== null)) {
      const client = clients.get(signsIn.userName) ?? (await signedIn(stage.url, signsIn.userName))
      clients.set(signsIn.userName, client)
      const [last] = (await client.myCalls({ query: { limit: 1 } })).items
      if (last?.state !== 'alerting' || last.digits !== digits) continue
      const german = signsIn.language === 'de'
      return { ...signsIn, caseReason: german ? 'eingegebene Vorgangsnummer' : 'case number keyed in' }
    }
  }
  throw new Error('the call rings at nobody')
}
const clients = new Map<string, Client>()

/** Where the page shows Ada and her company. */
async function pathsOfAda(page: Page): Promise<readonly string[]> {
  const paths: string[] = []
  const records = [
    { name: ada.name, icon: 'person' },
    { name: ada.company, icon: 'company' },
  ]
  for (const { name, icon } of records) {
    await page.keyboard.press('Alt+s')
    await page.keyboard.type(name)
    await page.locator(`[role="option"]:has([data-icon="${icon}"])`, { hasText: name }).first().click()
    await page.locator('.record-name', { hasText: name }).waitFor()
    paths.push(new URL(page.url()).pathname)
  }
  return paths
}

/** How many there are on the page as it is now at the server. */
async function reloaded(page: Page, found: ReturnType<Page['locator']>): Promise<number> {
  await page.reload()
  await page.locator('[data-activity]').first().waitFor()
  return found.count()
}
