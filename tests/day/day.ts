import type { Client, Template } from '@hookswitch/contract'
import { builtInTemplate } from '@hookswitch/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cardOn, goWithin } from '../desk/agent-page.ts'
import { openBrowser, openPage, signIn, type Watched } from '../desk/browser.ts'
import { type BuiltPage, buildPage } from '../desk/built-page.ts'
import { password, Rig, type RigOptions } from '../server/rig.ts'

/** Generous: what is slow only because the machine is busy has not failed. */
const patience = { timeout: 30_000, interval: 100 }

/** Anna is of the service in Berlin, Grace of sales in Boston. */
const [anna, grace] = ['1001', '1003'] as const
const ada = { number: '+14155550100', name: 'Ada King', account: 'Analytical Engines', digits: '48213' }

/** Of the notes, what the caller may read. */
const toCaller = 'A mechanic comes at noon.'

/** A switch with the telephones that stand around it, and a menu at 6000 behind which all of them ring. */
export interface DaySite {
  readonly link: Pick<RigOptions, 'pbx' | 'pbxPort' | 'devices'>
  /** A customer calls a telephone, or the menu; without a number and a name where they are withheld. */
  calls(to: string, from: { readonly number: string; readonly name: string } | null): Promise<DayCaller>
  /** The hand that takes what rings at a telephone. */
  answer(extension: string): Promise<void>
  /** From now on the customer may be called. What it returns resolves once he was, by this telephone, and has answered. */
  expectsCall(number: string, by: string): Promise<() => Promise<void>>
  close(): Promise<void>
}

export interface DayCaller {
  /** Once the menu listens. */
  keys(digits: string): Promise<void>
  /** Whether sound comes, where there is sound. */
  hears(): Promise<boolean>
  isOver(): Promise<boolean>
  hangUp(): Promise<void>
}

export interface Day {
  readonly missing: string | null
  readonly open: (extensions: readonly string[]) => Promise<DaySite>
  /** Check 2 with the page that the caller is shown. */
  readonly hasGuests: boolean
}

