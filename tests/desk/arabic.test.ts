import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axeViolations, bringAxe, turnedNumbers } from './axe.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { fullLine } from './fixture-line.ts'
import { customer, ringingCall, severalPop, talkingCall } from './fixtures.ts'
import { overflowsSideways } from './page-checks.ts'
import { Stage } from './stage.ts'

/** The page in Arabic: from right to left, with the digits and the numbers of telephones. */
const stage = new Stage()

describeInBrowser('in Arabic', () => {
  it('runs from right to left, turns no number round and breaks no rule, with no call, while one rings and on one', async () => {
    const page = await stage.enter()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.getByLabel('Settings').click()
    await page.getByText('العربية').click()
    await page.waitForFunction(() => document.documentElement.dir === 'rtl')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ar')
    await bringAxe(page)
    const poor: Record<string, readonly string[]> = {}
    const look = async (state: string): Promise<void> => {
      const found = [...(await axeViolations(page)), ...(await turnedNumbers(page)), ...(await narrow(page))]
      if (found.length > 0) poor[state] = found
    }
    stage.fake.setLine(fullLine)
    await page.locator('[data-opens="line"]').waitFor()
    await look('idle')
    const call = stage.fake.show(ringingCall({ queue: 'Service line', digits: '4711' }))
    await page.locator('[data-case]').first().waitFor()
    await look('ringing')
    // What is said aloud keeps the number together, too.
    const said = page.locator('[role="alert"][aria-live="assertive"]')
    await expect.poll(() => said.textContent()).toContain(customer.display)
    expect(await said.textContent()).toMatch(/^مكالمة واردة/)
    stage.fake.change(call.id, { ...talkingCall(), id: call.id })
    await page.locator('[data-opens="transfer"]').click()
    await page.getByRole('option').first().waitFor()
    await look('on a call')
    stage.fake.change(call.id, { pop: severalPop })
    await page.locator('.match').first().waitFor()
    await look('several callers')
    expect(poor).toEqual({})
    // Arrows point the other way.
    const turned = page.locator('.icon-turned').first()
    expect(await turned.evaluate((it) => getComputedStyle(it).scale)).toBe('-1 1')
  })
})

async function narrow(page: Page): Promise<readonly string[]> {
  await page.setViewportSize({ width: 320, height: 800 })
  const found = await overflowsSideways(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  return [...found, ...(await overflowsSideways(page))]
}
