import type { CallView } from '@hookswitch/contract'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from './describe-in-browser.ts'
import { Refusal } from './fake-server.ts'
import { fullLine } from './fixture-line.ts'
import {
  consultation,
  contact,
  customer,
  extension,
  meOn,
  onCall,
  ringingCall,
  talkingCall,
  tom,
} from './fixtures.ts'
import { german, Stage } from './stage.ts'

/** What an agent does with calls, before a server that shows every moment of it. tests/desk/transfer.test.ts has the real one. */
const stage = new Stage()

const now = (): string => new Date().toISOString()
const command = (page: Page, kind: string) => page.locator(`[data-command="${kind}"]`)
const opens = (page: Page, what: string) => page.locator(`[data-opens="${what}"]`)
const enterTalking = async (part: Partial<CallView> = {}): Promise<readonly [Page, CallView]> => {
  const page = await stage.enter()
  const call = stage.fake.show(talkingCall(part))
  await command(page, 'clearConnection').waitFor()
  return [page, call]
}

describeInBrowser('what a call offers', () => {
  it('is all that is shown of its controls', async () => {
    const [page, { id }] = await enterTalking({ offers: ['clearConnection'] })
    expect(await page.locator('.tool').count()).toBe(0)
    stage.fake.change(id, { offers: ['clearConnection', 'singleStepTransfer'] })
    await opens(page, 'transfer').click()
    await page.keyboard.type('tom')
    await page.getByRole('option', { name: 'Tom Hartwig' }).click()
    await command(page, 'singleStepTransfer').waitFor()
    expect(await command(page, 'consultationCall').count()).toBe(0)
    stage.fake.change(id, { offers: ['clearConnection'] })
    await page.locator('[data-panel]').waitFor({ state: 'detached' })
    stage.fake.change(id, { offers: [...talkingCall().offers] })
    await opens(page, 'keys').waitFor()
    expect(await page.locator('.tool').allTextContents()).toEqual(['Hold', 'Transfer', 'Add', 'Park', 'Keys'])
    stage.fake.setLine(fullLine)
    await command(page, 'setMicrophoneMute').waitFor()
  })
})

describeInBrowser('a transfer', () => {
  it('goes by typing a name and Enter twice, and is shown as asked until it has happened', async () => {
    const [page, { id }] = await enterTalking()
    await page.keyboard.press('Alt+t')
    await page.getByRole('option').first().waitFor()
    // At once, before any list can have come: the first of the right list is taken, not of the one that was there.
    await page.keyboard.type('tom')
    await page.keyboard.press('Enter')
    await command(page, 'singleStepTransfer').waitFor()
    expect(await page.locator('.target-chosen').textContent()).toContain('1007')
    await page.keyboard.press('Enter')
    await page.getByText('Transfer now: asked…').waitFor()
    expect(stage.asked('calls')).toEqual([{ kind: 'singleStepTransfer', to: '1007' }])
    expect(await page.locator('[data-call-state="connected"]').count()).toBe(1)
    stage.fake.change(id, { state: null, outcome: 'transferred', endedAt: now(), offers: [], parties: [] })
    await page.locator(`[data-call="${id}"][data-call-state="ended"]`).waitFor()
    expect(await page.locator('[data-panel]').count()).toBe(0)
  })

  it('tells in words, beside the button, why the telephone system refused', async () => {
    const [page] = await enterTalking()
    stage.fake.refuse.set('commandCall', new Refusal(409, 'switchRefused', 'This phone is busy.'))
    await opens(page, 'transfer').click()
    await page.keyboard.type('tom')
    await page.getByRole('option', { name: 'Tom Hartwig' }).click()
    await command(page, 'singleStepTransfer').click()
    await page.locator('[data-panel="transfer"]').getByText('This phone is busy.').waitFor()
    expect(await command(page, 'singleStepTransfer').isEnabled()).toBe(true)
    stage.fake.refuse.set('commandCall', new Refusal(409, 'switchRefused', 'Kaputt 42'))
    await command(page, 'consultationCall').click()
    await page.locator('[data-panel="transfer"]').getByText('Kaputt 42').waitFor()
  })

  it('finds colleagues with their state, then contacts, then places, then the number itself', async () => {
    const [page] = await enterTalking()
    await opens(page, 'transfer').click()
    const names = async (): Promise<readonly string[]> =>
      page.locator('.target .target-name').allTextContents()
    const options = page.getByRole('option')
    await expect.poll(names).toContain('Priya Nair')
    await page.keyboard.type('kath')
    await expect.poll(names).toEqual([contact.name, contact.name])
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('marek')
    await expect.poll(async () => options.allTextContents()).toEqual(['Marek NovakAwayService1004'])
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('0301234567')
    await expect.poll(names).toEqual(['0301234567'])
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Ask first: asked…').waitFor()
    expect(stage.asked('calls')).toEqual([{ kind: 'consultationCall', to: '0301234567' }])
  })

  it('of a call that only rings passes it on', async () => {
    const page = await stage.enter(german)
    stage.fake.show(ringingCall({ offers: ['answerCall', 'rejectCall', 'deflectCall'] }))
    await opens(page, 'deflect').waitFor()
    await page.keyboard.press('Alt+t')
    await page.keyboard.type('sales')
    await page.getByRole('option', { name: 'Sales queue' }).click()
    await page.keyboard.press('Enter')
    await page.getByText('Weitergeben: angefragt …').waitFor()
    expect(stage.asked('calls')).toEqual([{ kind: 'deflectCall', to: '8001' }])
  })
})

