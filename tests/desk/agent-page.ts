import type { Locator, Page } from 'playwright-core'

/** The card of the first call in this state. */
export const cardOn = (page: Page, state: string): Locator =>
  page.locator(`.call-card[data-call-state="${state}"]`).first()

/** Within the page, as a link or the search would: nothing is loaded anew. */
export async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
}
