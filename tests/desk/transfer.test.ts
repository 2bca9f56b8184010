import type { Page } from 'playwright-core'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { cardsOn } from './agent-page.ts'
import { browserMissing, signIn, type Watched } from './browser.ts'
import { ada, DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'

/** Two agents at their pages, the real server, a switch that speaks the real bytes, and a customer who is passed on. */
let first: Watched
let second: Watched

/** Who sits at the two pages. */
const [amelia, noah] = ['Amelia Hart', 'Noah Brandt']

// The two sit there all day: their pages stay open from the first call to the last.
const stage = new DemoStage()
beforeAll(async () => {
  if (browserMissing !== null) return
  first = await stage.open()
  second = await stage.open()
  await signIn(first.page, stage.url, { userName: 'agent1', password: 'agent1' })
  await signIn(second.page, stage.url, { userName: 'agent2', password: 'agent2' })
})
let calls: string[] = []
afterEach(async () => {
  for (const id of calls) await stage.hangUp(id).catch(() => undefined)
  calls = []
  // What the two still say to each other ends, too: the next test begins with two silent telephones.
  for (const { page } of [first, second])
    await expect
      .poll(async () => {
        await page.keyboard.press('Alt+x')
        return page.locator('.call-card:not([data-call-state="ended"])').count()
      })
      .toBe(0)
  expect([...first.complaints, ...second.complaints]).toEqual([])
})

const command = (page: Page, kind: string) => page.locator(`[data-command="${kind}"]`)

/** Ada calls the first agent, who answers by keyboard. */
async function talk(): Promise<string> {
  const id = await stage.call('1001')
  calls.push(id)
  await command(first.page, 'answerCall').waitFor()
  await first.page.keyboard.press('Alt+a')
  await cardsOn(first.page, 'connected').waitFor()
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

/** Asks the second agent first, and waits until he has answered. Transfer now is the first of the two buttons. */
async function consult(): Promise<void> {
  await choose(first.page, 'Alt+t', '1002')
  for (const key of ['Tab', 'Tab', 'Enter']) await first.page.keyboard.press(key)
  await pairSays(`${ada.name} waits on hold — it rings at ${noah}`)
  await command(second.page, 'answerCall').waitFor()
  await second.page.keyboard.press('Alt+a')
  await pairSays(`${ada.name} waits on hold — you speak with ${noah}`)
}

const pairSays = async (words: string): Promise<void> =>
  first.page.locator('.pair-words', { hasText: words }).waitFor()

const stateAtCustomer = async (id: string): Promise<string> =>
  (await stage.customer.demoCallState({ params: { id } })).state

describeInBrowser('two agents', () => {
  it('a blind transfer brings the customer’s name to the second before he answers', async () => {
    const id = await talk()
    await choose(first.page, 'Alt+t', '1002')
    await first.page.keyboard.press('Enter')
    await cardsOn(second.page, 'alerting').getByText(ada.name).waitFor()
    await second.page.locator('[data-pop="found"] .record-name', { hasText: ada.name }).waitFor()
    await expect.poll(async () => cardsOn(first.page, 'connected').count()).toBe(0)
    await second.page.keyboard.press('Alt+a')
    await cardsOn(second.page, 'connected').waitFor()
    expect(await stateAtCustomer(id)).toBe('answered')
    await second.page.keyboard.press('Alt+x')
    await expect.poll(async () => stateAtCustomer(id)).toBe('ended')
  })

  it('by keyboard alone: ask first, back, ask again, transfer', async () => {
    const id = await talk()
    const { page } = first
    await consult()
    await page.keyboard.press('Alt+b')
    await page.locator('[data-group="pair"]').waitFor({ state: 'detached' })
    await cardsOn(page, 'connected').getByText(ada.name).waitFor()
    await expect.poll(async () => cardsOn(second.page, 'connected').count(), { timeout: 8_000 }).toBe(0)
    await consult()
    await page.keyboard.press('Alt+t')
    await cardsOn(second.page, 'connected').getByText(ada.name).waitFor()
    await expect.poll(async () => cardsOn(page, 'connected').count()).toBe(0)
    expect(await stateAtCustomer(id)).toBe('answered')
  })

  it('who is asked sees before he answers who asks him, and about whom', async () => {
    await talk()
    await choose(first.page, 'Alt+t', '1002')
    await command(first.page, 'consultationCall').click()
    const rings = cardsOn(second.page, 'alerting')
    await rings.locator('.call-name', { hasText: amelia }).waitFor()
    // The second speaks German.
    await rings.getByText(`es geht um ${ada.name}`).waitFor()
    await second.page.getByText(`${amelia} fragt Sie wegen:`).waitFor()
    await second.page.locator('[data-pop="found"] .record-name', { hasText: ada.name }).waitFor()
    expect(await second.page.locator('.record-number').textContent()).toMatch(/415.?.?555.?0100/)
    await second.page.keyboard.press('Alt+x')
    await first.page.locator('.pair-words', { hasText: `you speak with` }).waitFor({ state: 'detached' })
  })

  it.each(['Alt+b', 'Alt+t'])('swap twice, and then %s does what it says', async (key) => {
    const id = await talk()
    await consult()
    await first.page.keyboard.press('Alt+w')
    await pairSays(`${noah} waits on hold — you speak with ${ada.name}`)
    await expect.poll(async () => command(first.page, 'alternateCall').isEnabled()).toBe(true)
    await first.page.keyboard.press('Alt+w')
    await pairSays(`${ada.name} waits on hold — you speak with ${noah}`)
    await expect.poll(async () => command(first.page, 'alternateCall').isEnabled()).toBe(true)
    await first.page.keyboard.press(key)
    const [stays, goes] = key === 'Alt+b' ? [first, second] : [second, first]
    await expect.poll(async () => cardsOn(goes.page, 'connected').count()).toBe(0)
    await expect.poll(async () => cardsOn(goes.page, 'hold').count()).toBe(0)
    await cardsOn(stays.page, 'connected').getByText(ada.name).waitFor()
    expect(await first.page.locator('[data-group="pair"]').count()).toBe(0)
    expect(await stateAtCustomer(id)).toBe('answered')
    await stays.page.keyboard.press('Alt+x')
    await expect.poll(async () => stateAtCustomer(id)).toBe('ended')
    // Nothing is left on either page that only looks like a call.
    for (const { page } of [first, second])
      await expect.poll(async () => page.locator('.call-card:not([data-call-state="ended"])').count()).toBe(0)
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
    await expect.poll(async () => cardsOn(second.page, 'connected').count()).toBe(0)
    expect(await stateAtCustomer(id)).toBe('answered')
  })

  it('pass a call through a park place, and pick up what rings at the other', async () => {
    const id = await talk()
    await first.page.keyboard.press('Alt+p')
    await first.page.locator('[data-slot]:not([data-disabled])').first().click()
    await expect.poll(async () => cardsOn(first.page, 'connected').count()).toBe(0)
    await second.page.keyboard.press('Alt+j')
    await second.page.locator('[data-parked] [data-command="directedPickup"]').click()
    await cardsOn(second.page, 'connected').getByText(ada.name).waitFor()
    expect(await stateAtCustomer(id)).toBe('answered')
    await second.page.keyboard.press('Alt+x')
    await expect.poll(async () => stateAtCustomer(id)).toBe('ended')
    const next = await stage.customer.demoCall({ body: { from: ada.number, to: '1001' } })
    calls.push(next.id)
    await second.page.locator('[data-colleague="1001"] [data-command="directedPickup"]').click()
    await cardsOn(second.page, 'connected').getByText(ada.name).waitFor()
    await expect.poll(async () => cardsOn(first.page, 'alerting').count()).toBe(0)
  })

  it('send keys, and say that they are not ready, and why', async () => {
    const id = await talk()
    const { page } = first
    await page.keyboard.press('Alt+i')
    await page.keyboard.type('47#')
    expect(await page.locator('[data-panel="keys"] input').inputValue()).toBe('47#')
    await page.waitForTimeout(300)
    expect(await page.locator('[data-panel="keys"] .call-problem').textContent()).toBe('')
    await stage.hangUp(id)
    await cardsOn(page, 'ended').waitFor()
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
