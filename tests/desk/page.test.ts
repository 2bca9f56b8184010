import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildPage } from './built-page.ts'
import { browserMissing, openBrowser, openPage, signIn, type Watched } from './browser.ts'
import { describeInBrowser } from './describe-in-browser.ts'
import { FakeServer } from './fake-server.ts'
import {
  account,
  activities,
  anna,
  cases,
  contact,
  customer,
  emptyPop,
  ringingCall,
  severalPop,
  tasks,
} from './fixtures.ts'
import { hardCodedTexts, overflowsSideways, poorContrast, poorTargets } from './page-checks.ts'

const german = { userName: 'anna', password: 'anna' }
const english = { userName: 'grace', password: 'grace' }

let built: Awaited<ReturnType<typeof buildPage>>
let browser: Browser
let fake: FakeServer
let watched: Watched

beforeAll(async () => {
  if (browserMissing !== null) return
  built = await buildPage()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await built?.remove()
})
beforeEach(async () => {
  fake = new FakeServer(built.dist)
  await fake.start()
  watched = await openPage(browser)
})
afterEach(async () => {
  const { complaints } = watched
  await watched.context.close()
  await fake.stop()
  if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('; ')}`)
})

const enter = async (who = english): Promise<Watched['page']> => {
  await signIn(watched.page, fake.url, who)
  return watched.page
}
const notesOf = (id: string): string => fake.find(id)?.notes.text ?? ''
const writes = (): number =>
  fake.seen.filter((it) => it.what.startsWith('PUT') && it.what.endsWith('/notes')).length

describeInBrowser('signing in', () => {
  it('says plainly what is wrong, and keeps what was typed', async () => {
    const { page } = watched
    await page.goto(fake.url)
    await page.locator('input[name="userName"]').fill('grace')
    await page.locator('input[name="password"]').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('User name or password is wrong').waitFor()
    expect(await page.locator('input[name="userName"]').inputValue()).toBe('grace')
    fake.answering = false
    await page.keyboard.press('Enter')
    await page.getByText('The server does not answer').waitFor()
  })

  it('ends on the sign-in page when the session is over', async () => {
    const page = await enter()
    await page.getByLabel('Sign out').click()
    await page.getByText('Sign in to Hookswitch').waitFor()
    await page.reload()
    await page.getByText('Sign in to Hookswitch').waitFor()
    expect(await page.locator('.desk').count()).toBe(0)
  })
})

describeInBrowser('a call that rings', () => {
  const words = {
    en: { urgent: 'Urgent', escalated: 'Escalated', problem: 'Problem', email: 'E-mail' },
    de: { urgent: 'Dringend', escalated: 'Eskaliert', problem: 'Problem', email: 'E-Mail' },
  }

  it.each([
    [english, words.en],
    [german, words.de],
  ])('shows the caller and all eight fields of each case to %o while it rings', async (who, said) => {
    const page = await enter(who)
    fake.show(ringingCall())
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
      const { page, context } = await openPage(browser, { viewport: { width: 1280, height: 800 } })
      await signIn(page, fake.url, who)
      const { id } = fake.show(ringingCall())
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
      fake.gone(id)
      await context.close()
    }
  })

  it('moves nothing on the page when the record comes', async () => {
    const page = await enter()
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
    const { id, pop } = fake.show(ringingCall())
    fake.change(id, { pop: emptyPop('searching') })
    await page.locator('.pop').getByText('Looking for the caller').waitFor()
    await page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts.splice(0))
    fake.change(id, { pop })
    await page.locator('[data-case]').first().waitFor()
    await page.waitForTimeout(200)
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts)
    // What was there before the record: name, number, notes, my calls. What is below it takes its place.
    expect(shifts.filter((what) => !/row|section|related|cases|line/i.test(what))).toEqual([])
  })

  it('is said aloud once, with name and number, and named in the title', async () => {
    const page = await enter()
    await page.evaluate(() => {
      const said: string[] = []
      Object.assign(globalThis, { said })
      const region = document.querySelector('[aria-live="assertive"]')
      if (region === null) throw new Error('no live region')
      new MutationObserver(() => {
        if (region.textContent) said.push(region.textContent)
      }).observe(region, { childList: true, characterData: true, subtree: true })
    })
    const { id } = fake.show(ringingCall({ pop: emptyPop('searching') }))
    fake.change(id, { pop: ringingCall().pop })
    fake.change(id, { queue: 'Service line' })
    await expect.poll(async () => page.title()).toBe(`${contact.name} is calling`)
    await page.waitForTimeout(1_000)
    const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
    expect(said).toEqual([`Incoming call: ${contact.name}, ${account.name}, ${customer.display}`])
    fake.change(id, { state: 'connected' })
    await expect.poll(async () => page.title()).toBe('Hookswitch')
  })

  it('never takes the focus or the page away from who is typing', async () => {
    const page = await enter()
    const { id } = fake.show(
      ringingCall({ state: null, outcome: 'answered', endedAt: new Date().toISOString() }),
    )
    const notes = page.locator('#notes')
    await notes.focus()
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(3)
    const typing = notes.pressSequentially(text, { delay: 8 })
    for (let call = 0; call < 15; call += 1) {
      await page.waitForTimeout(60)
      const rings = fake.show(ringingCall({ other: { ...customer, display: `+49 40 ${call}` }, pop: null }))
      if (call % 2 === 0) fake.gone(rings.id)
    }
    await typing
    expect(await notes.inputValue()).toBe(text)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('notes')
    await expect.poll(() => notesOf(id)).toBe(text)
  })

  it('offers what the call offers and nothing else; without a remote answer it says to use the phone', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall({ offers: ['rejectCall'] }))
    await page.getByText('Ringing: please answer on your phone').waitFor()
    expect(await page.locator('[data-command]').allTextContents()).toEqual(['Reject'])
    fake.change(id, {
      state: 'connected',
      since: new Date().toISOString(),
      offers: ['clearConnection', 'holdCall'],
    })
    await page.locator('[data-call-state="connected"]').waitFor()
    expect(await page.locator('[data-command]').allTextContents()).toEqual(['Hold', 'Hang up'])
    fake.change(id, {
      state: 'hold',
      since: new Date().toISOString(),
      offers: ['clearConnection', 'retrieveCall'],
    })
    await page.locator('[data-call-state="hold"]').waitFor()
    expect(await page.locator('[data-command]').allTextContents()).toEqual(['Retrieve', 'Hang up'])
  })

  it('shows a command as asked until the telephone system says that it happened', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall())
    await page.locator('[data-command="answerCall"]').click()
    await page.getByText('Answer: asked…').waitFor()
    expect(await page.locator('[data-call-state]').getAttribute('data-call-state')).toBe('alerting')
    expect(fake.seen.find((it) => it.what === `POST /api/calls/${id}/commands`)?.body).toEqual({
      kind: 'answerCall',
    })
    fake.change(id, { state: 'connected', since: new Date().toISOString(), offers: ['clearConnection'] })
    await page.locator('[data-call-state="connected"]').waitFor()
    expect(await page.getByText('asked…').count()).toBe(0)
  })
})

describeInBrowser('who it is', () => {
  it('lets the agent choose among several, each with its reason', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall({ pop: severalPop }))
    await page.locator('.pop').getByText('3 possible callers').waitFor()
    expect(await page.locator('.match').last().textContent()).toContain('account number keyed in')
    await page.locator('.match').first().click()
    await page.locator('[data-case="C-1041"]').waitFor()
    expect(fake.seen.find((it) => it.what === `PUT /api/calls/${id}/match`)?.body).toEqual({
      contactId: contact.id,
      accountId: account.id,
    })
  })

  it('creates a contact with nothing typed again', async () => {
    const page = await enter()
    const other = { ...customer, name: 'WEBER, MARIA', display: '+49 30 901820' }
    const { id } = fake.show(ringingCall({ other, pop: emptyPop('none') }))
    await page.locator('.pop').getByText('Unknown caller').waitFor()
    await page.locator('[data-form="create-contact"] button[type="submit"]').click()
    await page.getByRole('heading', { name: 'Maria Weber' }).waitFor()
    expect(fake.seen.find((it) => it.what === 'POST /api/contacts')?.body).toEqual({
      givenName: 'Maria',
      familyName: 'Weber',
      email: null,
      accountId: null,
      phones: [{ label: 'work', text: '+49 30 901820' }],
      callId: id,
    })
  })

  it('says that a number is withheld, and that a search failed', async () => {
    const page = await enter()
    const other = { kind: 'restricted', number: null, e164: null, display: '', name: null } as const
    const { id } = fake.show(ringingCall({ other, pop: emptyPop('withheld') }))
    await page.getByRole('heading', { name: 'Number withheld' }).waitFor()
    fake.change(id, { pop: emptyPop('failed') })
    await page.getByText('The records could not be searched').waitFor()
    expect(await page.getByRole('button', { name: 'Search again now' }).isEnabled()).toBe(true)
  })

  it('finds records by typing, with the keyboard alone', async () => {
    const page = await enter()
    await page.keyboard.press('Alt+s')
    await page.keyboard.type('Katharina')
    await page.getByRole('option', { name: contact.name }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: contact.name }).waitFor()
    expect(page.url()).toContain(`/contacts/${contact.id}`)
  })

  it('shows hostile text as text', async () => {
    const page = await enter()
    const evil = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>{{7*7}}'
    fake.show(
      ringingCall({ other: { ...customer, name: evil, display: evil }, queue: evil, pop: emptyPop('none') }),
    )
    await page.locator('.record-name', { hasText: evil }).waitFor()
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
    expect(await page.locator('main img').count()).toBe(0)
  })
})

describeInBrowser('notes', () => {
  it('are saved as they are typed', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall())
    await page.locator('#notes').pressSequentially('Wants a call back.')
    await page.locator('[data-notes="saved"]').waitFor()
    expect(notesOf(id)).toBe('Wants a call back.')
    expect(writes()).toBeLessThan(10)
  })

  it('survive a reload in the middle of a word, and a server that is dead meanwhile', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall({ state: 'connected' }))
    fake.answering = false
    fake.cut()
    await page.locator('#notes').pressSequentially('Half a sen')
    await page.getByText('Kept on this computer, will be saved').waitFor()
    await page.getByText('Not live').waitFor()
    expect(notesOf(id)).toBe('')
    fake.answering = true
    await page.reload()
    await expect.poll(() => notesOf(id), { timeout: 10_000 }).toBe('Half a sen')
    expect(await page.locator('#notes').inputValue()).toBe('Half a sen')
    await page.locator('[data-notes="saved"]').waitFor()
  })

  it('are written by themselves when the server is back', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall({ state: 'connected' }))
    fake.answering = false
    fake.cut()
    await page.locator('#notes').pressSequentially('Patience')
    await page.getByText('Kept on this computer, will be saved').waitFor()
    fake.answering = true
    await expect.poll(() => notesOf(id), { timeout: 20_000 }).toBe('Patience')
  })

  it('keep the words of both when a colleague writes at the same time', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall({ state: 'connected', notes: { text: 'Refund?', version: 3 } }))
    await page.locator('#notes').waitFor()
    const call = fake.find(id)
    // A colleague's write of which this page has not heard yet.
    if (call !== undefined) Object.assign(call, { notes: { text: 'Refund?\nAsk Tom', version: 4 } })
    await page.locator('#notes').press('End')
    await page.locator('#notes').pressSequentially(' Yes')
    await page.getByText('joined with a colleague').waitFor()
    expect(notesOf(id)).toContain('Ask Tom')
    expect(notesOf(id)).toContain('Refund? Yes')
  })

  it('of a call of the past are still there to be read and written', async () => {
    const page = await enter()
    await page.locator('[data-call="past-12"] a').click()
    await page.locator('#notes').pressSequentially('Called back at noon')
    await expect.poll(() => notesOf('past-12')).toBe('Called back at noon')
  })
})

describeInBrowser('a connection that is lost', () => {
  it('is told at once; nothing can be asked of a call; and it comes back by itself with what was missed', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall())
    await page.locator('[data-command="answerCall"]').waitFor()
    fake.answering = false
    fake.cut()
    await page.getByText('Not live').waitFor({ timeout: 1_000 })
    expect(await page.locator('[data-command="answerCall"]').isDisabled()).toBe(true)
    expect(await page.locator('[data-line="live"]').count()).toBe(0)
    fake.change(id, { state: 'connected', since: new Date().toISOString(), offers: ['clearConnection'] })
    fake.answering = true
    await page.locator('[data-call-state="connected"]').waitFor({ timeout: 15_000 })
    expect(await page.getByText('Not live').count()).toBe(0)
    expect(await page.locator('[data-command="clearConnection"]').isEnabled()).toBe(true)
  })

  it('that only looks open is noticed too', async () => {
    fake.heartbeatSeconds = 2
    const page = await enter()
    fake.speaking = false
    await page.getByText('Not live').waitFor({ timeout: 4_000 })
    fake.speaking = true
    await page.locator('[data-line="live"]').waitFor({ timeout: 15_000 })
    expect(await page.getByText('Not live').count()).toBe(0)
  })
})

describeInBrowser('my calls', () => {
  it('mark the missed, name who took it elsewhere, and are called back by a press', async () => {
    const page = await enter()
    const row = (id: string) => page.locator(`[data-call="${id}"]`)
    await row('past-12').waitFor()
    expect(await row('past-12').getAttribute('data-missed')).toBe('true')
    expect(await row('past-41').textContent()).toContain('Answered by Tom Hartwig')
    expect(await row('past-58').textContent()).toContain('Number withheld')
    await row('past-25').getByRole('button').click()
    await expect
      .poll(() => fake.seen.find((it) => it.what === 'POST /api/calls')?.body)
      .toEqual({
        number: '+442079460123',
      })
  })
})

describeInBrowser('dialling', () => {
  it('previews what would be dialled for what was pasted', async () => {
    const page = await enter()
    await page.keyboard.press('Alt+k')
    await page.keyboard.insertText('Tel. +49 (40) 669-69100')
    await page.getByText('Calls +494066969100').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Asked the telephone system to call').waitFor()
    expect(fake.seen.find((it) => it.what === 'POST /api/calls')?.body).toEqual({
      number: 'Tel. +49 (40) 669-69100',
    })
    fake.show(ringingCall({ direction: 'outbound', state: 'initiated', offers: ['clearConnection'] }))
    await page.getByText('Dialling').first().waitFor()
    expect(await page.getByText('Asked the telephone system to call').count()).toBe(0)
  })
})

describeInBrowser('for everybody', () => {
  it('a whole call by keyboard alone', async () => {
    const page = await enter()
    const { id } = fake.show(ringingCall())
    await page.locator('[data-command="answerCall"]').waitFor()
    await page.keyboard.press('Alt+a')
    await page.getByText('Answer: asked…').waitFor()
    fake.change(id, {
      state: 'connected',
      since: new Date().toISOString(),
      offers: ['holdCall', 'clearConnection'],
    })
    await page.locator('[data-command="holdCall"]').waitFor()
    await page.keyboard.press('Alt+n')
    await page.keyboard.type('By keyboard')
    await page.keyboard.press('Alt+h')
    await page.getByText('Hold: asked…').waitFor()
    fake.change(id, {
      state: 'hold',
      since: new Date().toISOString(),
      offers: ['retrieveCall', 'clearConnection'],
    })
    await page.locator('[data-command="retrieveCall"]').waitFor()
    await page.keyboard.press('Alt+x')
    await page.getByText('Hang up: asked…').waitFor()
    fake.change(id, { state: null, offers: [], outcome: 'answered', endedAt: new Date().toISOString() })
    await page.locator('[data-call-state="ended"]').waitFor()
    const kinds = fake.seen
      .filter((it) => it.what.endsWith('/commands'))
      .map((it) => (it.body as { kind: string }).kind)
    expect(kinds).toEqual(['answerCall', 'holdCall', 'clearConnection'])
    await expect.poll(() => notesOf(id)).toBe('By keyboard')
  })

  it.each(['light', 'dark'] as const)(
    'colours far enough apart and targets large enough, %s',
    async (colorScheme) => {
      const page = await enter()
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), colorScheme)
      fake.show(ringingCall({ queue: 'Service line', digits: '4711' }))
      const second = fake.show(ringingCall({ state: 'hold', offers: ['retrieveCall', 'generateDigits'] }))
      fake.show(ringingCall({ state: null, outcome: 'missed', offers: [] }))
      await page.locator('[data-case]').first().waitFor()
      expect([...(await poorContrast(page)), ...(await poorTargets(page))]).toEqual([])
      fake.change(second.id, { pop: severalPop })
      await page.locator('.match').first().waitFor()
      expect([...(await poorContrast(page)), ...(await poorTargets(page))]).toEqual([])
    },
  )

  it('nothing to scroll sideways on a telephone', async () => {
    const page = await enter(german)
    await page.setViewportSize({ width: 390, height: 844 })
    const { id } = fake.show(ringingCall())
    await page.locator('[data-case="C-1043"]').waitFor()
    expect(await overflowsSideways(page)).toEqual([])
    const card = await page.locator('[data-call-state="alerting"]').boundingBox()
    expect(card !== null && card.y + card.height < 844).toBe(true)
    fake.change(id, { pop: emptyPop('none') })
    await page.locator('[data-form="create-contact"]').waitFor()
    expect(await overflowsSideways(page)).toEqual([])
  })

  it('no sentence that a translator never saw', async () => {
    const { page } = watched
    await page.addInitScript(() => {
      localStorage.setItem('hookswitch.language', 'en-XA')
    })
    const values = [
      'Technician',
      'KL',
      'Hamburg, DE',
      'Hookswitch',
      ...valuesOf([anna, contact, account, cases, tasks, activities, fake.calls, fake.line]),
    ]
    const check = async (): Promise<void> => expect(await hardCodedTexts(page, { values })).toEqual([])
    await page.goto(fake.url)
    await page.locator('input[name="userName"]').waitFor()
    await check()
    await signIn(page, fake.url, german)
    fake.show(ringingCall({ offers: ['rejectCall'], digits: '4711' }))
    fake.show(ringingCall({ state: 'hold', offers: ['retrieveCall', 'generateDigits'], pop: severalPop }))
    await page.locator('.match').first().waitFor()
    await check()
    await page.locator('[data-call-state="alerting"] a').click()
    await page.locator('[data-case]').first().waitFor()
    await check()
    await page.goto(`${fake.url}/demo/phone`)
    await page.locator('.handset').waitFor()
    values.push('Olivia Grant', `${contact.name}, ${account.name}`, '1001 Anna Becker', '1002 Grace Turner')
    values.push('Grace Turner', 'Service line (8000)')
    await check()
  })

  it('changes language and theme at once and keeps them', async () => {
    const page = await enter()
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
    const { page } = watched
    await page.goto(`${fake.url}/demo/phone`)
    await page.getByLabel('Who calls').click()
    await page.getByRole('option', { name: 'Olivia Grant' }).click()
    expect(await page.getByLabel('From number').inputValue()).toBe('+442079460123')
    await page.getByLabel('Who calls').click()
    await page.getByRole('option', { name: contact.name }).click()
    await page.getByRole('button', { name: 'Call', exact: true }).click()
    await page.getByText('Ringing at the agent').waitFor()
    await page.getByRole('button', { name: '5', exact: true }).click()
    await page.getByRole('button', { name: 'Hang up' }).click()
    await expect.poll(() => fake.seen.map((it) => it.what)).toContain('POST /api/demo/calls/demo-1/hang-up')
    expect(fake.seen.find((it) => it.what === 'POST /api/demo/calls')?.body).toEqual({
      from: '+494066969100',
      to: '1001',
    })
    expect(fake.seen.find((it) => it.what.endsWith('/digits'))?.body).toEqual({ digits: '5' })
  })
})

/** Every text in these records, however deep. */
function valuesOf(it: unknown): string[] {
  if (typeof it === 'string') return [it]
  return typeof it === 'object' && it !== null ? Object.values(it).flatMap(valuesOf) : []
}
