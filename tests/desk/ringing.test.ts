import { expect, it } from 'vitest'
import { openPage, signIn } from './browser.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { account, cases, contact, customer, emptyPop, ringingCall, severalPop } from './fixtures.ts'
import { overflowsSideways } from './page-checks.ts'
import { english, german, Stage } from './stage.ts'

/** What an agent sees of a call that rings, and of who calls, before a server that shows every moment of it. */
const stage = new Stage()

const notesOf = (id: string): string => stage.fake.find(id)?.notes.text ?? ''

describeInBrowser('a call that rings', () => {
  const words = {
    en: { urgent: 'Urgent', escalated: 'Escalated', problem: 'Problem', email: 'E-mail' },
    de: { urgent: 'Dringend', escalated: 'Eskaliert', problem: 'Problem', email: 'E-Mail' },
  }

  it.each([
    [english, words.en],
    [german, words.de],
  ])('shows the caller and all eight fields of each case to %o while it rings', async (who, said) => {
    const page = await stage.enter(who)
    stage.fake.show(ringingCall())
    const pop = page.locator('[data-pop="found"]')
    await pop.waitFor()
    await page.locator('[data-call-state="alerting"]').waitFor()
    for (const text of [contact.name, account.name, customer.display, '4711'])
      expect(await pop.textContent()).toContain(text)
    const first = page.locator('[data-case="C-1041"]')
    const field = async (name: string): Promise<string | null> =>
      first.locator(`[data-field="${name}"]`).textContent()
    expect({
      priority: await field('priority'),
      number: await field('number'),
      owner: await field('owner'),
      contactName: await field('contactName'),
      status: await field('status'),
      type: await field('type'),
      origin: await field('origin'),
    }).toEqual({
      priority: said.urgent,
      number: 'C-1041',
      owner: 'Anna Becker',
      contactName: contact.name,
      status: said.escalated,
      type: said.problem,
      origin: said.email,
    })
    expect(await first.locator('time').getAttribute('datetime')).toBe(cases[0]?.openedAt)
    expect(await page.locator('[data-case]').count()).toBe(3)
  })

  it('fits on one screen of 1280 × 800 in both languages: cases, tasks, last call', async () => {
    for (const who of [german, english]) {
      const { page, context } = await openPage(stage.browser, { viewport: { width: 1280, height: 800 } })
      await signIn(page, stage.fake.url, who)
      const { id } = stage.fake.show(ringingCall())
      await page.locator('[data-case="C-1043"]').waitFor()
      for (const selector of [
        '[data-case="C-1043"]',
        '[data-activity]',
        '[data-command="answerCall"]',
        '#notes',
      ]) {
        const box = await page.locator(selector).first().boundingBox()
        expect({ selector, inside: box !== null && box.y + box.height <= 800 }).toEqual({
          selector,
          inside: true,
        })
      }
      expect(await overflowsSideways(page)).toEqual([])
      stage.fake.gone(id)
      await context.close()
    }
  })

  it('moves nothing on the page when the record comes', async () => {
    const page = await stage.enter()
    await page.evaluate(() => {
      const shifts: string[] = []
      Object.assign(globalThis, { shifts })
      interface Shift extends PerformanceEntry {
        readonly value: number
        readonly sources: readonly { readonly node: Node | null }[]
      }
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as Shift[])
          for (const { node } of entry.sources)
            shifts.push(
              node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.nodeName),
            )
      }).observe({ type: 'layout-shift' })
    })
    const { id, pop } = stage.fake.show(ringingCall())
    stage.fake.change(id, { pop: emptyPop('searching') })
    await page.locator('.pop').getByText('Looking for the caller').waitFor()
    await page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts.splice(0))
    stage.fake.change(id, { pop })
    await page.locator('[data-case]').first().waitFor()
    await page.waitForTimeout(200)
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts)
    // What was there before the record: name, number, notes, my calls. What is below it takes its place.
    expect(shifts.filter((what) => !/row|section|related|cases|line/i.test(what))).toEqual([])
  })

  it('is said aloud once, with name and number, and named in the title', async () => {
    const page = await stage.enter()
    await page.evaluate(() => {
      const said: string[] = []
      Object.assign(globalThis, { said })
      const region = document.querySelector('[aria-live="assertive"]')
      if (region === null) throw new Error('no live region')
      new MutationObserver(() => {
        if (region.textContent) said.push(region.textContent)
      }).observe(region, { childList: true, characterData: true, subtree: true })
    })
    const { id } = stage.fake.show(ringingCall({ pop: emptyPop('searching') }))
    stage.fake.change(id, { pop: ringingCall().pop })
    stage.fake.change(id, { queue: 'Service line' })
    await expect.poll(async () => page.title()).toBe(`${contact.name} is calling`)
    await page.waitForTimeout(1_000)
    const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
    expect(said).toEqual([`Incoming call: ${contact.name}, ${account.name}, ${customer.display}`])
    stage.fake.change(id, { state: 'connected' })
    await expect.poll(async () => page.title()).toBe('Hookswitch')
  })

  it('never takes the focus or the page away from who is typing', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(
      ringingCall({ state: null, outcome: 'answered', endedAt: new Date().toISOString() }),
    )
    const notes = page.locator('#notes')
    await notes.focus()
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(3)
    const typing = notes.pressSequentially(text, { delay: 8 })
    for (let call = 0; call < 15; call += 1) {
      await page.waitForTimeout(60)
      const rings = stage.fake.show(
        ringingCall({ other: { ...customer, display: `+49 40 ${call}` }, pop: null }),
      )
      if (call % 2 === 0) stage.fake.gone(rings.id)
    }
    await typing
    expect(await notes.inputValue()).toBe(text)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('notes')
    await expect.poll(() => notesOf(id)).toBe(text)
  })

  it('offers what the call offers and nothing else; without a remote answer it says to use the phone', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall({ offers: ['rejectCall'] }))
    await page.getByText('Ringing: please answer on your phone').waitFor()
    expect(await page.locator('[data-command]').allTextContents()).toEqual(['Reject'])
    stage.fake.change(id, {
      state: 'connected',
      since: new Date().toISOString(),
      offers: ['clearConnection', 'holdCall'],
    })
    await page.locator('[data-call-state="connected"]').waitFor()
    expect(await page.locator('[data-command]').allTextContents()).toEqual(['Hold', 'Hang up'])
    stage.fake.change(id, {
      state: 'hold',
      since: new Date().toISOString(),
      offers: ['clearConnection', 'retrieveCall'],
    })
    await page.locator('[data-call-state="hold"]').waitFor()
    expect(await page.locator('[data-command]').allTextContents()).toEqual(['Retrieve', 'Hang up'])
  })

  it('shows a command as asked until the telephone system says that it happened', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall())
    await page.locator('[data-command="answerCall"]').click()
    await page.getByText('Answer: asked…').waitFor()
    expect(await page.locator('[data-call-state]').getAttribute('data-call-state')).toBe('alerting')
    expect(stage.fake.seen.find((it) => it.what === `POST /api/calls/${id}/commands`)?.body).toEqual({
      kind: 'answerCall',
    })
    stage.fake.change(id, {
      state: 'connected',
      since: new Date().toISOString(),
      offers: ['clearConnection'],
    })
    await page.locator('[data-call-state="connected"]').waitFor()
    expect(await page.getByText('asked…').count()).toBe(0)
  })
})

