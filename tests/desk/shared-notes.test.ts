import type { CallView } from '@hookswitch/contract'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { cardOn } from './agent-page.ts'
import { signIn } from './browser.ts'
import { ada, DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'

/**
 * What is written down of a call by several people, and the part of it that goes to the caller: real pages in a real browser,
 * the real server and its database, a switch that speaks the real bytes.
 */

const first = { userName: 'agent1', password: 'agent1', extension: '1001' }
const next = { userName: 'agent2', password: 'agent2', extension: '1002' }
/** Generous: what is slow only because the machine is busy has not failed. */
const patience = { timeout: 60_000 }
const long = { timeout: 300_000 }

const stage = new DemoStage()

const notesOf = (page: Page) => page.locator('#notes')
const says = async (page: Page, text: string, at = '#notes'): Promise<void> => {
  await expect.poll(async () => page.locator(at).inputValue(), patience).toBe(text)
}

/** The calls of whoever is signed in on the page. */
async function callsOf(page: Page): Promise<readonly CallView[]> {
  const answer = await page.request.get(`${stage.url}/api/calls?limit=3`)
  return ((await answer.json()) as { items: CallView[] }).items
}

async function command(page: Page, state: string, body: object): Promise<void> {
  const call = (await callsOf(page)).find((it) => it.state === state)
  const answer = await page.request.post(`${stage.url}/api/calls/${call?.id}/commands`, {
    data: body,
    headers: { origin: stage.url, 'idempotency-key': crypto.randomUUID() },
  })
  expect([answer.status(), await answer.text()]).toEqual([200, expect.any(String)])
}

/** A call from Ada that the first agent has taken. */
async function answered(page: Page): Promise<string> {
  const id = await stage.call(first.extension)
  await page.locator('[data-command="answerCall"]').click()
  await cardOn(page, 'connected').waitFor()
  return id
}

describeInBrowser('notes of several people', () => {
  it(
    'travel with the call, are written by two at once and apart, and go to the caller in the part that was chosen',
    long,
    async () => {
      const [one, two] = await Promise.all([stage.open(), stage.open()])
      await Promise.all([signIn(one.page, stage.url, first), signIn(two.page, stage.url, next)])
      const id = await answered(one.page)
      await notesOf(one.page).pressSequentially('Column six stops.')

      // The colleague who is asked has them before he answers, and can write already.
      await command(one.page, 'connected', { kind: 'consultationCall', to: next.extension })
      await cardOn(two.page, 'alerting').waitFor(patience)
      await says(two.page, 'Column six stops.')
      const told = one.page.locator('[data-writers="1"]').waitFor(patience)
      await notesOf(two.page).press('Control+End')
      await notesOf(two.page).pressSequentially(' Known fault.')
      await told
      expect(await cardOn(two.page, 'alerting').count()).toBe(1)
      await says(one.page, 'Column six stops. Known fault.')
      await two.page.locator('[data-command="answerCall"]').click()
      await cardOn(two.page, 'connected').waitFor()

      // One of the two is cut off, both write on, at both ends.
      await one.context.setOffline(true)
      await notesOf(one.page).press('Control+Home')
      await notesOf(one.page).pressSequentially('Urgent: ')
      await one.page.getByText('Kept on this computer, will be saved').waitFor(patience)
      await notesOf(two.page).press('Control+End')
      await notesOf(two.page).pressSequentially(' Part 4711.')
      await two.page.locator('[data-notes="saved"]').waitFor(patience)
      await one.context.setOffline(false)
      const both = 'Urgent: Column six stops. Known fault. Part 4711.'
      await Promise.all([says(one.page, both), says(two.page, both)])
      // The caret is where its owner left it.
      await notesOf(one.page).pressSequentially('!')
      await says(two.page, both.replace('Urgent: ', 'Urgent: !'))
      await notesOf(one.page).press('Backspace')
      await says(two.page, both)

      // Transferred: the next agent has the caller and the notes.
      await command(one.page, 'connected', { kind: 'transferCall' })
      await expect.poll(async () => (await callsOf(two.page))[0]?.other.e164, patience).toBe(ada.number)
      await cardOn(two.page, 'connected').waitFor(patience)
      await says(two.page, both)
      await theCallerSees(two.page)
      await stage.hangUp(id)
      await cardOn(two.page, 'ended').waitFor(patience)
      // Those who only read have them as well.
      await expect.poll(async () => (await callsOf(two.page))[0]?.notes.text, patience).toBe(both)
      expect([...one.complaints, ...two.complaints]).toEqual([])
      await Promise.all([one.context.close(), two.context.close()])
    },
  )
})

const secret = '<img src=x onerror="document.title=1">'

/** The agent chooses a part; a stranger with the link sees it, live, and nothing else; until the link is ended. */
async function theCallerSees(agent: Page): Promise<void> {
  await agent.locator('.notes-more[data-share] > summary').click()
  await notesOf(agent).evaluate((it: HTMLTextAreaElement) => {
    it.setSelectionRange(it.value.indexOf('Part 4711'), it.value.length - 1)
  })
  await agent.locator('[data-share-take]').click()
  await says(agent, 'Part 4711', '#notes-shared')
  await agent.locator('[data-share-make]').click()
  const link = await agent.locator('#share-link').inputValue()
  expect(link).toMatch(/\/guest#[\w-]{48}$/)

  const guest = await stage.open({ locale: 'de-DE', viewport: { width: 320, height: 640 } })
  const answer = await guest.page.goto(link)
  const headers = answer?.headers() ?? {}
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['x-robots-tag']).toContain('noindex')
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(headers['cache-control']).toContain('no-store')
  const text = guest.page.locator('.guest-text')
  await guest.page.locator('[data-guest="shown"]').waitFor(patience)
  expect(await text.textContent()).toBe('Part 4711')
  expect(await guest.page.locator('html').getAttribute('lang')).toBe('de')
  await agent.locator('[data-share-views="1"]').waitFor(patience)

  // Live, and text whatever it says.
  await agent.locator('#notes-shared').press('Control+End')
  await agent.locator('#notes-shared').pressSequentially(` ${secret}`)
  await expect.poll(async () => text.textContent(), patience).toBe(`Part 4711 ${secret}`)
  expect(await guest.page.locator('img').count()).toBe(0)
  const page = (await guest.page.content()) + JSON.stringify(await guest.context.storageState())
  for (const word of ['Urgent', 'Column six', 'Known fault', 'hookswitch_session'])
    expect(page).not.toContain(word)
  const width = await guest.page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(320)

  // Ended: gone from the page that is open, and for whoever comes later.
  await agent.locator('[data-share-end]').click()
  await guest.page.locator('[data-guest="gone"]').waitFor(patience)
  expect(await text.textContent()).toBe('')
  await guest.page.reload()
  await guest.page.locator('[data-guest="gone"]').waitFor(patience)
  await agent.locator('[data-share-over="1"]').waitFor(patience)
  const [token, made] = [link.split('#')[1] ?? '', 'A'.repeat(48)]
  for (const one of [token, made]) {
    const refused = await guest.page.request.post(`${stage.url}/api/guest/shared`, {
      data: { token: one, version: null },
      headers: { origin: stage.url },
    })
    expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([404, 'shareGone'])
  }
  expect(guest.complaints).toEqual([])
  await guest.context.close()
}
