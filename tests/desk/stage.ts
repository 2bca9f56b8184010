import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { freePort } from '../free-port.ts'
import { buildPage, type BuiltPage } from './built-page.ts'
import { browserMissing, openBrowser, openPage, type Watched } from './browser.ts'
import { FakeServer } from './fake-server.ts'
import { there } from './there.ts'

export const german = { userName: 'anna', password: 'anna' }
export const english = { userName: 'grace', password: 'grace' }

/**
 * A page before a server that does what the test says. Each test has a server of its own, and a page that remembers nothing;
 * but it is the same page at the same address, so that the program is loaded and compiled once for a file.
 */
export class Stage {
  #built: BuiltPage | null = null
  #browser: Browser | null = null
  #fake: FakeServer | null = null
  #port = 0
  /** The page that test after test uses, and how much it had complained when this one began. */
  #kept: Watched | null = null
  #before = 0
  /** A page for one test alone. */
  #own: Watched | null = null

  constructor() {
    beforeAll(async () => {
      if (browserMissing !== null) return
      this.#port = await freePort()
      this.#built = await buildPage()
      this.#browser = await openBrowser()
    })
    afterAll(async () => {
      await this.#browser?.close()
      await this.#built?.remove()
    })
    beforeEach(async () => {
      this.#fake = new FakeServer(this.#built?.dist ?? '')
      await this.#fake.start(this.#port)
      this.#kept ??= await openPage(this.browser)
      this.#before = this.#kept.complaints.length
    })
    afterEach(async () => {
      const complaints = [
        ...(this.#kept?.complaints.slice(this.#before) ?? []),
        ...(this.#own?.complaints ?? []),
      ]
      await this.#own?.context.close()
      this.#own = null
      if (this.#kept !== null) await forget(this.#kept, this.fake.url)
      await this.#fake?.stop()
      if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('; ')}`)
    })
  }

  get browser(): Browser {
    return there(this.#browser)
  }

  get fake(): FakeServer {
    return there(this.#fake)
  }

  get watched(): Watched {
    return this.#own ?? there(this.#kept)
  }

  /** As somebody who has signed in before: waits until the page is live. */
  async enter(who = english): Promise<Page> {
    const { page, context } = this.watched
    await context.addCookies([{ name: 'session', value: who.userName, url: this.fake.url }])
    await page.goto(this.fake.url)
    await page.locator('[data-line="live"]').waitFor()
    return page
  }

  /** A page for this test alone: on another screen, or with scripts that are to run in no other test. */
  async open(options: BrowserContextOptions = {}): Promise<Page> {
    this.#own = await openPage(this.browser, options)
    return this.#own.page
  }

  /** What the page has asked of the switch, in order. */
  asked(path: 'calls' | 'line'): readonly unknown[] {
    const isOne = path === 'line' ? /^POST \/api\/line\/commands$/ : /^POST \/api\/calls\/[^/]+\/commands$/
    return this.fake.seen.filter((it) => isOne.test(it.what)).map((it) => it.body)
  }
}

/** A page as if it had just been opened. */
async function forget({ page, context }: Watched, origin: string): Promise<void> {
  await page.goto('about:blank')
  await context.clearCookies()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'local_storage,indexeddb' })
  await devtools.detach()
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}
