import type { PopView } from '@hookswitch/contract'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axeViolations, bringAxe } from './axe.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { fullLine } from './fixture-line.ts'
import {
  account,
  consultation,
  contact,
  foundPop,
  customer,
  meOn,
  onCall,
  ringingCall,
  talkingCall,
  tom,
} from './fixtures.ts'
import { overflowsSideways, poorContrast, poorTargets } from './page-checks.ts'
import { german, Stage } from './stage.ts'

/** Every state of the controls as everybody meets it: by axe's rules, in both themes, narrow, and from right to left. */
const stage = new Stage()

async function violations(page: Page): Promise<readonly string[]> {
  return [...(await axeViolations(page)), ...(await poorContrast(page)), ...(await poorTargets(page))]
}

/** Names that fit in no column. */
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG'
const longPop: PopView = {
  ...foundPop,
  chosen: {
    contact: {
      ...contact,
      name: 'Dr.-Ing. Maximiliane-Friederike von Hohenzollern-Sigmaringen',
      accountName: long,
    },
    account: { ...account, name: long },
    reason: 'callerNumber',
  },
}

/** Each state of the controls in turn. */
async function eachState(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  const { fake } = stage
  fake.setLine(fullLine)
  await page.locator('[data-opens="line"]').waitFor()
  await look('idle')
  const call = fake.show(ringingCall({ queue: 'Service line', digits: '4711' }))
  await page.locator('[data-case]').first().waitFor()
  await look('ringing')
  fake.change(call.id, { ...talkingCall(), id: call.id, pop: longPop })
  await page.locator('[data-opens="park"]').waitFor()
  await look('on a call with somebody of long names')
  for (const panel of ['transfer', 'park', 'keys'] as const) {
    await page.locator(`[data-opens="${panel}"]`).click()
    await page.locator(`[data-panel="${panel}"]`).waitFor()
    if (panel === 'transfer') await page.getByRole('option').first().waitFor()
    await look(panel)
    await page.locator(`[data-opens="${panel}"]`).click()
  }
  const [held, second] = consultation({ ...call, pop: longPop }, 'connected')
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
  fake.change(call.id, { state: 'connected', consultedBy: null, offers: talkingCall().offers, parties })
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
      await bringAxe(page)
      const found: Record<string, readonly string[]> = {}
      await eachState(page, async (state) => {
        const here = await violations(page)
        if (here.length > 0) found[state] = here
      })
      expect(found).toEqual({})
    },
  )

  it('fits a telephone in German, and the smallest', async () => {
    const page = await stage.enter(german)
    await page.setViewportSize({ width: 390, height: 844 })
    await eachState(page, async (state) => {
      for (const width of [320, 390]) {
        await page.setViewportSize({ width, height: 844 })
        const over = await overflowsSideways(page)
        expect({ state, width, over }).toEqual({ state, width, over: [] })
      }
    })
  })

  it('says plainly that no telephone is assigned, and asks for nothing that needs one', async () => {
    const page = await stage.enter()
    stage.fake.setLine({ state: 'none', device: null, canDial: false })
    const phone = page.locator('.phone')
    await phone.getByText('No phone is assigned to you').waitFor()
    await phone.getByText('An administrator can assign you a telephone.').waitFor()
    expect(await phone.locator('.dot, input, button').count()).toBe(0)
    await bringAxe(page)
    expect(await violations(page)).toEqual([])
    stage.fake.setLine({ state: 'live', device: '1001', canDial: true })
    await phone.locator('[data-field="dial"] input').waitFor()
    expect(await phone.locator('[data-phone="none"]').count()).toBe(0)
  })

  it('hides no button, however many calls there are, and the one that rings is in sight', async () => {
    const page = await stage.enter()
    await page.setViewportSize({ width: 1280, height: 800 })
    const call = stage.fake.show(talkingCall())
    for (const it of consultation(call, 'connected')) stage.fake.show(it)
    stage.fake.show(ringingCall())
    await page.locator('[data-command="answerCall"]').waitFor()
    const answer = await page.locator('[data-command="answerCall"]').boundingBox()
    expect(answer !== null && answer.y + answer.height <= 800).toBe(true)
    for (const command of ['alternateCall', 'clearConnection', 'answerCall']) {
      await page.locator(`[data-command="${command}"]`).click({ trial: true })
    }
    const cut = await page
      .locator('.call-group')
      .evaluateAll((groups) => groups.filter((it) => it.scrollHeight > it.clientHeight + 1).length)
    expect(cut).toBe(0)
  })

  it('is laid out from right to left without running over', async () => {
    const page = await stage.open()
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
