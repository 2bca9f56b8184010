import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { contact, ringingCall } from './fixtures.ts'
import { Stage } from './stage.ts'

/** How a page tells of a call to somebody who does not look at it, and how it stops. */
const stage = new Stage()

interface Told {
  /** Notices of the computer: what each says, and whether it is still there. */
  readonly notices: { body: string; open: boolean }[]
  readonly contexts: AudioContext[]
  tones: number
}

/** The browser's own sound is used, and watched; notices are kept by the page, since no computer's desk is there to show them. */
async function watchAlerts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told: Told = { notices: [], contexts: [], tones: 0 }
    Object.assign(globalThis, { told })
    localStorage.setItem('hookswitch.ring', 'on')
    globalThis.AudioContext = class extends AudioContext {
      constructor() {
        super()
        told.contexts.push(this)
      }
      override createOscillator(): OscillatorNode {
        told.tones += 1
        return super.createOscillator()
      }
    }
    class Notice {
      static permission = 'granted'
      onclick: (() => void) | null = null
      readonly #notice: { body: string; open: boolean }
      constructor(_title: string, { body }: { body: string }) {
        this.#notice = { body, open: true }
        told.notices.push(this.#notice)
      }
      close(): void {
        this.#notice.open = false
      }
    }
    Object.assign(globalThis, { Notification: Notice })
    Object.defineProperty(document, 'hidden', { get: () => true })
  })
}

const told = async (page: Page) =>
  page.evaluate(() => {
    const { notices, contexts, tones } = (globalThis as unknown as { told: Told }).told
    return { notices, tones, sound: contexts.map((it) => it.state) }
  })

describeInBrowser('a call that rings at a page nobody looks at', () => {
  it('sounds and is told by a notice, until it is answered', async () => {
    await watchAlerts(stage.watched.page)
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await expect.poll(async () => (await told(page)).tones).toBeGreaterThan(1)
    const { notices, sound } = await told(page)
    expect(sound).toEqual(['running'])
    expect(notices).toEqual([{ body: expect.stringContaining(contact.name), open: true }])
    stage.fake.change(id, { state: 'connected', offers: ['clearConnection'] })
    await expect.poll(async () => (await told(page)).sound).toEqual(['suspended'])
    expect((await told(page)).notices.map((it) => it.open)).toEqual([false])
  })

  it('rings no more in a tab that was frozen while it ended', async () => {
    await watchAlerts(stage.watched.page)
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await expect.poll(async () => (await told(page)).tones).toBeGreaterThan(1)
    await expect.poll(async () => page.title()).toContain('is calling')
    const devtools = await stage.watched.context.newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    stage.fake.change(id, { state: null, outcome: 'abandoned', offers: [], parties: [] })
    stage.fake.gone(id)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    const woken = await told(page)
    await page.locator('[data-line="live"]').waitFor()
    expect(await page.title()).toBe('Hookswitch')
    expect(await page.locator('[data-call-state="alerting"]').count()).toBe(0)
    await page.waitForTimeout(500)
    // Not one tone after it woke, and nothing left of the notice.
    expect(await told(page)).toEqual({
      tones: woken.tones,
      sound: ['suspended'],
      notices: [expect.objectContaining({ open: false })],
    })
  })
})
