import { expect, it } from 'vitest'
import { isAt, reach } from './agent-page.ts'
import { signIn } from './browser.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import {
  account,
  activities,
  anna,
  cases,
  contact,
  emptyPop,
  ringingCall,
  severalPop,
  talkingCall,
  tasks,
} from './fixtures.ts'
import { hardCodedTexts, overflowsSideways, poorContrast, poorTargets } from './page-checks.ts'
import { german, Stage } from './stage.ts'

/** The page around the calls: signing in, the day’s calls, dialling, the customer’s phone, and for everybody. */
const stage = new Stage()

const notesOf = (id: string): string => stage.fake.find(id)?.notes.text ?? ''

describeInBrowser('signing in', () => {
  it('says plainly what is wrong, and keeps what was typed', async () => {
    const { page } = stage.watched
    await page.goto(stage.fake.url)
    await page.locator('input[name="userName"]').fill('grace')
    await page.locator('input[name="password"]').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('User name or password is wrong').waitFor()
    expect(await page.locator('input[name="userName"]').inputValue()).toBe('grace')
    stage.fake.answering = false
    await page.keyboard.press('Enter')
    await page.getByText('The server does not answer').waitFor()
  })

  it('ends on the sign-in page when the session is over', async () => {
    const page = await stage.enter()
    await page.getByLabel('Sign out').click()
    await page.getByText('Sign in to Hookswitch').waitFor()
    await page.reload()
    await page.getByText('Sign in to Hookswitch').waitFor()
    expect(await page.locator('.desk').count()).toBe(0)
  })
})

describeInBrowser('my calls', () => {
  it('mark the missed, name who took it elsewhere, and are called back by a press', async () => {
    const page = await stage.enter()
    const row = (id: string) => page.locator(`[data-call="${id}"]`)
    await row('past-12').waitFor()
    expect(await row('past-12').getAttribute('data-missed')).toBe('true')
    expect(await row('past-41').textContent()).toContain('Answered by Tom Hartwig')
    expect(await row('past-58').textContent()).toContain('Number withheld')
    await row('past-25').getByRole('button').click()
    await expect
      .poll(() => stage.fake.seen.find((it) => it.what === 'POST /api/calls')?.body)
      .toEqual({
        number: '+442079460123',
      })
  })
})

describeInBrowser('dialling', () => {
  it('previews what would be dialled for what was pasted', async () => {
    const page = await stage.enter()
    await page.keyboard.press('Alt+k')
    await page.keyboard.insertText('Tel. +49 (40) 669-69100')
    await page.getByText('Calls +494066969100').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Asked the telephone system to call').waitFor()
    expect(stage.fake.seen.find((it) => it.what === 'POST /api/calls')?.body).toEqual({
      number: 'Tel. +49 (40) 669-69100',
    })
    stage.fake.show(ringingCall({ direction: 'outbound', state: 'initiated', offers: ['clearConnection'] }))
    await page.getByText('Dialling').first().waitFor()
    expect(await page.getByText('Asked the telephone system to call').count()).toBe(0)
  })
})

