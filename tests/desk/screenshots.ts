/** Takes the pictures in docs/screenshots from the running demonstration: `node tests/desk/screenshots.ts`. */
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage, signIn } from './browser.ts'
import { DemoServer } from './demo-server.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots')
const wide = { width: 1440, height: 900 }
const small = { width: 1280, height: 800 }
const narrow = { width: 390, height: 844 }
type Language = 'en' | 'de'
const agents = {
  en: { userName: 'agent1', password: 'agent1', phone: '1001', locale: 'en-US' },
  de: { userName: 'agent2', password: 'agent2', phone: '1002', locale: 'de-DE' },
} as const
const callers = { ada: '+14155550100', mary: '+442079460018', two: '+13035550177', far: '+61255501234' }
const notes = {
  en: 'The engine stops at column six again.\nSend a technician before Friday.',
  de: 'Die Maschine bleibt wieder an Spalte sechs stehen.\nTechniker vor Freitag schicken.',
}

/** An agent at his page, and what he does there. */
class Desk {
  readonly page: Page
  readonly #language: Language

  private constructor(page: Page, language: Language) {
    this.page = page
    this.#language = language
  }

  static async open(on: Browser, language: Language): Promise<Desk> {
    const { locale } = agents[language]
    const { page } = await openPage(on, { viewport: wide, locale })
    return new Desk(page, language)
  }

  get phone(): string {
    return agents[this.#language].phone
  }

  card(state: string) {
    return this.page.locator(`.call-card[data-call-state="${state}"]`).first()
  }

  command(kind: string) {
    return this.page.locator(`[data-command="${kind}"]`).first()
  }

  /** The customer has hung up, and both pages know. */
  async hangUp(id: string): Promise<void> {
    await this.page.waitForTimeout(600)
    await demo.customer.demoHangUp({ params: { id } })
    await this.page.waitForTimeout(600)
  }

  async both(name: string): Promise<void> {
    await this.take(name, wide)
    await this.take(`${name}-narrow`, narrow)
    await this.page.setViewportSize(wide)
  }

  async take(name: string, size: { width: number; height: number }): Promise<void> {
    await this.page.setViewportSize(size)
    // The first impression in every dress; of the rest one of each.
    const one = this.#language === 'de' ? ('dark' as const) : ('light' as const)
    const themes = name.startsWith('ringing') ? (['light', 'dark'] as const) : [one]
    for (const colorScheme of themes) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await this.page.waitForTimeout(250)
      await this.page.screenshot({ path: join(folder, `${name}-${this.#language}-${colorScheme}.png`) })
    }
    await this.page.emulateMedia({ colorScheme: 'light' })
  }
}

const call = async (to: string, from: string): Promise<string> =>
  (await demo.customer.demoCall({ body: { from, to } })).id

/** Two calls that a morning has already had, and why the agent was away between them. */
async function morning(desk: Desk): Promise<void> {
  const early = await call(desk.phone, callers.mary)
  await desk.command('answerCall').click()
  await desk.card('connected').waitFor()
  await desk.hangUp(early)
  await desk.card('ended').waitFor()
  await desk.hangUp(await call(desk.phone, callers.far))
  await desk.page.locator('.history-row[data-missed="true"]').waitFor()
  for (const choice of ['reason:', 'ready']) {
    await desk.page.keyboard.press('Alt+r')
    await desk.page.locator(`[data-choice^="${choice}"]`).first().click()
    await desk.page.locator(`[data-agent="${choice === 'ready' ? choice : 'notReady'}"]`).waitFor()
    if (choice === 'ready') continue
    await desk.page.keyboard.press('Alt+r')
    await desk.page.locator('[data-choice]').first().waitFor()
    await desk.both('agent')
    await desk.page.keyboard.press('Escape')
  }
}

/** From the ring through a consultation to a conference of three. */
async function oneCall(desk: Desk, mate: Desk, language: Language): Promise<void> {
  const { page } = desk
  const id = await call(desk.phone, callers.ada)
  await page.locator('[data-case]').first().waitFor()
  await desk.both('ringing')
  await desk.take('ringing-small', small)
  await page.setViewportSize(wide)
  await desk.command('answerCall').click()
  await desk.card('connected').waitFor()
  await page.locator('#notes').pressSequentially(notes[language])
  await page.locator('[data-notes="saved"]').waitFor()
  await desk.both('talking')
  await page.keyboard.press('Alt+t')
  await page.getByRole('option').first().waitFor()
  await desk.both('transfer')
  await page.keyboard.type(mate.phone)
  await page.keyboard.press('Enter')
  await desk.command('consultationCall').click()
  await mate.card('alerting').waitFor()
  await mate.page.locator('[data-case]').first().waitFor()
  await mate.take('asked', wide)
  await mate.command('answerCall').click()
  await desk.command('alternateCall').waitFor()
  await desk.both('consult')
  await desk.command('conferenceCall').click()
  await page.locator('.roster-row').nth(1).waitFor()
  await desk.both('conference')
  await page.locator(`[data-party="${mate.phone}"] [data-drop]`).click()
  await page.locator('.roster').waitFor({ state: 'detached' })
  const second = await call(desk.phone, callers.two)
  await desk.card('alerting').locator('a').click()
  await page.locator('.match').first().waitFor()
  await desk.take('several', wide)
  await desk.hangUp(second)
  await desk.hangUp(id)
  await desk.card('ended').waitFor()
}

async function takeAll(on: Browser, language: Language): Promise<void> {
  const other = language === 'en' ? 'de' : 'en'
  const [desk, mate] = [await Desk.open(on, language), await Desk.open(on, other)]
  const { page } = desk
  await page.goto(demo.url)
  await page.locator('input[name="userName"]').waitFor()
  await desk.take('sign-in', wide)
  await signIn(page, demo.url, agents[language])
  await signIn(mate.page, demo.url, agents[other])
  await morning(desk)
  await oneCall(desk, mate, language)
  const body = { from: '+12125550987', to: desk.phone, name: 'MOREAU, CLAIRE' }
  const unknown = await demo.customer.demoCall({ body })
  await page.locator('[data-form="create-contact"]').waitFor()
  await desk.both('unknown')
  await desk.hangUp(unknown.id)
  await page.getByLabel(language === 'de' ? 'Einstellungen' : 'Settings').click()
  await desk.take('settings', wide)
  await page.keyboard.press('Escape')
  await page.goto(`${demo.url}/demo/phone`)
  await page.locator('.handset').waitFor()
  await desk.both('customer')
  await page.context().close()
  await mate.page.context().close()
}

await mkdir(folder, { recursive: true })
// The browser phone needs an Asterisk: its two pictures were taken within its suite (tests/phone), and stay.
for (const name of await readdir(folder)) if (!name.startsWith('browser-phone')) await rm(join(folder, name))
const demo = await DemoServer.open()
const browser = await openBrowser()
try {
  for (const language of ['en', 'de'] as const) await takeAll(browser, language)
  await copyFile(join(folder, 'ringing-en-light.png'), join(folder, 'desk.png'))
} finally {
  await browser.close()
  await demo.close()
}
