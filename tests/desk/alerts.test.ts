import { expect, it, onTestFinished } from 'vitest'
import { axeViolations, bringAxe } from './axe.ts'
import { BarePage } from './bare-page.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { contact, ringingCall, talkingCall } from './fixtures.ts'
import { overflowsSideways } from './page-checks.ts'
import { english, Stage } from './stage.ts'
import { keepAlerts, keepSpeaker, putSpeaker, readAlerts, sentTo } from './watch-alerts.ts'

/** How a page tells of a call to somebody who does not look at it, and how it stops. */
const stage = new Stage()
const patience = { timeout: 10_000 }

describeInBrowser('a call that rings at a page nobody looks at', () => {
  it('sounds and is told by a notice, until it is answered', async () => {
    await (await stage.open()).addInitScript(keepAlerts)
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await expect.poll(async () => (await page.evaluate(readAlerts)).tones.length, patience).toBeGreaterThan(1)
    const { notices, sound } = await page.evaluate(readAlerts)
    expect(sound).toEqual(['running'])
    expect(notices).toEqual([{ body: expect.stringContaining(contact.name), open: true }])
    stage.fake.change(id, { state: 'connected', offers: ['clearConnection'] })
    await expect.poll(async () => (await page.evaluate(readAlerts)).sound, patience).toEqual(['suspended'])
    expect((await page.evaluate(readAlerts)).notices.map((it) => it.open)).toEqual([false])
  })

  it('rings at the device that was chosen, and at the computer’s own while that one is not there', async () => {
    const page = await stage.open()
    await page.addInitScript(keepAlerts)
    await page.addInitScript(keepSpeaker)
    await page.addInitScript(() => {
      localStorage.setItem('hookswitch.phone.devices', JSON.stringify({ ring: 'desk' }))
    })
    await stage.enter()
    const away = page.getByText('The device that is to ring is not connected')
    /** What sounds when a call rings, and where it was sent to meanwhile. */
    const ring = async (): Promise<readonly string[]> => {
      const before = await page.evaluate(readAlerts)
      const sent = (await page.evaluate(sentTo)).length
      const { id } = stage.fake.show(ringingCall())
      await expect
        .poll(async () => (await page.evaluate(readAlerts)).tones.length, patience)
        .toBeGreaterThan(before.tones.length)
      const places = (await page.evaluate(sentTo)).slice(sent)
      stage.fake.gone(id)
      await page.locator('[data-call-state="alerting"]').waitFor({ state: 'detached' })
      return places
    }
    expect(await ring()).toEqual(['desk'])
    expect(await away.count()).toBe(0)
    await page.evaluate(putSpeaker, false)
    expect(await ring()).toEqual([''])
    await away.waitFor()
    await page.evaluate(putSpeaker, true)
    expect(await ring()).toEqual(['desk'])
    await away.waitFor({ state: 'detached' })
  })

  it('rings although the browser does not know the device that was chosen', async () => {
    const page = await stage.open()
    await page.addInitScript(keepAlerts)
    await page.addInitScript(() => {
      localStorage.setItem('hookswitch.phone.devices', JSON.stringify({ ring: 'of another computer' }))
    })
    await stage.enter()
    stage.fake.show(ringingCall())
    await expect.poll(async () => (await page.evaluate(readAlerts)).tones.length, patience).toBeGreaterThan(1)
    await page.getByText('The device that is to ring is not connected').waitFor()
  })

  it('is shown, answered and held from a small window above all others, which has the page’s language and look', async () => {
    const page = await stage.enter()
    await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'))
    const opens = page.context().waitForEvent('page')
    await page.locator('[data-opens="window"]').click()
    const small = await opens
    await small.setViewportSize({ width: 360, height: 280 })
    const call = stage.fake.show(ringingCall())
    await small.locator('.small-who', { hasText: contact.name }).waitFor()
    await expect.poll(async () => small.title(), patience).toContain(contact.name)
    const { lang, theme } = await small.evaluate(() => ({
      lang: document.documentElement.lang,
      theme: document.documentElement.dataset['theme'],
    }))
    expect([lang, theme]).toEqual(['en', 'dark'])
    await bringAxe(small)
    expect([...(await axeViolations(small)), ...(await overflowsSideways(small))]).toEqual([])
    await small.locator('[data-command="answerCall"]').click()
    await expect.poll(() => stage.asked('calls'), patience).toEqual([{ kind: 'answerCall' }])
    stage.fake.change(call.id, { ...talkingCall(), id: call.id })
    await small.locator('[data-call-state="connected"]').waitFor()
    // The keys of the page are those of the window too.
    await small.keyboard.press('Alt+h')
    await expect
      .poll(() => stage.asked('calls'), patience)
      .toEqual([{ kind: 'answerCall' }, { kind: 'holdCall' }])
    const closed = small.waitForEvent('close')
    await page.locator('[data-opens="window"]').click()
    await closed
  })

  it('rings no more in a tab that was frozen while it ended', async () => {
    const page = await BarePage.open(keepAlerts)
    onTestFinished(() => page.close())
    await page.signIn(stage.fake.url, english)
    const { id } = stage.fake.show(ringingCall())
    await page.until(() => document.title.includes('is calling'))
    await expect.poll(async () => (await page.evaluate(readAlerts)).tones.length, patience).toBeGreaterThan(1)
    await page.freeze()
    stage.fake.change(id, { state: null, outcome: 'abandoned', offers: [], parties: [] })
    stage.fake.gone(id)
    // For longer than from one ring to the next.
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    const frozen = await page.evaluate(readAlerts)
    await page.wake()
    await page.until(() => document.querySelector('[data-line="live"]') !== null)
    await page.until(() => document.querySelector('[data-call-state="alerting"]') === null)
    expect(await page.evaluate(() => document.title)).toBe('Hookswitch')
    await new Promise((resolve) => setTimeout(resolve, 500))
    // Not one tone after it woke, and nothing left of the notice.
    expect(await page.evaluate(readAlerts)).toEqual({
      tones: frozen.tones,
      sound: ['suspended'],
      notices: [expect.objectContaining({ open: false })],
    })
  })
})