describeInBrowser('for everybody', () => {
  it('a whole call by keyboard alone', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await page.locator('[data-command="answerCall"]').waitFor()
    await page.keyboard.press('Alt+a')
    await page.getByText('Answer: asked…').waitFor()
    stage.fake.change(id, {
      state: 'connected',
      since: new Date().toISOString(),
      offers: ['holdCall', 'clearConnection'],
    })
    await page.locator('[data-command="holdCall"]').waitFor()
    await page.keyboard.press('Alt+n')
    await page.keyboard.type('By keyboard')
    await page.keyboard.press('Alt+h')
    await page.getByText('Hold: asked…').waitFor()
    stage.fake.change(id, {
      state: 'hold',
      since: new Date().toISOString(),
      offers: ['retrieveCall', 'clearConnection'],
    })
    await page.locator('[data-command="retrieveCall"]').waitFor()
    await page.keyboard.press('Alt+x')
    await page.getByText('Hang up: asked…').waitFor()
    stage.fake.change(id, { state: null, offers: [], outcome: 'answered', endedAt: new Date().toISOString() })
    await page.locator('[data-call-state="ended"]').waitFor()
    const kinds = stage.fake.seen
      .filter((it) => it.what.endsWith('/commands'))
      .map((it) => (it.body as { kind: string }).kind)
    expect(kinds).toEqual(['answerCall', 'holdCall', 'clearConnection'])
    await expect.poll(() => notesOf(id)).toBe('By keyboard')
  })

  it.each(['light', 'dark'] as const)(
    'colours far enough apart and targets large enough, %s',
    async (colorScheme) => {
      const page = await stage.enter()
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), colorScheme)
      stage.fake.show(ringingCall({ queue: 'Service line', digits: '4711' }))
      const second = stage.fake.show(
        ringingCall({ state: 'hold', offers: ['retrieveCall', 'generateDigits'] }),
      )
      stage.fake.show(ringingCall({ state: null, outcome: 'missed', offers: [] }))
      await page.locator('[data-case]').first().waitFor()
      expect([...(await poorContrast(page)), ...(await poorTargets(page))]).toEqual([])
      stage.fake.change(second.id, { pop: severalPop })
      await page.locator('.match').first().waitFor()
      expect([...(await poorContrast(page)), ...(await poorTargets(page))]).toEqual([])
    },
  )

  it('nothing to scroll sideways on a telephone', async () => {
    const page = await stage.enter(german)
    await page.setViewportSize({ width: 390, height: 844 })
    const { id } = stage.fake.show(ringingCall())
    await page.locator('[data-case="C-1043"]').waitFor()
    expect(await overflowsSideways(page)).toEqual([])
    const card = await page.locator('[data-call-state="alerting"]').boundingBox()
    expect(card !== null && card.y + card.height < 844).toBe(true)
    stage.fake.change(id, { pop: emptyPop('none') })
    await page.locator('[data-form="create-contact"]').waitFor()
    expect(await overflowsSideways(page)).toEqual([])
  })

  it('notes and the work after a call one press away on a telephone, where the record stands before them', async () => {
    const page = await stage.enter(german)
    await page.setViewportSize({ width: 390, height: 844 })
    const { id } = stage.fake.show(talkingCall())
    await page.locator('[data-case="C-1043"]').waitFor()
    const isInSight = async (selector: string): Promise<boolean> =>
      page.locator(selector).evaluate((it) => {
        const { top } = it.getBoundingClientRect()
        const bar = document.querySelector('.jump-bar')?.getBoundingClientRect().top ?? 0
        return top >= 0 && top + 60 <= bar
      })
    const places = async (): Promise<readonly number[]> =>
      page.locator('.jump').evaluateAll((all) => all.map((it) => it.getBoundingClientRect().left))
    const before = await places()
    expect(await page.locator('[data-jump="wrapUp"]').isVisible()).toBe(false)
    expect(await isInSight('#notes')).toBe(false)
    await page.locator('[data-jump="notes"]').click()
    await expect.poll(() => isInSight('#notes')).toBe(true)
    await page.keyboard.press('Tab')
    expect(await isAt(page, '#notes')).toBe(true)
    await page.keyboard.type('Half a')

    const endedAt = new Date().toISOString()
    const owed = { required: true, dispositionIds: [], given: null }
    stage.fake.wrapUp = [{ callId: id, endedAt, seconds: 3_600, ...owed }]
    stage.fake.change(id, { state: null, outcome: 'answered', endedAt, offers: [] })
    await page.locator('[data-jump="wrapUp"]').waitFor()
    // Neither the keyboard nor what is pressed has moved for it.
    await page.keyboard.type(' word')
    expect(await page.locator('#notes').inputValue()).toBe('Half a word')
    expect(await places()).toEqual(before)
    await page.locator('[data-jump="page"]').click()
    await expect.poll(() => isInSight('#main')).toBe(true)
    expect(await isInSight('.wrap-up')).toBe(false)
    await reach(page, '[data-jump="wrapUp"]', 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => isAt(page, '.wrap-up')).toBe(true)
    expect(await isInSight('.wrap-up')).toBe(true)
    // What the keyboard reaches there is not under the bar.
    await page.locator('[data-jump="calls"]').click()
    await page.keyboard.press('Tab')
    const covered = await page.evaluate(() => {
      const { bottom } = document.activeElement?.getBoundingClientRect() ?? { bottom: 0 }
      return bottom > (document.querySelector('.jump-bar')?.getBoundingClientRect().top ?? 0)
    })
    expect(covered).toBe(false)
  })

  it('no sentence that a translator never saw', async () => {
    const page = await stage.open()
    await page.addInitScript(() => {
      localStorage.setItem('hookswitch.language', 'en-XA')
    })
    const values = [
      'Technician',
      'KL',
      'Hamburg, DE',
      'Hookswitch',
      ...valuesOf([anna, contact, account, cases, tasks, activities, stage.fake.calls, stage.fake.line]),
    ]
    const check = async (): Promise<void> => expect(await hardCodedTexts(page, { values })).toEqual([])
    await page.goto(stage.fake.url)
    await page.locator('input[name="userName"]').waitFor()
    await check()
    await signIn(page, stage.fake.url, german)
    stage.fake.show(ringingCall({ offers: ['rejectCall'], digits: '4711' }))
    stage.fake.show(
      ringingCall({ state: 'hold', offers: ['retrieveCall', 'generateDigits'], pop: severalPop }),
    )
    await page.locator('.match').first().waitFor()
    await check()
    await page.locator('[data-call-state="alerting"] a').click()
    await page.locator('[data-case]').first().waitFor()
    await check()
    await page.goto(`${stage.fake.url}/demo/phone`)
    await page.locator('.handset').waitFor()
    values.push('Olivia Grant', `${contact.name}, ${account.name}`, '1001 Anna Becker', '1002 Grace Turner')
    values.push('Grace Turner', 'Service line (8000)')
    await check()
  })

  it('changes language and theme at once and keeps them', async () => {
    const page = await stage.enter()
    await page.getByLabel('Settings').click()
    await page.getByText('Deutsch').click()
    await page.getByText('Einstellungen').waitFor()
    await page.getByText('Dunkel').click()
    await expect.poll(async () => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await page.reload()
    await page.getByText('Meine Anrufe', { exact: true }).waitFor()
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  })
})

