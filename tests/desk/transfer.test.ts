import type { Client } from '@hookswitch/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { browserMissing, openBrowser, openPage, signIn, type Watched } from './browser.ts'
import { DemoServer } from './demo-server.ts'
import { describeInBrowser } from './describe-in-browser.ts'

/** Two agents at their pages, the real server, a switch that speaks the real bytes, and a customer who is passed on. */
let browser: Browser
let demo: DemoServer
let customer: Client
let first: Watched
let second: Watched

const ada = { name: 'Ada Lovelace', number: '+14155550100' }

beforeAll(async () => {
  if (browserMissing !== null) return
  browser = await openBrowser()
  demo = await DemoServer.open()
  customer = demo.customer
})
afterAll(async () => {
  await browser?.close()
  await demo?.close()
})
let calls: string[] = []
beforeEach(async () => {
  calls = []
  first = await openPage(browser)
  second = await openPage(browser)
  await signIn(first.page, demo.url, { userName: 'agent1', password: 'agent1' })
  await signIn(second.page, demo.url, { userName: 'agent2', password: 'agent2' })
})
afterEach(async () => {
  for (const id of calls) await customer.demoHangUp({ params: { id } }).catch(() => undefined)
  for (const { page } of [first, second]) {
    await page
      .locator('[data-command="clearConnection"]')
      .first()
      .click({ timeout: 500 })
      .catch(() => undefined)
  }
  const complaints = [...first.complaints, ...second.complaints]
  await first.context.close()
  await second.context.close()
  expect(complaints).toEqual([])
})

const card = (page: Page, state: string) => page.locator(`.call-card[data-call-state="${state}"]`)
const command = (page: Page, kind: string) => page.locator(`[data-command="${kind}"]`)

/** Ada calls the first agent, who answers by keyboard. */
async function talk(): Promise<string> {
  const { id } = await customer.demoCall({ body: { from: ada.number, to: '1001' } })
  calls.push(id)
  await command(first.page, 'answerCall').waitFor()
  await first.page.keyboard.press('Alt+a')
  await card(first.page, 'connected').waitFor()
  return id
}

/** Types a colleague's number into the field that a key opens, and takes the first who is found. */
async function choose(page: Page, key: string, text: string): Promise<void> {
  await page.keyboard.press(key)
  await page.getByRole('combobox').last().waitFor()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await page.locator('.target-chosen').waitFor()
}

const stateAtCustomer = async (id: string): Promise<string> =>
  (await customer.demoCallState({ params: { id } })).state

describeInBrowser('two agents', () => {
  it('a blind transfer brings the customer’s name to the second before he answers', async () => {
    const id = await talk()
    await choose(first.page, 'Alt+t', '1002')
    await first.page.keyboard.press('Enter')
    await card(second.page, 'alerting').getByText(ada.name).waitFor()
    await second.page.locator('[data-pop="found"] .record-name', { hasText: ada.name }).waitFor()
    await expect.poll(async () => card(first.page, 'connected').count()).toBe(0)
    await second.page.keyboard.press('Alt+a')
    await card(second.page, 'connected').waitFor()
    expect(await stateAtCustomer(id)).toBe('answered')
    await second.page.keyboard.press('Alt+x')
    await expect.poll(async () => stateAtCustomer(id)).toBe('ended')
  })

  it('by keyboard alone: ask first, back, ask again, transfer', async () => {
    const id = await talk()
    const { page } = first
    const ask = async (): Promise<void> => {
      await choose(page, 'Alt+t', '1002')
      // Transfer now is the first of the two.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.locator('.pair-words', { hasText: `${ada.name} waits on hold` }).waitFor()
      await command(second.page, 'answerCall').waitFor()
      await second.page.keyboard.press('Alt+a')
      await page.locator('.pair-words', { hasText: 'you speak with' }).waitFor()
    }
    await ask()
    await page.keyboard.press('Alt+b')
    await page.locator('[data-group="pair"]').waitFor({ state: 'detached' })
    await card(page, 'connected').getByText(ada.name).waitFor()
    await expect.poll(async () => card(second.page, 'connected').count(), { timeout: 8_000 }).toBe(0)
    await ask()
    await page.keyboard.press('Alt+t')
    await card(second.page, 'connected').getByText(ada.name).waitFor()
    await expect.poll(async () => card(page, 'connected').count()).toBe(0)
    expect(await stateAtCustomer(id)).toBe('answered')
  })

  it('make a conference of three, and one is dropped', async () => {
    const id = await talk()
    const { page } = first
    await choose(page, 'Alt+t', '1002')
    await command(page, 'consultationCall').click()
    await command(second.page, 'answerCall').click()
    await page.locator('.pair-words', { hasText: 'you speak with' }).waitFor()
    await page.keyboard.press('Alt+c')
    await expect.poll(async () => page.locator('.roster-row').count()).toBe(2)
    await page.locator('[data-party="1002"] [data-drop]').click()
    await expect.poll(async () => page.locator('.roster-row').count()).toBe(0)
    await expect.poll(async () => card(second.page, 'connected').count()).toBe(0)
    expect(await stateAtCustomer(id)).toBe('answered')
  })

  it('pass a call through a park place, and pick up what rings at the other', async () => {
    const id = await talk()
    await first.page.keyboard.press('Alt+p')
    await first.page.locator('[data-slot]:not([data-disabled])').first().click()
    await expect.poll(async () => card(first.page, 'connected').count()).toBe(0)
    await second.page.keyboard.press('Alt+j')
    await second.page.locator('[data-parked] [data-command="directedPickup"]').click()
    await card(second.page, 'connected').getByText(ada.name).waitFor()
    expect(await stateAtCustomer(id)).toBe('answered')
    await second.page.keyboard.press('Alt+x')
    await expect.poll(async () => stateAtCustomer(id)).toBe('ended')
    const next = await customer.demoCall({ body: { from: ada.number, to: '1001' } })
    calls.push(next.id)
    await second.page.locator('[data-colleague="1001"] [data-command="directedPickup"]').click()
    await card(second.page, 'connected').getByText(ada.name).waitFor()
    await expect.poll(async () => card(first.page, 'alerting').count()).toBe(0)
  })

  it('send keys, and say that they are not ready, and why', async () => {
    const id = await talk()
    const { page } = first
    await page.keyboard.press('Alt+i')
    await page.keyboard.type('47#')
    expect(await page.locator('[data-panel="keys"] input').inputValue()).toBe('47#')
    await page.waitForTimeout(300)
    expect(await page.locator('[data-panel="keys"] .call-problem').textContent()).toBe('')
    await customer.demoHangUp({ params: { id } })
    await card(page, 'ended').waitFor()
    const place = page.locator('.agent-place')
    for (const [choice, state] of [
      [/^reason:|^notReady$/, 'notReady'],
      [/^ready$/, 'ready'],
    ] as const) {
      await page.keyboard.press('Alt+r')
      const choices = page.locator('[data-choice]')
      await choices.first().waitFor()
      const ids = await choices.evaluateAll((all) => all.map((it) => it.dataset['choice'] ?? ''))
      await page.locator(`[data-choice="${ids.find((it) => choice.test(it)) ?? ids.join()}"]`).click()
      await expect.poll(async () => place.getAttribute('data-agent')).toBe(state)
    }
  })
})
