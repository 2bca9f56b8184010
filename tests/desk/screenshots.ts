/** Takes the pictures in docs/screenshots from the running demonstration: `node tests/desk/screenshots.ts`. */
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage, signIn } from './browser.ts'
import { DemoServer } from './demo-server.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots')
const wide = { width: 1440, height: 900 }
const small = { width: 1280, height: 800 }
const narrow = { width: 390, height: 844 }
const ada = '+14155550100'
const agents = {
  en: { userName: 'agent1', password: 'agent1', phone: '1001' },
  de: { userName: 'agent2', password: 'agent2', phone: '1002' },
} as const

async function takeAll(on: Browser, language: 'en' | 'de'): Promise<void> {
  const { page, context } = await openPage(on, {
    viewport: wide,
    locale: language === 'de' ? 'de-DE' : 'en-US',
  })
  const shots = new Shots(page, language)
  await page.goto(demo.url)
  await page.locator('input[name="userName"]').waitFor()
  await shots.take('sign-in', wide)
  await signIn(page, demo.url, agents[language])
  const card = (state: string) => page.locator(`.call-card[data-call-state="${state}"]`).first()

  // A morning that has already had two calls.
  const phone = agents[language].phone
  const early = await shots.call(phone, '+442079460018')
  await page.locator('[data-command="answerCall"]').click()
  await card('connected').waitFor()
  await shots.hangUp(early)
  await card('ended').waitFor()
  await shots.hangUp(await shots.call(phone, '+61255501234'))
  await page.locator('.history-row[data-missed="true"]').waitFor()

  const call = await shots.call(phone, ada)
  await page.locator('[data-case]').first().waitFor()
  await shots.both('ringing')
  await shots.take('ringing-small', small)

  await page.setViewportSize(wide)
  await page.locator('[data-command="answerCall"]').click()
  await card('connected').waitFor()
  const notes = {
    en: 'The engine stops at column six again.\nSend a technician before Friday.',
    de: 'Die Maschine bleibt wieder an Spalte sechs stehen.\nTechniker vor Freitag schicken.',
  }
  await page.locator('#notes').pressSequentially(notes[language])
  await page.locator('[data-notes="saved"]').waitFor()
  const second = await shots.call(phone, '+13035550177')
  await card('alerting').waitFor()
  await shots.take('talking', wide)
  await card('alerting').locator('a').click()
  await page.locator('.match').first().waitFor()
  await shots.take('several', wide)
  await shots.hangUp(second)
  await shots.hangUp(call)
  await card('ended').first().waitFor()

  const unknown = await demo.customer.demoCall({
    body: { from: '+12125550987', to: phone, name: 'MOREAU, CLAIRE' },
  })
  await page.locator('[data-form="create-contact"]').waitFor()
  await shots.both('unknown')
  await shots.hangUp(unknown.id)
  await page.setViewportSize(wide)
  await page.getByLabel(language === 'de' ? 'Einstellungen' : 'Settings').click()
  await shots.take('settings', wide)
  await page.keyboard.press('Escape')
  await page.goto(`${demo.url}/demo/phone`)
  await page.locator('.handset').waitFor()
  await shots.both('customer')
  await context.close()
}

class Shots {
  readonly #page: Page
  readonly #language: string
  constructor(page: Page, language: string) {
    this.#page = page
    this.#language = language
  }

  async call(to: string, from: string): Promise<string> {
    return (await demo.customer.demoCall({ body: { from, to } })).id
  }

  async hangUp(id: string): Promise<void> {
    await this.#page.waitForTimeout(600)
    await demo.customer.demoHangUp({ params: { id } })
    await this.#page.waitForTimeout(600)
  }

  async both(name: string): Promise<void> {
    await this.take(name, wide)
    await this.take(`${name}-narrow`, narrow)
    await this.#page.setViewportSize(wide)
  }

  async take(name: string, size: { width: number; height: number }): Promise<void> {
    await this.#page.setViewportSize(size)
    // The first impression in every dress; of the rest one of each.
    const all = name.startsWith('ringing')
    const themes = all
      ? (['light', 'dark'] as const)
      : this.#language === 'de'
        ? (['dark'] as const)
        : (['light'] as const)
    for (const colorScheme of themes) {
      await this.#page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await this.#page.waitForTimeout(250)
      const path = join(folder, `${name}-${this.#language}-${colorScheme}.png`)
      await this.#page.screenshot({ path })
    }
    await this.#page.emulateMedia({ colorScheme: 'light' })
  }
}

await mkdir(folder, { recursive: true })
const demo = await DemoServer.open()
const browser = await openBrowser()
try {
  for (const language of ['en', 'de'] as const) await takeAll(browser, language)
  await copyFile(join(folder, 'ringing-en-light.png'), join(folder, 'desk.png'))
} finally {
  await browser.close()
  await demo.close()
}
