import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { cardOn, cardsOn, goWithin, reach } from './agent-page.ts'
import { axeViolations, bringAxe } from './axe.ts'
import { signIn, signInWithoutLine } from './browser.ts'
import { DemoStage } from './demo-stage.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { overflowsSideways } from './page-checks.ts'
import { signedIn } from './signed-in.ts'

/**
 * What an administrator does, at the real page on the real server: places, groups and people are made by keyboard alone,
 * the new colleague signs in and reads the language of the place, two administrators do not overwrite each other, and the
 * audit log shows all of it.
 */
const stage = new DemoStage()

/** A person at the keyboard, who has no mouse. */
class Hands {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  async tabTo(selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await reach(this.page, selector, key)
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  async goTo(place: string): Promise<void> {
    await this.tabTo(`.admin-nav a[href="/admin/${place}"]`)
    await this.press('Enter')
    await this.page.locator(`.admin-nav a[href="/admin/${place}"][aria-current="page"]`).waitFor()
    await this.page.locator('.admin-title').waitFor()
  }

  /** A field of the form that is open. */
  async type(name: string, text: string): Promise<void> {
    await this.tabTo(`[data-form] input[name="${name}"]`)
    await this.press('ControlOrMeta+a')
    await this.page.keyboard.type(text)
  }

  /** One of a list that opens, found by its first letters. */
  async pick(nth: number, text: string): Promise<void> {
    const picker = this.page.locator('[data-form] .picker').nth(nth)
    await this.until('.picker', () => picker.evaluate((it) => it === document.activeElement))
    await this.press('Enter')
    await this.page.locator('[role="listbox"]').waitFor()
    await this.page.keyboard.type(text)
    await this.page.locator('[role="option"][data-focused]', { hasText: text }).waitFor()
    await this.press('Enter')
    await this.page.locator('[role="listbox"]').waitFor({ state: 'detached' })
    await expect.poll(() => picker.textContent()).toContain(text)
  }

  /** One of many, by typing a part of it. */
  async search(label: string, text: string, whole: string): Promise<void> {
    const field = this.page.getByRole('combobox', { name: label })
    await this.until('input', () => field.evaluate((it) => it === document.activeElement))
    await this.press('ControlOrMeta+a')
    await this.page.keyboard.type(text)
    await this.page.getByRole('option', { name: whole, exact: true }).waitFor()
    while (!(await this.page.getByRole('option', { name: whole, exact: true }).getAttribute('data-focused')))
      await this.press('ArrowDown')
    await this.press('Enter')
    await expect.poll(() => field.inputValue()).toBe(whole)
  }

  async until(what: string, isThere: () => Promise<boolean>): Promise<void> {
    for (let presses = 0; presses < 40; presses += 1) {
      if (await isThere()) return
      await this.press('Tab')
    }
    throw new Error(`the keyboard does not reach the ${what}`)
  }

  async open(form: string, trigger: string): Promise<void> {
    await this.tabTo(trigger)
    await this.press('Enter')
    await this.page.locator(`[data-form="${form}"]`).waitFor()
  }

  /** Saves, and finds the keyboard where it was before the form was opened. */
  async save(trigger: string): Promise<void> {
    await this.tabTo('[data-form] button[type="submit"]')
    await this.press('Enter')
    await this.page.locator('[data-form]').waitFor({ state: 'detached' })
    await this.page.waitForFunction((it) => document.activeElement?.matches(it), trigger)
  }
}

/** Some hundred presses of a key, each looked at: seconds, unless the machine has much else to do. */
const slowly = { timeout: 300_000 }

let turns = 0
/** A name that no try before has used: what one that failed has made is in nobody's way. */
const named = (name: string): string => `${name} ${turns}`
const newOne = '.admin-head button'
const admin = { userName: 'admin', password: 'admin' }

const row = (page: Page, name: string) =>
  page.locator('.admin-cards tbody tr', { has: page.locator('th', { hasText: name }) })

describeInBrowser('administration', () => {
  it(
    'by keyboard alone: a place, a group, a colleague with a telephone, who reads the language of the place',
    slowly,
    async () => {
      turns += 1
      const { page, context, complaints } = await stage.open()
      await signInWithoutLine(page, stage.url, admin)
      const hands = new Hands(page)
      await hands.tabTo('.header a[href="/admin"]')
      await hands.press('Enter')
      await page.locator('.admin-nav').waitFor()

      await hands.goTo('locations')
      await hands.open('location', newOne)
      // Nothing typed: what is missing is said beside the field, and the form stays.
      await hands.tabTo('[data-form] button[type="submit"]')
      await hands.press('Enter')
      await page.locator('.field-error', { hasText: 'Enter a name.' }).waitFor()
      await bringAxe(page)
      expect(await axeViolations(page)).toEqual([])
      await hands.tabTo('[data-form] input[name="name"]', 'Shift+Tab')
      await page.keyboard.type(named('Wien'))
      await hands.pick(0, 'German')
      await hands.search('Country', 'austria', 'Austria')
      await hands.search('Time zone', 'vienna', 'Europe/Vienna')
      await hands.save(newOne)
      await row(page, named('Wien')).waitFor()
      expect(await row(page, named('Wien')).textContent()).toMatch(/German.*Austria.*Europe\/Vienna/)

      await hands.goTo('groups')
      await hands.open('group', newOne)
      await hands.type('name', named('Night shift'))
      await hands.save(newOne)
      await row(page, named('Night shift')).waitFor()

      await hands.goTo('users')
      await hands.open('user', newOne)
      await hands.type('name', named('Eva Gruber'))
      await hands.type('userName', named('eva'))
      await hands.type('password', 'a long password')
      await hands.pick(1, named('Night shift'))
      await hands.pick(2, named('Wien'))
      await hands.pick(3, 'demo')
      await hands.type('device', '1012')
      await hands.save(newOne)
      expect(await row(page, named('Eva Gruber')).textContent()).toMatch(/Night shift \d.*Wien \d.*1012/)
      expect(complaints).toEqual([])
      await context.close()

      // Her computer speaks English; her place does not.
      const hers = await stage.open({ locale: 'en-US' })
      await signIn(hers.page, stage.url, { userName: named('eva'), password: 'a long password' })
      await expect.poll(() => hers.page.evaluate(() => document.documentElement.lang)).toBe('de')
      await hers.page.getByRole('button', { name: 'Abmelden' }).waitFor()
      expect(await hers.page.locator('a[href^="/admin"]').count()).toBe(0)
      await hers.page.goto(`${stage.url}/admin/users`)
      await hers.page.getByText('Für Administratoren').waitFor()
      expect(hers.complaints).toEqual([])
      await hers.context.close()
    },
  )

  it(
    'two administrators are told of each other, what is used is kept, and the audit log shows it all',
    slowly,
    async () => {
      turns += 1
      const other = await signedIn(stage.url, 'admin')
      const group = await other.createGroup({ body: { name: named('Evening') } })
      const { items } = await other.listUsers({})
      const liam = items.find(({ userName }) => userName === 'agent4')
      await other.changeUser({ params: { id: liam?.id ?? '' }, body: { groupId: group.id } })
      const { page, context, complaints } = await stage.open()
      await signInWithoutLine(page, stage.url, admin)
      await page.goto(`${stage.url}/admin/groups`)
      await row(page, named('Evening')).getByRole('button', { name: 'Change' }).click()
      await other.changeGroup({ params: group, body: { name: named('Late'), version: group.version } })
      await page.locator('[data-form] input[name="name"]').fill(named('Afternoon'))
      await page.keyboard.press('Enter')
      await page.getByText('Somebody else changed this meanwhile').waitFor()
      expect(await page.locator('.admin-news').textContent()).toContain(named('Late'))
      expect(await page.locator('[data-form] input[name="name"]').inputValue()).toBe(named('Afternoon'))
      await bringAxe(page)
      expect(await axeViolations(page)).toEqual([])
      // Now it is known, and wanted all the same.
      await page.keyboard.press('Enter')
      await page.locator('[data-form]').waitFor({ state: 'detached' })
      await row(page, named('Afternoon')).getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.locator('.admin-uses li', { hasText: 'Liam Okafor' }).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      await page.goto(`${stage.url}/admin/audit`)
      const newest = page.locator('.audit-entry').first()
      await newest.waitFor()
      await newest.locator('.audit-toggle').focus()
      await page.keyboard.press('Enter')
      const name = newest.locator('tr[data-field="name"]')
      await name.waitFor()
      expect(await name.locator('del').textContent()).toBe(named('Late'))
      expect(await name.locator('ins').textContent()).toBe(named('Afternoon'))
      const said = await page.locator('.audit-entry').allTextContents()
      expect(said.slice(0, 4).map((text) => /(Evening|Late|Afternoon|Liam Okafor)/.exec(text)?.[0])).toEqual([
        'Afternoon',
        'Late',
        'Liam Okafor',
        'Evening',
      ])
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  it(
    'asks before what is not saved is left behind, and a call that rings takes nothing away',
    slowly,
    async () => {
      const api = await signedIn(stage.url, 'admin')
      const sofia = (await api.listUsers({})).items.find(({ userName }) => userName === 'agent3')
      await api.changeUser({ params: { id: sofia?.id ?? '' }, body: { role: 'administrator' } })
      const template = (await api.listTemplates({})).items[0]
      const { page, context, complaints } = await stage.open({ locale: 'en-US' })
      await signIn(page, stage.url, { userName: 'agent3', password: 'agent3' })
      const question = page.getByRole('alertdialog')
      const answer = async (name: string): Promise<void> => {
        await question.getByRole('button', { name }).press('Enter')
        await question.waitFor({ state: 'detached' })
      }
      const link = page.locator('.admin-nav a[href="/admin/groups"]')
      await page.goto(`${stage.url}/admin/templates`)
      await page.getByRole('link', { name: template?.name ?? '?', exact: true }).press('Enter')
      const name = page.locator('input[name="template-name"]')
      await name.fill('Half a name')

      // A link, the way back, signing out: each asks, and whoever stays has lost nothing.
      const ways = [
        async () => link.press('Enter'),
        async () => page.goBack(),
        async () => page.getByRole('button', { name: 'Sign out' }).press('Enter'),
      ]
      await bringAxe(page)
      for (const leave of ways) {
        await leave().catch(() => undefined)
        await question.waitFor()
        expect(await axeViolations(page)).toEqual([])
        await page.keyboard.press('Escape')
        await question.waitFor({ state: 'detached' })
        expect(await name.inputValue()).toBe('Half a name')
        expect(new URL(page.url()).pathname).toBe(`/admin/templates/${template?.id}`)
      }
      // Closing it asks in the browser's own words.
      const [asked] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })])
      expect(asked.type()).toBe('beforeunload')
      await asked.dismiss()

      const call = await stage.call('1003')
      await cardOn(page, 'alerting').waitFor()
      await stage.hangUp(call)
      await cardsOn(page, 'alerting').waitFor({ state: 'detached' })
      expect(await question.count()).toBe(0)
      expect(await name.inputValue()).toBe('Half a name')
      await link.press('Enter')
      await answer('Leave and lose them')
      await page.waitForURL('**/admin/groups')

      await page.locator('.admin-nav a[href="/admin/rules"]').press('Enter')
      await page.getByRole('button', { name: 'Add a rule' }).press('Enter')
      await link.press('Enter')
      await answer('Stay here')
      expect(new URL(page.url()).pathname).toBe('/admin/rules')
      await page.locator('[data-rules-save]').waitFor()
      await link.press('Enter')
      await answer('Leave and lose them')
      // Nothing is written any more: nobody is asked.
      await page.locator('.admin-nav a[href="/admin/templates"]').press('Enter')
      await page.waitForURL('**/admin/templates')

      // A form in a window asks before it closes, and gives the keyboard back; one in which nothing was typed just closes.
      await link.press('Enter')
      const opener = page.getByRole('button', { name: 'New group' })
      const field = page.locator('[data-form="group"] input[name="name"]')
      for (const text of ['', 'Half a group']) {
        await opener.press('Enter')
        await field.fill(text)
        await page.keyboard.press('Escape')
        if (text === '') {
          await field.waitFor({ state: 'detached' })
          continue
        }
        await question.waitFor()
        expect(await axeViolations(page)).toEqual([])
        await answer('Stay here')
        expect(await field.inputValue()).toBe(text)
        await page.keyboard.press('Escape')
        await answer('Leave and lose them')
      }
      await field.waitFor({ state: 'detached' })
      await expect.poll(() => opener.evaluate((it) => it === document.activeElement)).toBe(true)

      // So does the form of a record: its own button, and a link away from it.
      await goWithin(page, '/new/contact')
      const family = page.locator('[data-form="new-contact"] input[name="familyName"]')
      await family.fill('Half')
      await page.getByRole('button', { name: 'Cancel' }).press('Enter')
      await answer('Stay here')
      await page.locator('.brand').press('Enter')
      await answer('Stay here')
      expect(await family.inputValue()).toBe('Half')
      await page.locator('.brand').press('Enter')
      await answer('Leave and lose them')
      await family.waitFor({ state: 'detached' })
      expect(new URL(page.url()).pathname).toBe('/')
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  it('is read at any width', slowly, async () => {
    const { page, context, complaints } = await stage.open()
    await signInWithoutLine(page, stage.url, admin)
    await page.goto(`${stage.url}/admin/users`)
    await bringAxe(page)
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    for (const place of ['users', 'groups', 'locations', 'devices', 'queues', 'audit']) {
      await page.setViewportSize({ width: 1440, height: 844 })
      await page.locator(`.admin-nav a[href="/admin/${place}"]`).click()
      await page.locator(`.admin-nav a[href="/admin/${place}"][aria-current="page"]`).waitFor()
      await page.locator('.admin-cards tbody tr, .audit-entry').first().waitFor()
      expect([place, 'wide', await overflowsSideways(page)]).toEqual([place, 'wide', []])
      await page.setViewportSize({ width: 320, height: 844 })
      expect([place, 'narrow', await overflowsSideways(page)]).toEqual([place, 'narrow', []])
      expect([place, await axeViolations(page)]).toEqual([place, []])
    }
    // Narrow, the navigation is behind a button.
    await page.setViewportSize({ width: 320, height: 844 })
    const toggle = page.locator('.admin-nav-toggle')
    await toggle.focus()
    await page.keyboard.press('Enter')
    await page.locator('.admin-nav a[href="/admin/groups"]').focus()
    await page.keyboard.press('Enter')
    await page.locator('.admin-cards').waitFor()
    expect(await toggle.getAttribute('aria-expanded')).toBe('false')
    expect(await page.locator('.admin-nav a').first().isVisible()).toBe(false)
    expect(complaints).toEqual([])
    await context.close()
  })
})
