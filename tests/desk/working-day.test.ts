import type { Client } from '@hookswitch/contract'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { cardsOn, isAt, reach } from './agent-page.ts'
import { browserMissing } from './browser.ts'
import { ada, DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { signedIn } from './signed-in.ts'

/** A whole day without a mouse: the real page and server, a switch that speaks the real bytes, customers who call. */
let noah: Client

const stage = new DemoStage()
beforeAll(async () => {
  if (browserMissing !== null) return
  noah = await signedIn(stage.url, 'agent2')
})

const mary = '+442079460018'
const patience = { timeout: 30_000 }

/** How the agent wants to stand at the queues: a menu that a key opens, and arrows. */
async function stand(page: Page, choice: string, state: string): Promise<void> {
  await page.keyboard.press('Alt+r')
  await reach(page, `[data-choice^="${choice}"]`, 'ArrowDown')
  await page.keyboard.press('Enter')
  await page.locator(`[data-agent="${state}"]`).first().waitFor()
}

/** The colleague's phone is answered, or put down. */
async function noahDoes(kind: 'answerCall' | 'clearConnection'): Promise<void> {
  const may = async () =>
    (await noah.myCalls({ query: { limit: 3 } })).items.find((it) => it.offers.includes(kind))
  await expect.poll(may, patience).toBeDefined()
  const id = (await may())?.id ?? ''
  await noah.commandCall({ params: { id }, body: { kind }, idempotencyKey: crypto.randomUUID() })
}

describeInBrowser('a whole working day by keyboard alone', () => {
  it('from signing in to signing out', async () => {
    const { page, context, complaints } = await stage.open()
    page.setDefaultTimeout(60_000)
    await page.addInitScript(() => {
      Object.assign(globalThis, { touches: 0 })
      for (const event of ['pointerdown', 'mousedown', 'touchstart'])
        window.addEventListener(event, (it) => {
          if (it.isTrusted) (globalThis as unknown as { touches: number }).touches += 1
        })
    })
    await page.goto(stage.url)
    await page.locator('input[name="userName"]').waitFor()
    await page.keyboard.type('agent1')
    await page.keyboard.press('Tab')
    await page.keyboard.type('agent1')
    await page.keyboard.press('Enter')
    await page.locator('[data-line="live"]').waitFor()

    await stand(page, 'reason:', 'notReady')
    await stand(page, 'ready', 'ready')

    const call = await stage.call('1001')
    await page.locator('[data-command="answerCall"]').waitFor()
    await page.keyboard.press('Alt+a')
    await cardsOn(page, 'connected').waitFor()
    await page.keyboard.press('Alt+n')
    await reach(page, '#notes')
    await page.keyboard.type('The engine stops. ')
    // Another customer calls in the middle of a sentence: the hands stay where they are.
    const second = await stage.call('1001', mary)
    await cardsOn(page, 'alerting').waitFor()
    await page.keyboard.type('Send somebody.')
    expect(await isAt(page, '#notes')).toBe(true)
    expect(await page.locator('#notes').inputValue()).toBe('The engine stops. Send somebody.')
    await stage.hangUp(second)
    await cardsOn(page, 'alerting').waitFor({ state: 'detached' })

    await page.keyboard.press('Alt+h')
    await cardsOn(page, 'hold').waitFor()
    await page.keyboard.press('Alt+h')
    await cardsOn(page, 'connected').waitFor()

    await page.keyboard.press('Alt+t')
    await page.getByRole('combobox').last().waitFor()
    await page.keyboard.type('1002')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.target-chosen').waitFor()
    await reach(page, '[data-command="consultationCall"]')
    await page.keyboard.press('Enter')
    await noahDoes('answerCall')
    await page.locator('.pair-words', { hasText: 'you speak with' }).waitFor()
    await page.keyboard.press('Alt+t')
    await expect.poll(() => cardsOn(page, 'connected').count(), patience).toBe(0)
    expect((await stage.customer.demoCallState({ params: { id: call } })).state).toBe('answered')
    await noahDoes('clearConnection')

    await page.keyboard.press('Alt+s')
    await page.keyboard.type(ada.name)
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('.record-name', { hasText: ada.name }).waitFor()

    await page.keyboard.press('Alt+k')
    await page.keyboard.type('1004')
    await page.getByText('Calls extension').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('[data-command="clearConnection"]').first().waitFor()
    await page.keyboard.press('Alt+x')
    await expect.poll(() => page.locator('[data-command="clearConnection"]').count(), patience).toBe(0)

    await reach(page, '.history-row a')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).pathname, patience).toMatch(/^\/calls\//)

    // The keys themselves: shown by a key, one made another, and it holds.
    await page.keyboard.press('?')
    await reach(page, '[data-key="line"] button')
    await page.keyboard.press('Enter')
    await page.locator('[data-waits="true"]').waitFor()
    await page.keyboard.press('Alt+h')
    await page.getByText('This has another meaning already: Hold, or retrieve').waitFor()
    await page.keyboard.press('F2')
    await page.locator('[data-key="line"] kbd', { hasText: 'F2' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('F2')
    await page.locator('.line-dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.line-dialog').waitFor({ state: 'detached' })
    // It is kept with the user: the page that is loaded anew knows it too.
    await page.reload()
    await page.locator('[data-opens="line"]').waitFor()
    await expect
      .poll(async () => {
        await page.keyboard.press('F2')
        return page.locator('.line-dialog').count()
      }, patience)
      .toBe(1)
    await page.keyboard.press('Escape')
    await page.locator('.line-dialog').waitFor({ state: 'detached' })

    await reach(page, 'button[aria-label="Sign out"]')
    await page.keyboard.press('Enter')
    await page.getByText('Sign in to Hookswitch').waitFor()
    expect(await page.evaluate(() => (globalThis as unknown as { touches: number }).touches)).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  }, 300_000)
})