/** Registers the checks, in a description. `missing`: nothing of it can run here. */
export function playDay({ missing, open, hasGuests }: Day): void {
  let built: BuiltPage
  let site: DaySite
  let rig: Rig
  let browser: Browser
  let admin: Client
  const watched: Watched[] = []
  const pages = new Map<string, Page>()
  const ids = { contact: '', case: '', caseNumber: '', other: '', opened: '' }

  beforeAll(async () => {
    if (missing !== null) return
    built = await buildPage()
    site = await open([anna, grace])
    rig = new Rig({ extensions: [anna, grace], ...site.link, desk: built.dist })
    await rig.prepare()
    admin = await rig.signIn('admin')
    await placeUser(anna, 'Service', {
      name: 'Berlin',
      language: 'de',
      country: 'DE',
      timeZone: 'Europe/Berlin',
    })
    await placeUser(grace, 'Sales', {
      name: 'Boston',
      language: 'en',
      country: 'US',
      timeZone: 'America/New_York',
    })
    await fillRecords()
    browser = await openBrowser()
    for (const extension of [anna, grace]) {
      const one = await openPage(browser)
      watched.push(one)
      await signIn(one.page, rig.url, { userName: `agent${extension}`, password })
      pages.set(extension, one.page)
    }
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.close()
    await site?.close()
    await built?.remove()
  })

  /** A group with a template of its own, and a place: what decides how somebody's pop looks. */
  async function placeUser(
    extension: string,
    groupName: string,
    where: Parameters<Client['createLocation']>[0]['body'],
  ): Promise<void> {
    const group = await admin.createGroup({ body: { name: groupName } })
    const location = await admin.createLocation({ body: where })
    const id = rig.users.get(extension) ?? ''
    await admin.changeUser({ params: { id }, body: { groupId: group.id, locationId: location.id } })
    const made = await admin.createTemplate({ body: { name: groupName, copyOf: null } })
    const changed = await admin.changeTemplate({
      params: { id: made.id },
      body: { revision: made.revision, groupIds: [group.id], draft: layouts[groupName] ?? builtInTemplate },
    })
    await admin.publishTemplate({ params: { id: made.id }, body: { revision: changed.revision } })
  }

  async function fillRecords(): Promise<void> {
    const account = await admin.createAccount({ body: { name: ada.account, number: ada.digits } })
    const contact = await admin.createContact({
      body: {
        givenName: 'Ada',
        familyName: 'King',
        accountId: account.id,
        phones: [{ label: 'mobile', text: '(415) 555-0100' }],
      },
    })
    const made = await admin.createCase({
      body: { subject: 'Cards jam', contactId: contact.id, accountId: account.id, priority: 'urgent' },
    })
    await admin.createTask({ body: { subject: 'Send a mechanic', contactId: contact.id, caseId: made.id } })
    const other = await admin.createContact({ body: { givenName: 'Otto', familyName: 'Zuvor' } })
    const opened = await admin.createContact({ body: { givenName: 'Paul', familyName: 'Danach' } })
    Object.assign(ids, {
      contact: contact.id,
      case: made.id,
      caseNumber: made.number,
      other: other.id,
      opened: opened.id,
    })
  }

  const page = (extension: string): Page => {
    const found = pages.get(extension)
    if (found === undefined) throw new Error(`nobody sits at ${extension}`)
    return found
  }
  const card = (extension: string, state: string) => cardOn(page(extension), state)
  const press = async (extension: string, command: string): Promise<void> =>
    page(extension).locator(`[data-command="${command}"]:not([data-drop])`).first().click()
  const isFree = async (extension: string): Promise<void> => {
    const open = page(extension).locator('.call-card:not([data-call-state="ended"])')
    await expect.poll(async () => open.count(), patience).toBe(0)
  }
  const calls = (to: string): Promise<DayCaller> => site.calls(to, { number: ada.number, name: 'A KING' })
  const components = async (extension: string): Promise<string[]> =>
    page(extension)
      .locator('[data-component]')
      .evaluateAll((all: HTMLElement[]) => all.map((one) => one.dataset['component'] ?? ''))
  const goTo = async (extension: string, path: string): Promise<void> => goWithin(page(extension), path)

  it('1: a known customer rings: each group has its own layout in the language of its place; reject ends it; only who rejected has it in his history', async () => {
    const customer = await calls(anna)
    await card(anna, 'alerting').waitFor()
    const pop = page(anna).locator('[data-pop="found"]')
    await pop.getByText(ada.name).first().waitFor()
    expect(await components(anna)).toEqual(['caller', 'cases', 'tasks', 'history'])
    const words = (await pop.textContent()) ?? ''
    for (const word of [ada.account, 'Dringend', 'Cards jam', 'Send a mechanic', 'Vorgänge beim Kunden'])
      expect(words).toContain(word)
    expect(await page(anna).locator('html').getAttribute('lang')).toBe('de')
    await customer.hangUp()
    await isFree(anna)

    const again = await calls(grace)
    await card(grace, 'alerting').waitFor()
    await page(grace).locator('[data-pop="found"]').getByText(ada.name).first().waitFor()
    expect(await components(grace)).toEqual(['account', 'caller', 'history'])
    const english = (await page(grace).locator('[data-pop="found"]').textContent()) ?? ''
    expect(english).toContain('Company first')
    expect(english).not.toContain('Cards jam')
    expect(await page(grace).locator('html').getAttribute('lang')).toBe('en')
    await press(grace, 'rejectCall')
    await expect.poll(async () => again.isOver(), patience).toBe(true)
    await isFree(grace)

    const outcomes = async (extension: string) =>
      (await (await rig.signIn(`agent${extension}`)).myCalls({ query: {} })).items.map(
        ({ outcome }) => outcome,
      )
    await expect.poll(async () => outcomes(grace), patience).toEqual(['rejected'])
    expect(await outcomes(anna)).not.toContain('rejected')
  })

  it('2: taken at the telephone, notes, a part of them to the caller, the far end hangs up: one record, with the notes, on the case', async () => {
    const customer = await calls(anna)
    await card(anna, 'alerting').waitFor()
    await site.answer(anna)
    await card(anna, 'connected').waitFor()
    await goTo(anna, `/cases/${ids.case}`)
    await page(anna).locator('.record-name', { hasText: 'Cards jam' }).waitFor()
    await goTo(anna, '/')
    const notes = page(anna).locator('#notes')
    await notes.pressSequentially(`Pays late. ${toCaller}`)
    // As long as he is writing about this call, no other one takes its place on the page.
    await notes.blur()
    await page(anna).locator('[data-notes="saved"]').waitFor()
    if (hasGuests) await theCallerSees(toCaller)
    await customer.hangUp()
    await isFree(anna)
    const mine = await (await rig.signIn(`agent${anna}`)).myCalls({ query: { limit: 1 } })
    const logs = async () =>
      (await admin.listActivities({ query: { caseId: ids.case } })).items
        .filter(({ callId }) => callId === mine.items[0]?.id)
        .map(({ text }) => text)
    await expect.poll(logs, patience).toEqual([`Pays late. ${toCaller}`])
  })

  /** The agent chooses the last words; a stranger with the link sees them and nothing else. */
  async function theCallerSees(words: string): Promise<void> {
    const agent = page(anna)
    await agent.locator('.notes-more[data-share] > summary').click()
    await agent.locator('#notes').evaluate((it: HTMLTextAreaElement, { length }) => {
      it.setSelectionRange(it.value.length - length, it.value.length)
    }, words)
    await agent.locator('[data-share-take]').click()
    await agent.locator('[data-share-make]').click()
    const guest = await openPage(browser)
    await guest.page.goto(await agent.locator('#share-link').inputValue())
    await guest.page.locator('.guest-text', { hasText: words }).waitFor()
    expect(await guest.page.locator('body').textContent()).not.toContain('Pays late')
    expect(guest.complaints).toEqual([])
    await guest.context.close()
  }

  it('11: a withheld number and the account number keyed in at the menu: the account pops', async () => {
    const customer = await site.calls('6000', null)
    await customer.keys(`${ada.digits}#`)
    for (const extension of [anna, grace]) {
      await card(extension, 'alerting').waitFor({ timeout: 30_000 })
      await page(extension).locator('[data-pop="found"]').getByText(ada.account).first().waitFor()
    }
    await site.answer(grace)
    await card(grace, 'connected').waitFor()
    await isFree(anna)
    await customer.hangUp()
    await isFree(grace)
  })

  it('3: notes go with the call: whoever is asked has them and the customer before he answers, and keeps them after the transfer', async () => {
    const customer = await calls(anna)
    await card(anna, 'alerting').waitFor()
    await site.answer(anna)
    await card(anna, 'connected').waitFor()
    await page(anna).locator('#notes').pressSequentially('Column six stops.')
    await page(anna).locator('[data-notes="saved"]').waitFor()
    await page(anna).locator('[data-opens="transfer"]').first().click()
    const panel = page(anna).locator('[data-panel="transfer"]')
    await panel.getByRole('combobox').fill(grace)
    await panel.getByRole('option').filter({ hasText: grace }).first().waitFor()
    await panel.getByRole('combobox').press('Enter')
    await panel.locator('[data-command="consultationCall"]').click()

    await card(grace, 'alerting').waitFor()
    await page(grace).getByText(ada.name).first().waitFor()
    await expect
      .poll(async () => page(grace).locator('#notes').inputValue(), patience)
      .toBe('Column six stops.')
    await site.answer(grace)
    await card(grace, 'connected').waitFor()
    await press(anna, 'transferCall')
    await isFree(anna)
    await expect
      .poll(
        async () => page(grace).locator('.call-card[data-call-state="connected"]').textContent(),
        patience,
      )
      .toContain(ada.name)
    await expect
      .poll(async () => page(grace).locator('#notes').inputValue(), patience)
      .toBe('Column six stops.')
    await expect.poll(async () => customer.hears(), patience).toBe(true)
    await customer.hangUp()
    await isFree(grace)
  })

  it('12: the log is on what was opened and made during the call, and not on what was open before or opened after', async () => {
    await goTo(anna, `/contacts/${ids.other}`)
    await page(anna).locator('.record-name', { hasText: 'Zuvor' }).waitFor()
    const customer = await calls(anna)
    await card(anna, 'alerting').waitFor()
    await site.answer(anna)
    await card(anna, 'connected').waitFor()
    await goTo(anna, `/contacts/${ids.opened}`)
    await page(anna).locator('.record-name', { hasText: 'Danach' }).waitFor()
    const caseId = await make('case', 'subject', 'Wants two')
    const opportunityId = await make('opportunity', 'name', 'Two engines')
    await customer.hangUp()
    await isFree(anna)
    const api = await rig.signIn(`agent${anna}`)
    const id = (await api.myCalls({ query: { limit: 1 } })).items[0]?.id ?? ''
    const standsOn = async () =>
      (await api.readStory({ params: { id } })).log?.records.map((it) => `${it.how} ${it.kind} ${it.id}`) ??
      []
    await expect
      .poll(standsOn, patience)
      .toEqual(
        expect.arrayContaining([
          `opened contact ${ids.opened}`,
          `created case ${caseId}`,
          `created opportunity ${opportunityId}`,
        ]),
      )
    expect((await standsOn()).join()).not.toContain(ids.other)
  })

  async function make(kind: string, field: string, text: string): Promise<string> {
    await goTo(anna, `/new/${kind}`)
    const form = page(anna).locator('.record-form')
    await form.locator(`input[name="${field}"]`).fill(text)
    await form.locator('button[type="submit"]').click()
    await page(anna).waitForURL(/\/[0-9a-f-]{36}$/)
    return page(anna).url().split('/').at(-1) ?? ''
  }

  it('4: with no call up: a contact by part of the name, a case by its number, the tasks; calls back from the history, the same on another machine', async () => {
    const desk = page(grace)
    await desk.goto(`${rig.url}/contacts`)
    await desk.locator('input[name="list-search"]').fill('kin')
    await expect
      .poll(async () => desk.locator('.record-row .row-title').allTextContents(), patience)
      .toEqual([ada.name])
    await desk.locator('.second-nav a[href="/cases"]').click()
    await desk.locator('input[name="list-search"]').fill(ids.caseNumber)
    await desk.locator('.record-row', { hasText: 'Cards jam' }).click()
    await desk.locator('.record-name', { hasText: 'Cards jam' }).waitFor()
    await desk.getByText('Send a mechanic').first().waitFor()

    const reached = await site.expectsCall(ada.number, grace)
    await desk.locator('.history-row', { hasText: ada.name }).first().locator('button').first().click()
    await reached()
    await card(grace, 'connected').waitFor()
    await press(grace, 'clearConnection')
    await isFree(grace)
    const listed = async (at: Page) =>
      at.locator('.history-row').evaluateAll((all: HTMLElement[]) => all.map((row) => row.dataset['call']))
    await expect.poll(async () => (await listed(desk)).length, patience).toBeGreaterThan(2)
    const mine = await listed(desk)
    const second = await openPage(browser)
    await signIn(second.page, rig.url, { userName: `agent${grace}`, password })
    await expect.poll(async () => listed(second.page), patience).toEqual(mine)
    await second.context.close()
    expect(watched.flatMap(({ complaints }) => complaints)).toEqual([])
  })
}

const part = (id: Template['components'][number]['id']) => {
  const found = builtInTemplate.components.find((it) => it.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

/** The same records, for two groups. */
const layouts: Readonly<Record<string, Template>> = {
  Service: {
    ...builtInTemplate,
    components: [
      part('caller'),
      part('cases'),
      part('tasks'),
      { ...part('history'), labels: { en: 'Seen by the customer', de: 'Vorgänge beim Kunden' } },
    ],
  },
  Sales: {
    ...builtInTemplate,
    components: [
      {
        id: 'account',
        kind: 'account',
        width: 'full',
        rows: 10,
        labels: { en: 'Company first', de: 'Zuerst die Firma' },
        columns: [{ field: 'name', labels: {} }],
      },
      part('caller'),
      part('history'),
    ],
  },
}
