import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { cardOn, cardsOn } from './agent-page.ts'
import { bringAxe } from './axe.ts'
import { browserMissing, signIn, watch } from './browser.ts'
import { DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { allPages, bothThemes, forgottenPages, look, visit, type Shown, type Theme } from './every-page.ts'
import { signedIn } from './signed-in.ts'

/**
 * Every page of the product with the demonstration company's own data, as everybody meets it: light and dark, from left
 * to right and from right to left, with no call, while one rings, on one, and on one while another rings. The list of
 * pages is the router's: a page that is not named fails.
 */

const stage = new DemoStage()
beforeAll(async () => {
  if (browserMissing !== null) return
  const admin = await signedIn(stage.url, 'admin')
  // Both have a telephone, and see the administrators' pages too.
  const { items } = await admin.listUsers({})
  for (const [userName, language] of [
    ['agent1', 'en'],
    ['agent3', 'ar'],
  ] as const) {
    const id = items.find((it) => it.userName === userName)?.id ?? ''
    await admin.changeUser({ params: { id }, body: { role: 'administrator' } })
    await (await signedIn(stage.url, userName)).setPreferences({ body: { language, theme: 'light' } })
  }
})

interface Person {
  readonly userName: string
  readonly extension: string
  readonly dir: 'ltr' | 'rtl'
  readonly locale: string
}
const people: readonly Person[] = [
  { userName: 'agent1', extension: '1001', dir: 'ltr', locale: 'en-US' },
  { userName: 'agent3', extension: '1003', dir: 'rtl', locale: 'ar-EG' },
]

/** How many calls of a person ring, and how many he is on. */
interface Calls {
  readonly alerting: number
  readonly connected: number
}
const states: Readonly<Record<string, Calls>> = {
  idle: { alerting: 0, connected: 0 },
  ringing: { alerting: 1, connected: 0 },
  'on a call': { alerting: 0, connected: 1 },
  'on a call while another rings': { alerting: 1, connected: 1 },
}

/** One person before the desk, with an eye for what breaks a rule. */
class Looker {
  readonly #page: Page
  readonly #extension: string
  readonly poor: Record<string, readonly string[]> = {}

  constructor(page: Page, extension: string) {
    this.#page = page
    this.#extension = extension
  }

  async at(page: Page, what: string, themes: readonly Theme[] = bothThemes): Promise<void> {
    this.#keep(what, await look(page, themes))
  }

  /** Each page while the telephone does this, and nothing else. */
  async inState(name: keyof typeof states, shown: readonly Shown[], themes = bothThemes): Promise<void> {
    for (const { path, at } of shown) {
      // A call that nobody takes ends by itself: what was on the screen until then is looked at once more.
      for (let turn = 1; ; turn += 1) {
        await this.#bring(states[name]!)
        await visit(this.#page, at)
        const found = (await this.#isIn(states[name]!, at)) ? await look(this.#page, themes) : null
        if (found !== null && (await this.#isIn(states[name]!, at))) {
          this.#keep(`${path}, ${name}`, found)
          break
        }
        if (turn === 10) throw new Error(`${path} is not seen while ${name}`)
      }
    }
  }

  /** A customer calls, and the page has shown it as it always does: it stays wherever one goes from there. */
  async ring(): Promise<string> {
    const { alerting, connected } = await this.#calls()
    if (connected === 0) await visit(this.#page, '/')
    const id = await stage.call(this.#extension)
    await cardsOn(this.#page, 'alerting').nth(alerting).waitFor()
    if (connected === 0) await this.#page.locator('main [data-pop="found"]').waitFor()
    return id
  }

  async answer(): Promise<void> {
    if ((await this.#calls()).alerting === 0) await this.ring()
    await this.#page.keyboard.press('Alt+a')
    await cardOn(this.#page, 'connected').waitFor()
  }

  async rings(): Promise<void> {
    await cardOn(this.#page, 'alerting').waitFor()
  }

  /** A try before this one may have left calls. */
  async hangUpAll(): Promise<void> {
    const up = this.#page.locator('[data-command="rejectCall"], [data-command="clearConnection"]')
    for (let left = await up.count(); left > 0; left = await up.count()) {
      await up.first().click()
      await expect.poll(async () => up.count(), { timeout: 60_000 }).toBeLessThan(left)
    }
    await this.isFree()
  }

  /** No call is up any more. */
  async isFree(): Promise<void> {
    for (const state of ['alerting', 'connected'])
      await cardOn(this.#page, state).waitFor({ state: 'detached' })
  }

  #keep(what: string, found: readonly string[]): void {
    if (found.length > 0) this.poor[what] = found
  }

  async #bring({ alerting }: Calls): Promise<void> {
    if (alerting > (await this.#calls()).alerting) await this.ring()
  }

  async #isIn({ alerting, connected }: Calls, at: string): Promise<boolean> {
    const now = await this.#calls()
    return (
      now.alerting === alerting && now.connected === connected && new URL(this.#page.url()).pathname === at
    )
  }

  async #calls(): Promise<Calls> {
    return {
      alerting: await cardsOn(this.#page, 'alerting').count(),
      connected: await cardsOn(this.#page, 'connected').count(),
    }
  }
}

/** The page of the customer's telephone, which has calls of its own; the agent is called from it. */
async function atTheCustomers(context: BrowserContext, looker: Looker, extension: string): Promise<string[]> {
  const page = await context.newPage()
  const complaints = watch(page)
  await page.goto(`${stage.url}/demo/phone`)
  await page.locator('.handset').waitFor()
  await bringAxe(page)
  await looker.at(page, '/demo/phone, idle')
  await page.locator('.handset .picker').nth(1).click()
  await page.getByRole('option', { name: new RegExp(`^\\D*${extension}`) }).click()
  await page.locator('.handset button[type="submit"]').click()
  await page.locator('[data-demo-state="ringing"]').waitFor()
  await looker.rings()
  await looker.at(page, '/demo/phone, ringing')
  await looker.answer()
  await page.locator('[data-demo-state="answered"]').waitFor()
  await looker.at(page, '/demo/phone, on a call')
  await page.locator('.handset-call > button').last().click()
  await looker.isFree()
  await page.close()
  return complaints
}

/** What the caller is shown of a call has no other page around it, and follows the theme of the computer. */
async function atTheCallers(context: BrowserContext, looker: Looker, userName: string): Promise<string[]> {
  const client = await signedIn(stage.url, userName)
  const calls = (await client.myCalls({ query: { limit: 10 } })).items
  const id = calls.find(({ state }) => state === 'connected')?.id ?? ''
  const { token, share } = await client.createShare({ params: { id } })
  const page = await context.newPage()
  const complaints = watch(page)
  await page.goto(`${stage.url}/guest#${token}`)
  await page.locator('[data-guest="empty"]').waitFor()
  await bringAxe(page)
  await looker.at(page, '/guest, on a call')
  await client.revokeShare({ params: { id, share: share.id } })
  await page.locator('[data-guest="gone"]').waitFor()
  await looker.at(page, '/guest, after it')
  await page.close()
  return complaints
}

describeInBrowser('every page', () => {
  it.concurrent.each(people)(
    'breaks no rule, $dir, light or dark, with no call, while one rings, on one, and on one while another rings',
    async ({ userName, extension, dir, locale }) => {
      const { page, context, complaints } = await stage.open({ locale })
      context.setDefaultTimeout(60_000)
      const looker = new Looker(page, extension)
      await page.goto(stage.url)
      await page.locator('input[name="userName"]').waitFor()
      await bringAxe(page)
      await looker.at(page, 'signing in')
      expect(await page.evaluate(() => document.documentElement.dir)).toBe(dir)
      await signIn(page, stage.url, { userName, password: userName })
      await page.waitForFunction((it) => document.documentElement.dir === it, dir)
      await bringAxe(page)
      expect(await forgottenPages(page)).toEqual([])
      await looker.hangUpAll()
      // A first call, so that there is one to be looked at.
      await stage.hangUp(await looker.ring())
      await looker.isFree()
      const shown = await allPages(await signedIn(stage.url, userName))

      await looker.inState('idle', shown)
      const atCustomers = await atTheCustomers(context, looker, extension)
      await looker.inState('ringing', shown)
      await looker.answer()
      await looker.inState('on a call', shown)
      const atCallers = await atTheCallers(context, looker, userName)
      // Then the telephone shows on every page all that it can show. Colours are the same on all of them.
      await looker.inState('on a call while another rings', shown, dir === 'ltr' ? ['light'] : ['dark'])
      expect(looker.poor).toEqual({})
      expect([...complaints, ...atCustomers, ...atCallers]).toEqual([])
      await context.close()
    },
    600_000,
  )
})
