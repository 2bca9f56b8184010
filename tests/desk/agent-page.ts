import type { Locator, Page } from 'playwright-core'

/** The cards of all calls in this state. */
export const cardsOn = (page: Page, state: string): Locator =>
  page.locator(`.call-card[data-call-state="${state}"]`)

/** The card of the first call in this state. */
export const cardOn = (page: Page, state: string): Locator => cardsOn(page, state).first()

/** Within the page, as a link or the search would: nothing is loaded anew. */
export async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
}

/** Goes on with one key until the keyboard is there. */
export async function reach(page: Page, selector: string, key = 'Tab'): Promise<void> {
  await page.locator(selector).first().waitFor()
  for (let steps = 0; !(await isAt(page, selector)); steps += 1) {
    if (steps > 150) throw new Error(`${key} does not reach ${selector}`)
    await page.keyboard.press(key)
  }
}

export const isAt = async (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((it) => document.activeElement?.matches(it) === true, selector)
