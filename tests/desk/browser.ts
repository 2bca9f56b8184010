import { existsSync } from 'node:fs'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core'

const places = [
  process.env['HOOKSWITCH_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executablePath = places.find((place) => place !== undefined && existsSync(place))

/** Why there can be no browser here; null where there is one. */
export const browserMissing =
  executablePath === undefined ? 'no Chromium here: install one, or name it by HOOKSWITCH_CHROMIUM' : null

/** @throws where there is none. */
export function browserPath(): string {
  if (executablePath === undefined) throw new Error(browserMissing ?? '')
  return executablePath
}

/** Debian's Chromium, quiet: it talks to nobody but the server under test. `more`: arguments that a suite needs beside. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}

/** What the page complained of: script errors and breaches of its own policy. */
export interface Watched {
  readonly page: Page
  readonly context: BrowserContext
  readonly complaints: readonly string[]
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    // What is kept on the computer is tested by itself (installed.test.ts); elsewhere it would only cost time.
    serviceWorkers: 'block',
    ...options,
  })
  const page = await context.newPage()
  return { page, context, complaints: watch(page) }
}

/** What this page complains of from now on. */
export function watch(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy|Warning:|Minified React error/i.test(message.text()))
      complaints.push(message.text())
  })
  return complaints
}

interface Person {
  readonly userName: string
  readonly password: string
}

export async function signIn(page: Page, url: string, who: Person): Promise<void> {
  await sendPassword(page, url, who)
  await page.locator('[data-line="live"]').waitFor()
}

/** Who has no telephone has no line to be live. */
export async function signInWithoutLine(page: Page, url: string, who: Person): Promise<void> {
  await sendPassword(page, url, who)
  await page.locator('.header').waitFor({ timeout: 60_000 })
}

async function sendPassword(page: Page, url: string, who: Person): Promise<void> {
  await page.goto(url)
  await page.locator('input[name="userName"]').fill(who.userName)
  await page.locator('input[name="password"]').fill(who.password)
  await page.keyboard.press('Enter')
}