describeInBrowser('a consultation', () => {
  it('says who waits and who is spoken with, and offers each way out of it', async () => {
    const [page, call] = await enterTalking()
    const [held, second] = consultation(call, 'alerting')
    stage.fake.show(held)
    stage.fake.show(second)
    const pair = page.locator('[data-group="pair"]')
    const said = pair.locator('.pair-words')
    await expect
      .poll(async () => said.textContent())
      .toBe(`${contact.name} waits on hold — it rings at Tom Hartwig`)
    expect(
      await pair.locator('[data-call]').evaluateAll((all) => all.map((it) => it.dataset['call'])),
    ).toEqual([held.id, second.id])
    // Also while it rings there: transferred without a word.
    await command(page, 'transferCall').click()
    await page.getByText('Transfer: asked…').waitFor()
    stage.fake.change(second.id, { since: now(), parties: [meOn('connected'), tom] })
    await expect
      .poll(async () => said.textContent())
      .toBe(`${contact.name} waits on hold — you speak with Tom Hartwig`)
    const offers: CallView['offers'] = ['transferCall', 'conferenceCall', 'reconnectCall', 'alternateCall']
    stage.fake.change(second.id, { offers })
    for (const name of ['Transfer', 'Conference', `Back to ${contact.givenName}`, 'Swap'])
      expect(await pair.getByRole('button', { name, exact: true }).isEnabled()).toBe(true)
    for (const [key, kind] of [
      ['Alt+w', 'alternateCall'],
      ['Alt+b', 'reconnectCall'],
      ['Alt+c', 'conferenceCall'],
    ] as const) {
      await expect.poll(async () => command(page, kind).isEnabled()).toBe(true)
      await page.keyboard.press(key)
      await page.locator(`[data-command="${kind}"][data-pending]`).waitFor()
      stage.fake.change(second.id, { since: new Date(Date.parse(now()) + 1_000).toISOString() })
      await page.locator('[data-pending]').waitFor({ state: 'detached' })
    }
    expect(stage.asked('calls')).toEqual(
      (['transferCall', 'alternateCall', 'reconnectCall', 'conferenceCall'] as const).map((kind) => ({
        kind,
        otherCallId: held.id,
      })),
    )
  })

  it('moves nothing when the two are swapped', async () => {
    const [page, call] = await enterTalking()
    const [held, second] = consultation(call, 'connected')
    stage.fake.show(held)
    stage.fake.show(second)
    await command(page, 'alternateCall').waitFor()
    const before = await command(page, 'alternateCall').boundingBox()
    stage.fake.change(held.id, { state: 'connected', since: now(), offers: second.offers })
    stage.fake.change(second.id, { state: 'hold', since: now(), offers: held.offers })
    await page.getByText(`Tom Hartwig waits on hold — you speak with ${contact.name}`).waitFor()
    expect(await command(page, 'alternateCall').boundingBox()).toEqual(before)
  })
})

