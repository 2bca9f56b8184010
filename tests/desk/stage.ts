import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { buildPage, type BuiltPage } from './built-page.ts'
import { browserMissing, openBrowser, openPage, type Watched } from './browser.ts'
import { FakeServer } from './fake-server.ts'

export const german = { userName: 'anna', password: 'anna' }
export const english = { userName: 'grace', password: 'grace' }

/** A page before a server that does what the test says: a new one of each for every test of the file. */
export class Stage {
  #built: BuiltPage | null = null
  #browser: Browser | null = null
  #fake: FakeServer | null = null
  #watched: Watched | null = null

  constructor() {
    beforeAll(async () => {
      if (browserMissing !== null) return
      this.#built = await buildPage()
      this.#browser = await openBrowser()
    })
    afterAll(async () => {
      await this.#browser?.close()
      await this.#built?.remove()
    })
    beforeEach(async () => {
      this.#fake = new FakeServer(this.#built?.dist ?? '')
      await this.#fake.start()
      this.#watched = await openPage(this.browser)
    })
    afterEach(async () => {
      const complaints = this.#watched?.complaints ?? []
      await this.#watched?.context.close()
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
    return there(this.#watched)
  }

  /** As somebody who has signed in before: waits until the page is live. */
  async enter(who = english): Promise<Page> {
    const { page, context } = this.watched
    await context.addCookies([{ name: 'session', value: who.userName, url: this.fake.url }])
    await page.goto(this.fake.url)
    await page.locator('[data-line="live"]').waitFor()
    return page
  }

  /** The same on another screen: a telephone, say. */
  async enterOn(options: BrowserContextOptions, who = english): Promise<Page> {
    await this.#watched?.context.close()
    this.#watched = await openPage(this.browser, options)
    return this.enter(who)
  }

  /** What the page has asked of the switch, in order. */
  asked(path: 'calls' | 'line'): readonly unknown[] {
    const isOne = path === 'line' ? /^POST \/api\/line\/commands$/ : /^POST \/api\/calls\/[^/]+\/commands$/
    return this.fake.seen.filter((it) => isOne.test(it.what)).map((it) => it.body)
  }
}

function there<Thing>(it: Thing | null): Thing {
  if (it === null) throw new Error('only within a test')
  return it
}
