import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { consultation, customer, fullLine, meOn, onCall, ringingCall, talkingCall, tom } from './fixtures.ts'
import { overflowsSideways, poorContrast, poorTargets } from './page-checks.ts'
import { german, Stage } from './stage.ts'

/** Every state of the controls as everybody meets it: by axe's rules, in both themes, narrow, and from right to left. */
const stage = new Stage()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(
    of: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[] }>
}

async function violations(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    )
  })
  return [...found, ...(await poorContrast(page)), ...(await poorTargets(page))]
}

/** Each state of the controls in turn. */
async function eachState(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  const { fake } = stage
  fake.setLine(fullLine)
  const call = fake.show(talkingCall())
  for (const panel of ['transfer', 'park', 'keys'] as const) {
    await page.locator(`[data-opens="${panel}"]`).click()
    await page.locator(`[data-panel="${panel}"]`).waitFor()
    if (panel === 'transfer') await page.getByRole('option').first().waitFor()
    await look(panel)
    await page.locator(`[data-opens="${panel}"]`).click()
  }
  const [held, second] = consultation(call, 'connected')
  fake.show(held)
  fake.show(second)
  await page.locator('[data-command="alternateCall"]').waitFor()
  await look('pair')
  fake.gone(second.id)
  const parties = [
    onCall(customer, 'connected', { canDrop: true }),
    { ...tom, canDrop: true },
    meOn('connected'),
  ]
  fake.change(call.id, { state: 'connected', consultedBy: null, offers: call.offers, parties })
  await page.locator('.roster').waitFor()
  await look('conference')
  await page.locator('[data-tab="colleagues"]').click()
  await page.locator('[data-colleague]').first().waitFor()
  fake.show(ringingCall({ offers: ['answerCall', 'rejectCall', 'deflectCall'] }))
  await page.locator('[data-opens="deflect"]').waitFor()
  await look('colleagues and a second call')
  for (const menu of ['line', 'agent'] as const) {
    await page.locator(`[data-opens="${menu}"]`).click()
    await page.locator('.popover').waitFor()
    await look(menu)
    await page.keyboard.press('Escape')
    await page.locator('.popover').waitFor({ state: 'detached' })
  }
}

describeInBrowser('every state of the controls', () => {
  it.each(['light', 'dark'] as const)(
    'breaks no rule of axe and has colours far enough apart, %s',
    async (theme) => {
      const page = await stage.enter()
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.evaluate((it) => (document.documentElement.dataset['theme'] = it), theme)
      // By the debugger: the page's own policy lets no foreign script in.
      await page.evaluate(axe)
      const found: Record<string, readonly string[]> = {}
      await eachState(page, async (state) => {
        const here = await violations(page)
        if (here.length > 0) found[state] = here
      })
      expect(found).toEqual({})
    },
  )

  it('fits a telephone in German', async () => {
    const page = await stage.enter(german)
    await page.setViewportSize({ width: 390, height: 844 })
    await eachState(page, async (state) => {
      expect({ state, over: await overflowsSideways(page) }).toEqual({ state, over: [] })
    })
  })

  it('is laid out from right to left without running over', async () => {
    const { page } = stage.watched
    await page.addInitScript(() => {
      localStorage.setItem('hookswitch.language', 'en-XA')
    })
    await stage.enter()
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    const left = async (selector: string): Promise<number> =>
      (await page.locator(selector).first().boundingBox())?.x ?? -1
    expect(await left('.phone')).toBeGreaterThan(await left('.side'))
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      expect({ width, over: await overflowsSideways(page) }).toEqual({ width, over: [] })
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await eachState(page, async (state) => {
      expect({ state, over: await overflowsSideways(page) }).toEqual({ state, over: [] })
    })
  })
})
