import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { talkingCall } from './fixtures.ts'
import { Stage } from './stage.ts'

/** The page as an installed program: kept on the computer, and never older than it need be. */
const stage = new Stage()
const patience = { timeout: 20_000 }

const startedAt = (page: Page): Promise<number> => page.evaluate(() => performance.timeOrigin)

async function enterInstalled(): Promise<Page> {
  await stage.open({ serviceWorkers: 'allow' })
  const page = await stage.enter()
  const isKept = (): Promise<boolean> =>
    page.evaluate(
      async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated',
    )
  await expect.poll(isKept, patience).toBe(true)
  // The first load came from the server; from the next on the worker has a say.
  await page.reload()
  await page.locator('[data-line="live"]').waitFor()
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), patience)
    .toBe(true)
  return page
}

/** A newer page is at the server: the same, in a worker of another version. */
async function bringNewer(page: Page): Promise<void> {
  const worker = await (await fetch(`${stage.fake.url}/sw.js`)).text()
  stage.fake.files.set('/sw.js', worker.replace(/"version":"\w+"/, '"version":"newer"'))
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
  await page.locator('[data-new-version="true"]').waitFor()
}

describeInBrowser('the page as an installed program', () => {
  it('can be installed, keeps the page and nothing that the server said, and opens without a server', async () => {
    const page = await enterInstalled()
    const devtools = await page.context().newCDPSession(page)
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
    // A window of a test leaves no traces on the computer, as an incognito one.
    expect(installabilityErrors.filter((it) => it.errorId !== 'in-incognito')).toEqual([])
    const kept = await page.evaluate(async () => {
      const names = await caches.keys()
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
      return requests.flat().map((it) => new URL(it.url).pathname)
    })
    expect(kept).toContain('/')
    expect(kept.length).toBeGreaterThan(10)
    // What says which styles go over which comes before all of them, also in a build of many parts.
    const links = page.locator('link[rel="stylesheet"]')
    expect(await links.first().getAttribute('href')).toBe('/layers.css')
    expect(kept.filter((path) => path.startsWith('/api') || path.endsWith('.map'))).toEqual([])
    stage.fake.answering = false
    await page.reload()
    await page.getByText('The server does not answer').waitFor()
    stage.fake.answering = true
    await page.locator('[data-line="live"]').waitFor()
  })

  it('tells of a newer page and takes it at a press, and by itself only without a call', async () => {
    const page = await enterInstalled()
    const call = stage.fake.show(talkingCall())
    await page.locator('[data-call-state="connected"]').waitFor()
    await bringNewer(page)
    const before = await startedAt(page)
    expect(await page.evaluate(() => caches.keys())).toHaveLength(2)
    await page.getByRole('button', { name: 'Reload' }).click()
    await expect.poll(() => startedAt(page).catch(() => before), patience).not.toBe(before)
    await page.locator('[data-call-state="connected"]').waitFor()
    expect(await page.locator('[data-new-version="true"]').count()).toBe(0)
    stage.fake.gone(call.id)
  })

  it('takes a newer page by itself when nobody has touched this one for a minute, and not before', async () => {
    const page = await enterInstalled()
    await page.clock.install()
    await page.reload()
    await page.locator('[data-line="live"]').waitFor()
    await page.evaluate(() => Object.assign(globalThis, { isFirst: true }))
    const isFirst = () => page.evaluate(() => 'isFirst' in globalThis).catch(() => null)
    const call = stage.fake.show(talkingCall())
    await page.locator('[data-call-state="connected"]').waitFor()
    await bringNewer(page)
    // On a call, however long.
    await page.clock.fastForward('10:00')
    expect(await isFirst()).toBe(true)
    // A hand on the keys, or the page would be taken as soon as the call is over: on a busy machine before the next line.
    await page.keyboard.press('Shift')
    stage.fake.gone(call.id)
    await page.locator('[data-call-state="connected"]').waitFor({ state: 'detached' })
    // In the middle of a sentence, however long ago that was.
    await page.locator('[data-field="search"] input').fill('Lovel')
    await page.clock.fastForward('10:00')
    expect(await isFirst()).toBe(true)
    await page.locator('.header a[href="/contacts"]').click()
    await page.locator('.record-row').first().waitFor()
    // Just touched.
    await page.clock.fastForward('00:40')
    expect(await isFirst()).toBe(true)
    await page.clock.fastForward('00:40')
    await expect.poll(isFirst, patience).toBe(false)
    await page.locator('[data-line="live"]').waitFor()
    expect(new URL(page.url()).pathname).toBe('/contacts')
    // Where the older worker did not let go at once, the newest page is there after another quiet minute.
    const isTold = async (): Promise<number> => {
      await page.clock.fastForward('01:10')
      return page.locator('[data-new-version="true"]').count()
    }
    await expect.poll(() => isTold().catch(() => null), { ...patience, interval: 2_000 }).toBe(0)
  })
})