describeInBrowser('who it is', () => {
  it('lets the agent choose among several, each with its reason', async () => {
    const page = await stage.enter()
    const { id } = stage.fake.show(ringingCall({ pop: severalPop }))
    await page.locator('.pop').getByText('3 possible callers').waitFor()
    expect(await page.locator('.match').last().textContent()).toContain('account number keyed in')
    await page.locator('.match').first().click()
    await page.locator('[data-case="C-1041"]').waitFor()
    expect(stage.fake.seen.find((it) => it.what === `PUT /api/calls/${id}/match`)?.body).toEqual({
      contactId: contact.id,
      accountId: account.id,
    })
  })

  it('says what speaks for and against each, and why nobody was chosen', async () => {
    const page = await stage.enter(german)
    const notes = [
      { code: 'openCase', text: '1041' },
      { code: 'lastTalk', at: '2026-03-04T10:00:00.000Z' },
    ] as const
    const against = [{ code: 'notHim', at: '2026-02-03T10:00:00.000Z' }] as const
    const [first, second, ...others] = severalPop.matches
    if (first === undefined || second === undefined) throw new Error('there are several')
    const matches = [{ ...first, notes: [...notes] }, { ...second, notes: [...against] }, ...others]
    stage.fake.show(ringingCall({ pop: { ...severalPop, unsure: 'shared', matches } }))
    await page.locator('.record-company', { hasText: 'Diese Nummer haben mehrere. Wer ist es?' }).waitFor()
    expect(await page.locator('.match').nth(0).locator('.match-note').allTextContents()).toEqual([
      'offener Fall 1041',
      'zuletzt gesprochen am 04.03.2026',
    ])
    expect(await page.locator('.match').nth(1).locator('.match-note').allTextContents()).toEqual([
      'war am 03.02.2026 nicht der Anrufer',
    ])
  })

  it('creates a contact with nothing typed again', async () => {
    const page = await stage.enter()
    const other = { ...customer, name: 'WEBER, MARIA', display: '+49 30 901820' }
    const { id } = stage.fake.show(ringingCall({ other, pop: emptyPop('none') }))
    await page.locator('.pop').getByText('Unknown caller').waitFor()
    await page.locator('[data-form="create-contact"] button[type="submit"]').click()
    await page.getByRole('heading', { name: 'Maria Weber' }).waitFor()
    expect(stage.fake.seen.find((it) => it.what === 'POST /api/contacts')?.body).toEqual({
      givenName: 'Maria',
      familyName: 'Weber',
      email: null,
      accountId: null,
      phones: [{ label: 'work', text: '+49 30 901820' }],
      callId: id,
    })
  })

  it('says that a number is withheld, and that a search failed', async () => {
    const page = await stage.enter()
    const other = { kind: 'restricted', number: null, e164: null, display: '', name: null } as const
    const { id } = stage.fake.show(ringingCall({ other, pop: emptyPop('withheld') }))
    await page.getByRole('heading', { name: 'Number withheld' }).waitFor()
    stage.fake.change(id, { pop: emptyPop('failed') })
    await page.getByText('The records could not be searched').waitFor()
    expect(await page.getByRole('button', { name: 'Search again now' }).isEnabled()).toBe(true)
  })

  it('finds records by typing, with the keyboard alone', async () => {
    const page = await stage.enter()
    await page.keyboard.press('Alt+s')
    await page.keyboard.type('Katharina')
    await page.getByRole('option', { name: contact.name }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: contact.name }).waitFor()
    expect(page.url()).toContain(`/contacts/${contact.id}`)
  })

  it('shows hostile text as text', async () => {
    const page = await stage.enter()
    const evil = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>{{7*7}}'
    stage.fake.show(
      ringingCall({ other: { ...customer, name: evil, display: evil }, queue: evil, pop: emptyPop('none') }),
    )
    await page.locator('.record-name', { hasText: evil }).waitFor()
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
    expect(await page.locator('main img').count()).toBe(0)
  })
})