describeInBrowser('the customer’s phone', () => {
  it('calls an agent as somebody chosen, without a session', async () => {
    const { page } = stage.watched
    await page.goto(`${stage.fake.url}/demo/phone`)
    await page.getByLabel('Who calls').click()
    await page.getByRole('option', { name: 'Olivia Grant' }).click()
    expect(await page.getByLabel('From number').inputValue()).toBe('+442079460123')
    await page.getByLabel('Who calls').click()
    await page.getByRole('option', { name: contact.name }).click()
    await page.getByRole('button', { name: 'Call', exact: true }).click()
    await page.getByText('Ringing at the agent').waitFor()
    await page.getByRole('button', { name: '5', exact: true }).click()
    await page.getByRole('button', { name: 'Hang up' }).click()
    await expect
      .poll(() => stage.fake.seen.map((it) => it.what))
      .toContain('POST /api/demo/calls/demo-1/hang-up')
    expect(stage.fake.seen.find((it) => it.what === 'POST /api/demo/calls')?.body).toEqual({
      from: '+494066969100',
      to: '1001',
    })
    expect(stage.fake.seen.find((it) => it.what.endsWith('/digits'))?.body).toEqual({ digits: '5' })
  })
})

/** Every text in these records, however deep. */
function valuesOf(it: unknown): string[] {
  if (typeof it === 'string') return [it]
  return typeof it === 'object' && it !== null ? Object.values(it).flatMap(valuesOf) : []
}
