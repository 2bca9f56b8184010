import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { openPage, type Watched } from '../desk/browser.ts'
import type { Screen, Shown } from './office.ts'

/** The desk in a real browser: read as it is drawn, worked as people do, by its buttons and fields. */
export class PageScreen implements Screen {
  readonly #page: Page
  /** What the page complained of. */
  readonly complaints: readonly string[]

  constructor({ page, complaints }: Watched) {
    this.#page = page
    this.complaints = complaints
  }

  /** Waits until the telephone in the page may be called. */
  async isPhone(): Promise<void> {
    await this.#page.locator('.browser-phone[data-phone-line="registered"]').waitFor()
  }

  async ringing(): Promise<Shown | null> {
    const drawn = await this.#page.evaluate(() => {
      const card = document.querySelector('.call-card[data-call-state="alerting"]')
      if (card === null) return null
      const text = (selector: string, within: ParentNode = document): string | null =>
        within.querySelector(selector)?.textContent?.trim() ?? null
      return {
        name: text('[data-pop="found"] .record-name'),
        number: text('[data-pop="found"] .record-number'),
        notes: document.querySelector<HTMLTextAreaElement>('#notes')?.value ?? '',
        digits: /keyed in (\d+)/.exec(text('.call-via', card) ?? '')?.[1] ?? null,
      }
    })
    return drawn === null ? null : { ...drawn, number: drawn.number === null ? null : e164(drawn.number) }
  }

  async talksWith(number: string): Promise<boolean> {
    const cards = await this.#cards()
    const [card, ...more] = cards
    return (
      card !== undefined && more.length === 0 && card.state === 'connected' && e164(card.number) === number
    )
  }

  async consults(far: 'alerting' | 'connected'): Promise<boolean> {
    const words = far === 'alerting' ? 'it rings at' : 'you speak with'
    const pair = this.#page.locator('[data-group="pair"]')
    const said = await pair.locator('.pair-words', { hasText: words }).count()
    return said === 1 && (await pair.locator('[data-command="transferCall"]').count()) === 1
  }

  async live(): Promise<readonly string[]> {
    return (await this.#cards()).map(({ state, name, number }) => `${state} with ${name} ${number}`)
  }

  async story(): Promise<readonly string[]> {
    const rows = this.#page.locator('[data-story] [data-leg]')
    await rows.first().waitFor()
    return rows.evaluateAll((all) =>
      all.map((row) => {
        const text = (selector: string) => row.querySelector(selector)?.textContent ?? ''
        return `${text('.row-title bdi')}: ${text('small span')}`
      }),
    )
  }

  async types(line: string): Promise<void> {
    const notes = this.#page.locator('#notes')
    await notes.focus()
    await this.#page.keyboard.press('Control+End')
    if ((await notes.inputValue()) !== '') await this.#page.keyboard.press('Enter')
    await this.#page.keyboard.type(line)
    await notes.blur()
    await this.#page.locator('[data-notes="saved"]').waitFor()
  }

  async press(kind: Parameters<Screen['press']>[0]): Promise<void> {
    await this.#page.locator(`[data-command="${kind}"]:not([data-drop])`).first().click()
  }

  async pressWith(kind: Parameters<Screen['pressWith']>[0], number: string): Promise<void> {
    await this.#page.locator('[data-opens="transfer"]').first().click()
    const panel = this.#page.locator('[data-panel="transfer"]')
    const field = panel.getByRole('combobox')
    await field.fill(number)
    await panel.getByRole('option').filter({ hasText: number }).first().waitFor()
    await field.press('Enter')
    await panel.locator(`[data-command="${kind}"]`).click()
  }

  async dials(number: string): Promise<void> {
    await this.#page.locator('[data-field="dial"] input').fill(number)
    // May be pressed once the server has read the number.
    await this.#page.locator('.dial button[type="submit"]').click()
  }

  #cards(): Promise<readonly { state: string; name: string; number: string }[]> {
    return this.#page.locator('.call-card:not([data-call-state="ended"])').evaluateAll((cards) =>
      cards.map((card) => ({
        state: card.getAttribute('data-call-state') ?? '',
        name: card.querySelector('.call-name')?.textContent ?? '',
        number: card.querySelector('.call-number')?.textContent ?? '',
      })),
    )
  }
}

/** The page of somebody who has signed in already, once it is live. */
export async function openPageScreen(
  browser: Browser,
  { url, cookie, ...options }: BrowserContextOptions & { readonly url: string; readonly cookie: string },
): Promise<PageScreen> {
  const watched = await openPage(browser, options)
  const [name = '', value = ''] = cookie.split('=')
  await watched.context.addCookies([{ name, value, url }])
  await watched.page.goto(url)
  await watched.page.locator('[data-line="live"]').waitFor()
  return new PageScreen(watched)
}

/** A number of the United States as people there write it. */
function e164(display: string): string {
  const digits = display.replaceAll(/\D/g, '')
  return digits.length === 10 ? `+1${digits}` : digits
}