describeInBrowser('more than two', () => {
  it('are listed with their state, and each can be dropped', async () => {
    const priya = onCall(extension('1005'), 'alerting', { user: 'Priya Nair', canDrop: true })
    const parties = [onCall(customer, 'connected'), { ...tom, canDrop: true }, priya, meOn('connected')]
    const [page, { id }] = await enterTalking({ parties })
    const rows = page.locator('.roster-row')
    expect(await rows.locator('.target-words').allTextContents()).toEqual([
      `${contact.name}Connected`,
      'Tom HartwigConnected',
      'Priya NairRinging',
    ])
    expect(await rows.getByRole('button').count()).toBe(2)
    await page.getByRole('button', { name: 'Drop Priya Nair' }).click()
    await rows.getByText('asked…').waitFor()
    expect(stage.asked('calls')).toEqual([{ kind: 'clearConnection', party: '1005' }])
    // The large button is for hanging up oneself, and was not pressed.
    expect(await command(page, 'clearConnection').textContent()).toBe('Hang up')
    stage.fake.change(id, { parties: parties.filter((it) => it !== priya) })
    await expect.poll(async () => rows.count()).toBe(2)
  })

  it('come about by adding somebody at once', async () => {
    const [page, { id, parties }] = await enterTalking()
    await page.keyboard.press('Alt+c')
    await page.keyboard.type('tom')
    await page.getByRole('option', { name: 'Tom Hartwig' }).waitFor()
    await page.keyboard.press('Enter')
    // Enter is for whom is seen to be chosen: before that, a second one is no order.
    await command(page, 'singleStepConference').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Add now: asked…').waitFor()
    expect(stage.asked('calls')).toEqual([{ kind: 'singleStepConference', to: '1007' }])
    stage.fake.change(id, { parties: [...parties, { ...tom, state: 'alerting' }] })
    await page.locator('[data-party="1007"][data-party-state="alerting"]').waitFor()
    await page.locator('[data-panel]').waitFor({ state: 'detached' })
  })
})

describeInBrowser('during a call', () => {
  it('keys go out in the order in which they were typed and pressed', async () => {
    const [page] = await enterTalking()
    await page.keyboard.press('Alt+i')
    await page.locator('[data-panel="keys"] input').pressSequentially('12a3')
    await page.locator('[data-panel="keys"]').getByRole('button', { name: '#', exact: true }).click()
    await page.locator('[data-panel="keys"] input').focus()
    await page.keyboard.insertText('4 5*')
    expect(await page.locator('[data-panel="keys"] input').inputValue()).toBe('123#45*')
    const sent = (): string => (stage.asked('calls') as { digits: string }[]).map((it) => it.digits).join('')
    await expect.poll(sent).toBe('123#45*')
  })

  it('the microphone is off when the telephone says so', async () => {
    const [page] = await enterTalking()
    stage.fake.setLine(fullLine)
    await command(page, 'setMicrophoneMute').waitFor()
    await page.keyboard.press('Alt+m')
    await page.getByText('Mute: asked…').waitFor()
    expect(await command(page, 'setMicrophoneMute').getAttribute('aria-pressed')).toBe('false')
    stage.fake.setLine({ muted: true })
    await page.locator('[data-command="setMicrophoneMute"][aria-pressed="true"]').waitFor()
    expect(stage.asked('line')).toEqual([{ kind: 'setMicrophoneMute', on: true }])
  })

  it('a place to park is where the switch likes, or in a place that is free', async () => {
    const [page, { id }] = await enterTalking()
    stage.fake.setLine(fullLine)
    await expect.poll(async () => command(page, 'parkCall').count()).toBe(0)
    await page.keyboard.press('Alt+p')
    await page.locator('[data-slot="701"][data-disabled]').waitFor()
    await page.locator('[data-slot="702"]').click()
    await page.getByText('Park: asked…').waitFor()
    stage.fake.change(id, { since: now() })
    await command(page, 'parkCall').click()
    await expect
      .poll(() => stage.asked('calls'))
      .toEqual([{ kind: 'parkCall', to: '702' }, { kind: 'parkCall' }])
  })
})
