import type { Client } from '@hookswitch/contract'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { browserMissing, openBrowser, openPage, type Watched } from './browser.ts'
import { DemoServer } from './demo-server.ts'
import { there } from './there.ts'

/** Ada Lovelace of the demonstration company: one contact, one account, several open cases. */
export const ada = { name: 'Ada Lovelace', company: 'Analytical Engines Inc.', number: '+14155550100' }

/** For all tests of a file: a browser, and the whole product with its demonstration company. */
export class DemoStage {
  #browser: Browser | null = null
  #demo: DemoServer | null = null

  constructor() {
    beforeAll(async () => {
      if (browserMissing !== null) return
      this.#browser = await openBrowser()
      this.#demo = await DemoServer.open()
    })
    afterAll(async () => {
      await this.#browser?.close()
      await this.#demo?.close()
    })
  }

  get browser(): Browser {
    return there(this.#browser)
  }

  get demo(): DemoServer {
    return there(this.#demo)
  }

  get url(): string {
    return this.demo.url
  }

  /** Plays the customers. */
  get customer(): Client {
    return this.demo.customer
  }

  async open(options: BrowserContextOptions = {}): Promise<Watched> {
    return openPage(this.browser, options)
  }

  /** A customer calls. */
  async call(to: string, from = ada.number): Promise<string> {
    return (await this.customer.demoCall({ body: { from, to } })).id
  }

  /** The customer hangs up. */
  async hangUp(id: string): Promise<void> {
    await this.customer.demoHangUp({ params: { id } })
  }
}
