import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { contact, ringingCall } from './fixtures.ts'
import { Stage } from './stage.ts'
import { alertsOf, watchAlerts } from './watch-alerts.ts'

/** How a page tells of a call to somebody who does not look at it, and how it stops. */
const stage = new Stage()

describeInBrowser('a call that rings at a page nobody looks at', () => {
  it('sounds and is told by a notice, until it is answered', async () => {
    await watchAlerts(stage.watched.page)
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await expect.poll(async () => (await alertsOf(page)).tones).toBeGreaterThan(1)
    const { notices, sound } = await alertsOf(page)
    expect(sound).toEqual(['running'])
    expect(notices).toEqual([{ body: expect.stringContaining(contact.name), open: true }])
    stage.fake.change(id, { state: 'connected', offers: ['clearConnection'] })
    await expect.poll(async () => (await alertsOf(page)).sound).toEqual(['suspended'])
    expect((await alertsOf(page)).notices.map((it) => it.open)).toEqual([false])
  })

  it('rings no more in a tab that was frozen while it ended', async () => {
    await watchAlerts(stage.watched.page)
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await expect.poll(async () => (await alertsOf(page)).tones).toBeGreaterThan(1)
    await expect.poll(async () => page.title()).toContain('is calling')
    const devtools = await stage.watched.context.newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    stage.fake.change(id, { state: null, outcome: 'abandoned', offers: [], parties: [] })
    stage.fake.gone(id)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    const woken = await alertsOf(page)
    await page.locator('[data-line="live"]').waitFor()
    expect(await page.title()).toBe('Hookswitch')
    expect(await page.locator('[data-call-state="alerting"]').count()).toBe(0)
    await page.waitForTimeout(500)
    // Not one tone after it woke, and nothing left of the notice.
    expect(await alertsOf(page)).toEqual({
      tones: woken.tones,
      sound: ['suspended'],
      notices: [expect.objectContaining({ open: false })],
    })
  })
})
