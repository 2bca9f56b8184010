import type { CallView } from '@hookswitch/contract'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { fullLine } from './fixture-line.ts'
import { consultation, customer, meOn, onCall, ringingCall, talkingCall, tom } from './fixtures.ts'
import { overflowsSideways } from './page-checks.ts'
import { Stage } from './stage.ts'

/** Every control, asked for by a mouse, by a finger on a telephone, and by Tab and Enter alone: the same orders come of it. */
const stage = new Stage()

interface Hand {
  readonly name: string
  readonly screen: BrowserContextOptions
  /** Presses what is found by a selector. */
  press(page: Page, selector: string): Promise<void>
  /** Takes a colleague from the list that is open. */
  choose(page: Page, name: string): Promise<void>
}

const byKeys: Hand['press'] = async (page, selector) => {
  const isThere = async (): Promise<boolean> =>
    page.evaluate((it) => document.activeElement?.matches(it) === true, selector)
  await page.locator(selector).first().waitFor()
  for (let steps = 0; !(await isThere()); steps += 1) {
    if (steps > 120) throw new Error(`Tab does not reach ${selector}`)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
}
/** Menus and lists have one stop for Tab; within them the arrows move. */
const byArrows: Hand['press'] = async (page, selector) => {
  for (let steps = 0; steps < 20; steps += 1) {
    if (await page.evaluate((it) => document.activeElement?.matches(it) === true, selector)) break
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
}

const hands: readonly Hand[] = [
  {
    name: 'mouse',
    screen: {},
    press: async (page, selector) => page.locator(selector).first().click(),
    choose: async (page, name) => page.getByRole('option', { name }).click(),
  },
  {
    name: 'finger',
    screen: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    press: async (page, selector) => page.locator(selector).first().tap(),
    choose: async (page, name) => page.getByRole('option', { name }).tap(),
  },
  {
    name: 'keyboard',
    screen: {},
    press: async (page, selector) =>
      selector.startsWith('[data-choice') ? byArrows(page, selector) : byKeys(page, selector),
    choose: async (page, name) => {
      await page.keyboard.type(name)
      await page.getByRole('option', { name }).waitFor()
      await page.keyboard.press('Enter')
      await page.locator('.target-chosen').waitFor()
    },
  },
]

const kind = (name: string): string => `[data-command="${name}"]`
const opens = (name: string): string => `[data-opens="${name}"]`
const since = (): string => new Date(Date.now() + 1_000).toISOString()

for (const hand of hands)
  describeInBrowser(`the ${hand.name}`, () => {
    const asked = async (page: Page): Promise<void> => {
      await page.locator('[data-pending]').first().waitFor()
      if (hand.name === 'finger') expect(await overflowsSideways(page)).toEqual([])
    }
    /** Presses a command, sees that it is asked, and lets it happen. */
    const order = async (page: Page, selector: string, happen: () => unknown): Promise<void> => {
      await hand.press(page, selector)
      await asked(page)
      happen()
      await page.locator('[data-pending]').waitFor({ state: 'detached' })
    }

    it('has a call in hand from its first ring to its end', async () => {
      await stage.open(hand.screen)
      const page = await stage.enter()
      stage.fake.setLine(fullLine)
      const { id } = stage.fake.show(ringingCall())
      const to = (part: Partial<CallView>) => () => stage.fake.change(id, { since: since(), ...part })
      const { offers } = talkingCall()
      await order(page, kind('answerCall'), to({ state: 'connected', offers: [...offers] }))
      await order(page, kind('holdCall'), to({ state: 'hold', offers: ['retrieveCall', 'clearConnection'] }))
      await order(page, kind('retrieveCall'), to({ state: 'connected', offers: [...offers] }))
      await order(page, kind('setMicrophoneMute'), () => {
        stage.fake.setLine({ muted: true })
      })
      await hand.press(page, opens('keys'))
      await hand.press(page, '[data-panel="keys"] .dial-key:nth-child(5)')
      await expect.poll(() => stage.asked('calls').length).toBe(4)
      await hand.press(page, opens('keys'))
      await page.locator('[data-panel]').waitFor({ state: 'detached' })
      await hand.press(page, opens('park'))
      await order(page, '[data-slot="702"]', to({}))
      await order(page, kind('clearConnection'), to({ state: null, offers: [], outcome: 'answered' }))
      expect(stage.asked('calls')).toEqual([
        { kind: 'answerCall' },
        { kind: 'holdCall' },
        { kind: 'retrieveCall' },
        { kind: 'generateDigits', digits: '5' },
        { kind: 'parkCall', to: '702' },
        { kind: 'clearConnection' },
      ])
      expect(stage.asked('line')).toEqual([{ kind: 'setMicrophoneMute', on: true }])
    })

    it('passes calls on, at once or having asked, and lets them go', async () => {
      await stage.open(hand.screen)
      const page = await stage.enter()
      const rings = stage.fake.show(ringingCall({ offers: ['answerCall', 'rejectCall', 'deflectCall'] }))
      await hand.press(page, opens('deflect'))
      await hand.choose(page, 'Tom Hartwig')
      await order(page, kind('deflectCall'), () => stage.fake.change(rings.id, { since: since() }))
      await order(page, kind('rejectCall'), () => {
        stage.fake.gone(rings.id)
      })
      const call = stage.fake.show(talkingCall())
      await hand.press(page, opens('transfer'))
      await hand.choose(page, 'Tom Hartwig')
      await order(page, kind('singleStepTransfer'), () => stage.fake.change(call.id, { since: since() }))
      await hand.press(page, opens('transfer'))
      await hand.choose(page, 'Tom Hartwig')
      const [held, second] = consultation(call, 'connected')
      await order(page, kind('consultationCall'), () => {
        stage.fake.show(held)
        stage.fake.show(second)
      })
      for (const way of ['alternateCall', 'reconnectCall', 'conferenceCall', 'transferCall'])
        await order(page, kind(way), () => stage.fake.change(second.id, { since: since() }))
      expect(stage.asked('calls')).toEqual([
        { kind: 'deflectCall', to: '1007' },
        { kind: 'rejectCall' },
        { kind: 'singleStepTransfer', to: '1007' },
        { kind: 'consultationCall', to: '1007' },
        { kind: 'alternateCall', otherCallId: call.id },
        { kind: 'reconnectCall', otherCallId: call.id },
        { kind: 'conferenceCall', otherCallId: call.id },
        { kind: 'transferCall', otherCallId: call.id },
      ])
    })

    it('adds to a conference and drops from it', async () => {
      await stage.open(hand.screen)
      const page = await stage.enter()
      const call = stage.fake.show(talkingCall())
      const two = [onCall(customer, 'connected', { canDrop: true }), meOn('connected')]
      const three = [...two, { ...tom, canDrop: true }]
      await hand.press(page, opens('add'))
      await hand.choose(page, 'Tom Hartwig')
      await order(page, kind('singleStepConference'), () => stage.fake.change(call.id, { parties: three }))
      await order(page, `[data-drop="${tom.id}"]`, () => stage.fake.change(call.id, { parties: two }))
      await page.locator('.roster').waitFor({ state: 'detached' })
      expect(stage.asked('calls')).toEqual([
        { kind: 'singleStepConference', to: '1007' },
        { kind: 'clearConnection', party: tom.id },
      ])
    })

    it('says how the agent stands, where calls go, and takes what rings or waits elsewhere', async () => {
      await stage.open(hand.screen)
      const page = await stage.enter()
      stage.fake.setLine({ ...fullLine, forwarding: [] })
      const agent = { state: 'notReady', reason: '2', since: since(), pending: null } as const
      await hand.press(page, opens('agent'))
      await order(page, '[data-choice="reason:2"]', () => {
        stage.fake.setLine({ agent })
      })
      await page.locator('.agent-place[data-agent="notReady"]').getByText('Training').waitFor()
      await hand.press(page, opens('line'))
      await order(page, kind('setDoNotDisturb'), () => {
        stage.fake.setLine({ doNotDisturb: true })
      })
      await hand.press(page, '[data-forwarding="busy"] input')
      await page.keyboard.type('1009')
      await order(page, `[data-forwarding="busy"] ${kind('setForwarding')}`, () => {
        stage.fake.setLine({ forwarding: [{ kind: 'busy', active: true, to: '1009' }] })
      })
      await page.keyboard.press('Escape')
      await page.locator('.popover').waitFor({ state: 'detached' })
      const come = () => stage.fake.show(talkingCall())
      await order(page, kind('groupPickup'), come)
      if (hand.name === 'keyboard') await page.keyboard.press('Alt+j')
      else await hand.press(page, '[data-tab="colleagues"]')
      await order(page, `[data-colleague="1003"] ${kind('directedPickup')}`, come)
      await order(page, `[data-parked="701"] ${kind('directedPickup')}`, come)
      expect(stage.asked('line')).toEqual([
        { kind: 'setAgentState', state: 'notReady', reason: '2' },
        { kind: 'setDoNotDisturb', on: true },
        { kind: 'setForwarding', type: 'busy', on: true, to: '1009' },
        { kind: 'groupPickup' },
        { kind: 'directedPickup', callId: 'theirs-1' },
        { kind: 'directedPickup', callId: 'parked-1' },
      ])
    })
  })
