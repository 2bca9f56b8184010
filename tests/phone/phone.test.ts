/** The phone in the agent's page against a real Asterisk: SIP over wss, sound by DTLS-SRTP, in a real Chromium. */
import { networkInterfaces } from 'node:os'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { browserMissing, type Watched } from '../desk/browser.ts'
import { whyNoAsterisk } from '../peers/asterisk.ts'
import { flow, packetsOf, Place } from './place.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = (await whyNoAsterisk()) ?? browserMissing
/** Of this machine: what goes from one to another of them never leaves it. */
const ownAddresses = new Set(
  Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
)
const second = { timeout: 20_000, interval: 100 }

describeWithPeers(missing, 'the phone in the browser', () => {
  let place: Place
  const open: Watched[] = []

  beforeAll(async () => {
    place = await Place.open()
  })
  afterEach(async () => {
    for (const call of place.trunk.calls.values()) await call.hangUp()
    for (const { context, complaints } of open.splice(0)) {
      await context.close()
      expect(complaints).toEqual([])
    }
    // A page that closed without a word stays the phone for a moment.
    await place.rig.query('delete from phone_lease')
  })
  afterAll(() => place?.close())

  async function browser(options: Parameters<Place['browserOf']>[0] = {}): Promise<Page> {
    const watched = await place.browserOf(options)
    open.push(watched)
    return watched.page
  }
  const panel = (page: Page, state: string) => page.locator(`.browser-phone${state}`)
  const registered = '[data-phone-line="registered"]'
  const card = (page: Page, state: string) => page.locator(`.call-card[data-call-state="${state}"]`)
  const press = (page: Page, command: string) => page.locator(`[data-command="${command}"]`).first().click()

  async function talking(page: Page) {
    await panel(page, registered).waitFor()
    const customer = await place.call()
    await press(page, 'answerCall')
    await card(page, 'connected').waitFor()
    await customer.wait('talking')
    await expect.poll(async () => (await packetsOf(page)).received, second).toBeGreaterThan(20)
    return customer
  }
  const heard = async (call: { readonly media: { readonly received: number } }): Promise<number> => {
    const before = call.media.received
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return call.media.received - before
  }

  it('registers, rings, is answered by the card; both count packets both ways, and nothing leaves this machine', async () => {
    const page = await browser()
    await panel(page, registered).waitFor()
    expect(await place.contacts()).toBe(1)
    const customer = await place.call()
    await card(page, 'alerting').waitFor()
    expect(await page.locator('.call-card').count()).toBe(1)
    expect(await page.locator('[data-loose]').count()).toBe(0)
    await press(page, 'answerCall')
    await card(page, 'connected').waitFor()
    await customer.wait('talking')
    const { sent, received } = await flow(page, 1_500)
    expect(Math.min(sent, received)).toBeGreaterThan(50)
    // Of a peer whom it found by itself a browser does not tell the address.
    expect((await packetsOf(page)).addresses.filter((it) => it !== '' && !ownAddresses.has(it))).toEqual([])
    const [channel] = await place.atAsterisk()
    expect(Math.min(channel?.sent ?? 0, channel?.received ?? 0)).toBeGreaterThan(50)
    expect(await heard(customer)).toBeGreaterThan(30)
    await page.locator('[data-sound="good"]').waitFor()
    await press(page, 'clearConnection')
    await customer.wait('ended')
    await card(page, 'ended').waitFor()
  })

  it('holds and nothing flows, goes on, is mute, is heard to press keys; how it sounded is kept with the call', async () => {
    const page = await browser()
    const customer = await talking(page)
    await press(page, 'holdCall')
    await card(page, 'hold').waitFor()
    await page.waitForTimeout(300)
    expect(await flow(page, 1_000)).toMatchObject({ sent: 0, received: 0 })
    await press(page, 'retrieveCall')
    await card(page, 'connected').waitFor()
    await expect.poll(async () => (await flow(page, 500)).received, second).toBeGreaterThan(10)
    expect((await flow(page, 1_500)).energy).toBeGreaterThan(1e-5)
    const mute = page.locator('[data-command="setMicrophoneMute"]')
    await mute.click()
    await expect.poll(async () => mute.getAttribute('aria-pressed')).toBe('true')
    // What was said before is still on its way through the browser for a moment.
    await expect.poll(async () => (await flow(page, 500)).energy, second).toBeLessThan(1e-6)
    expect((await flow(page, 1_500)).energy).toBeLessThan(1e-6)
    await mute.click()
    await page.locator('[data-opens="keys"]').click()
    for (const key of ['4', '8', '2', '#']) await page.locator('.dial-key', { hasText: key }).last().click()
    await expect.poll(() => customer.media.digits, second).toBe('482#')
    const id = await page.locator('.call-card').getAttribute('data-call')
    await customer.hangUp()
    await card(page, 'ended').waitFor()
    const quality = async () => (await place.agent.readCallQuality({ params: { id: id ?? '' } })).quality
    await expect.poll(quality, second).toMatchObject({ codec: 'PCMU', packetsLost: 0 })
    const kept = await quality()
    expect(Math.min(kept?.packetsSent ?? 0, kept?.packetsReceived ?? 0)).toBeGreaterThan(100)
    expect(kept?.seconds).toBeGreaterThan(3)
  })

  it('survives a reload in the middle of a call: the same call, with its sound, logged once', async () => {
    const page = await browser()
    const customer = await talking(page)
    const id = await page.locator('.call-card').getAttribute('data-call')
    const before = customer.media.received
    const began = performance.now()
    await page.reload({ waitUntil: 'commit' })
    const sound = async (): Promise<number> => (await packetsOf(page).catch(() => ({ received: 0 }))).received
    await expect.poll(sound, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0)
    const ms = performance.now() - began
    const own = await page.evaluate(() => performance.now())
    process.stdout.write(
      `Reload in the middle of a call: sound again after ${Math.round(ms)} ms (${Math.round(own)} of them in the new page), ` +
        `${customer.media.received - before} packets heard by the customer meanwhile\n`,
    )
    await panel(page, registered).waitFor()
    await card(page, 'connected').waitFor()
    expect(await page.locator('.call-card').getAttribute('data-call')).toBe(id)
    expect(await page.locator('.call-card').count()).toBe(1)
    expect(await page.locator('[data-loose]').count()).toBe(0)
    expect(customer.state).toBe('talking')
    expect(await heard(customer)).toBeGreaterThan(30)
    await expect.poll(async () => (await place.atAsterisk()).length, second).toBe(1)
    // Fifty come in a second. The page looks once a second, and what it saw last is what it tells.
    await expect.poll(async () => (await packetsOf(page)).received, second).toBeGreaterThan(200)
    await press(page, 'clearConnection')
    await customer.wait('ended')
    const { items } = await place.agent.myCalls({ query: { limit: 5 } })
    expect(items.filter((call) => call.startedAt >= (items[0]?.startedAt ?? ''))).toMatchObject([
      { id, outcome: 'answered' },
    ])
    const { quality } = await place.agent.readCallQuality({ params: { id: id ?? '' } })
    expect(quality?.packetsReceived).toBeGreaterThan(50)
  })

  it('two tabs: one is the phone; the other takes it with the call; when it closes the first is it again', async () => {
    const one = await browser()
    const customer = await talking(one)
    const two = await one.context().newPage()
    await two.goto(place.rig.url)
    await panel(two, '[data-place="otherTab"]').waitFor()
    await two.locator('[data-command="takeOver"]').click()
    await panel(two, registered).waitFor()
    await panel(one, '[data-place="otherTab"]').waitFor()
    await expect.poll(async () => (await packetsOf(two)).received, second).toBeGreaterThan(20)
    expect((await packetsOf(one)).received).toBe(0)
    expect(await place.contacts()).toBe(1)
    expect(customer.state).toBe('talking')
    await two.close()
    await panel(one, registered).waitFor()
    await expect.poll(async () => (await packetsOf(one)).received, second).toBeGreaterThan(20)
    expect(customer.state).toBe('talking')
    await press(one, 'clearConnection')
    await customer.wait('ended')
  })

  it('a second browser takes the phone with the call; the first is told and rings no more', async () => {
    const one = await browser()
    const customer = await talking(one)
    const two = await browser()
    await panel(two, '[data-place="elsewhere"]').waitFor()
    await two.locator('[data-command="takeOver"]').click()
    await panel(two, registered).waitFor()
    await expect.poll(async () => (await packetsOf(two)).received, second).toBeGreaterThan(20)
    await panel(one, '[data-place="elsewhere"]').waitFor()
    expect(customer.state).toBe('talking')
    expect(await heard(customer)).toBeGreaterThan(30)
    expect(await place.contacts()).toBe(1)
    await customer.hangUp()
    await card(two, 'ended').waitFor()
    await place.call()
    await card(two, 'alerting').waitFor()
    await press(two, 'answerCall')
    await card(two, 'connected').waitFor()
    expect((await packetsOf(one)).sent).toBe(0)
  })

  it('a microphone that is refused is told in words, the call goes on ringing, and is answered once it is allowed', async () => {
    const page = await browser({ microphone: false })
    await panel(page, registered).waitFor()
    const customer = await place.call()
    await press(page, 'answerCall')
    await panel(page, '').getByText('The microphone is not allowed').waitFor()
    expect(customer.state).not.toBe('talking')
    await card(page, 'alerting').waitFor()
    await page.context().grantPermissions(['microphone'])
    await press(page, 'answerCall')
    await card(page, 'connected').waitFor()
    await customer.wait('talking')
    expect(await page.locator('[data-trouble]').count()).toBe(0)
  })

  it('the way to the telephone system is cut: told, the sound goes on, and the end of the call is heard of after it is back', async () => {
    const page = await browser()
    const customer = await talking(page)
    place.wall.cut()
    await panel(page, '[data-phone-line="down"]').waitFor()
    expect((await flow(page, 500)).received).toBeGreaterThan(10)
    await panel(page, registered).waitFor()
    await page.waitForTimeout(500)
    await press(page, 'holdCall')
    await card(page, 'hold').waitFor()
    await customer.hangUp()
    await card(page, 'ended').waitFor()
    await expect.poll(async () => (await packetsOf(page)).sent, second).toBe(0)
  })

  it('a call that this page asked for is answered by itself when it rings here, and goes out', async () => {
    const page = await browser()
    await panel(page, registered).waitFor()
    const out = place.trunk.next(20_000)
    await page.locator('[data-field="dial"] input').fill('+14155550177')
    // May be pressed once the server has read the number.
    await page.locator('.dial button[type="submit"]').click()
    const customer = await out
    await customer.answer()
    await card(page, 'connected').waitFor()
    await expect.poll(async () => (await packetsOf(page)).received, second).toBeGreaterThan(20)
    await customer.hangUp()
    await card(page, 'ended').waitFor()
  })

  it('the telephone system dies and comes back: told, registered again, and the next call has its sound', async () => {
    const page = await browser()
    await talking(page)
    await place.asterisk.kill()
    await panel(page, '[data-phone-line="down"]').waitFor()
    await page.getByText('No sound arrives').waitFor()
    await place.asterisk.startAgain()
    await panel(page, registered).waitFor({ timeout: 30_000 })
    await page.locator('[data-line="live"]').waitFor({ timeout: 60_000 })
    await expect.poll(async () => page.locator('[data-loose]').count(), second).toBe(0)
    const customer = await talking(page)
    expect(await heard(customer)).toBeGreaterThan(30)
  })
})
