/**
 * The main road against a real Asterisk with real SIP phones. The server is the program that users run; that it talks to
 * Asterisk and not to a CSTA switch is said by its configuration alone.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { CallView, Client } from '@hookswitch/contract'
import type { TestClient } from '#server/test-live.ts'
import { installAsterisk, startAsterisk, whyNoAsterisk, type Asterisk } from '../peers/asterisk.ts'
import { Phone } from '../peers/sip/phone.ts'
import { Rig } from '../server/rig.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()

describeWithPeers(missing, 'the main road on a real Asterisk', () => {
  let asterisk: Asterisk
  let trunk: Phone
  let rig: Rig
  let page: TestClient
  let agent: Client
  const phones: Phone[] = []
  const records = { account: '', contact: '', case: '' }

  async function phone(user: string): Promise<Phone> {
    const made = await new Phone({ user, password: asterisk.secret, server: asterisk.sip }).open()
    phones.push(made)
    await made.register()
    return made
  }

  beforeAll(async () => {
    await installAsterisk()
    const server = { ip: '127.0.0.1', port: 0 }
    trunk = await new Phone({ user: 'trunk', ip: '127.0.0.3', server }).open()
    asterisk = await startAsterisk({ name: 'road', trunk: trunk.address })
    server.port = asterisk.sip.port
    rig = new Rig({
      extensions: ['1001', '1003'],
      pbx: {
        kind: 'asterisk',
        config: {
          host: '127.0.0.1',
          port: asterisk.amiPort,
          username: 'hookswitch',
          secret: asterisk.secret,
          trunks: ['trunk'],
        },
      },
    })
    await rig.prepare()
    agent = await rig.signIn('agent1001')
    const account = await agent.createAccount({ body: { name: 'Analytical Engines', number: '48213' } })
    const contact = await agent.createContact({
      body: {
        givenName: 'Ada',
        familyName: 'King',
        accountId: account.id,
        phones: [{ label: 'mobile', text: '(415) 555-0100' }],
      },
    })
    const opened = await agent.createCase({
      body: { subject: 'Cards jam', contactId: contact.id, accountId: account.id, priority: 'high' },
    })
    Object.assign(records, { account: account.id, contact: contact.id, case: opened.id })
    page = await rig.openPage('1001')
    const { line } = await page.seeSnapshot()
    expect(line).toMatchObject({ state: 'live', device: '1001' })
  })
  afterEach(async () => {
    for (const one of phones.splice(0)) await one.close()
    page.frames.length = 0
  })
  afterAll(async () => {
    await rig?.close()
    await trunk?.close()
    await asterisk?.stop()
  })

  const activities = async (): Promise<readonly unknown[]> =>
    (await agent.listActivities({ query: { contactId: records.contact } })).items
  const ended = ({ id }: CallView) => page.seeCall((call) => call.id === id && call.endedAt !== null)
  const isRinging = ({ state, pop }: CallView): boolean => state === 'alerting' && pop?.status !== 'searching'

  it('a number known: the record is on the page while the phone rings; answered, ended by the caller, logged once', async () => {
    const desk = await phone('1001')
    const rings = desk.next()
    const customer = await trunk.dial('+18005551001', { callerNumber: '+14155550100', callerName: 'A KING' })
    const ringing = await page.seeCall(isRinging)
    const bell = await rings
    expect(bell.state).toBe('ringing')
    expect(ringing.pop).toMatchObject({
      status: 'found',
      chosen: { reason: 'callerNumber', contact: { name: 'Ada King' }, account: { number: '48213' } },
      cases: [
        { subject: 'Cards jam', priority: 'high', status: 'new', origin: 'phone', contactName: 'Ada King' },
      ],
    })
    await bell.answer()
    const talking = await page.seeCall(({ id, state }) => id === ringing.id && state === 'connected')
    expect(talking.answeredAt).not.toBeNull()
    await agent.writeNotes({ params: { id: ringing.id }, body: { text: 'Sent the mechanic.', version: 0 } })
    const made = await agent.createCase({ body: { subject: 'Made during the call' } })
    await agent.noteOpened({ params: { id: ringing.id }, body: { kind: 'case', id: records.case } })
    await customer.hangUp()
    expect(await ended(ringing)).toMatchObject({ outcome: 'answered', state: null })
    const after = await agent.createCase({ body: { subject: 'Made after the call' } })
    const tooLate = { params: { id: ringing.id }, body: { kind: 'case', id: after.id } } as const
    await expect(agent.noteOpened(tooLate)).rejects.toMatchObject({ code: 'callEnded' })
    const story = { params: { id: ringing.id } }
    const standsOn = async (): Promise<string[] | undefined> =>
      (await agent.readStory(story)).log?.records.map(({ how, id }) => `${how} ${id}`)
    await expect
      .poll(standsOn)
      .toEqual([
        `matched ${records.account}`,
        `matched ${records.contact}`,
        `created ${made.id}`,
        `opened ${records.case}`,
      ])
    await expect.poll(activities).toMatchObject([
      {
        kind: 'call',
        direction: 'inbound',
        outcome: 'answered',
        text: 'Sent the mechanic.',
        accountId: records.account,
      },
    ])
  })

  it('a withheld number that keys in its account number: IVR, queue, pop by the digits before the answer, one log', async () => {
    const [first, second] = [await phone('1001'), await phone('1003')]
    const bells = [first.next(20_000), second.next(20_000)] as const
    const before = (await activities()).length
    const customer = await trunk.dial('+18005556000', { callerNumber: '+14155550142', withheld: true })
    await customer.wait('talking')
    // The menu listens a moment after it answers.
    await new Promise((resolve) => setTimeout(resolve, 500))
    await customer.key('48213#')
    const ringing = await page.seeCall(isRinging, 20_000)
    expect(ringing).toMatchObject({ digits: '48213', other: { kind: 'restricted', number: null } })
    expect(ringing.pop).toMatchObject({
      status: 'found',
      chosen: { reason: 'accountNumberDigits', account: { name: 'Analytical Engines' } },
    })
    const [bell] = await Promise.all(bells)
    await bell.answer()
    await page.seeCall(({ id, state }) => id === ringing.id && state === 'connected')
    await bell.hangUp()
    expect(await ended(ringing)).toMatchObject({ outcome: 'answered' })
    const logs = async (): Promise<readonly unknown[]> =>
      (await agent.listActivities({ query: { accountId: records.account } })).items
    await expect.poll(logs).toHaveLength(before + 1)
    // The other member of the queue only heard it ring.
    const other = await rig.signIn('agent1003')
    const { items } = await other.myCalls({ query: {} })
    expect(items.filter(({ id }) => id === ringing.id)).toMatchObject([{ outcome: 'answeredElsewhere' }])
  })

  it('click-to-dial: my phone first, then the customer; the pop is for the called party; one log', async () => {
    const desk = await phone('1001')
    const [mine, theirs] = [desk.next(), trunk.next(20_000)]
    const before = (await activities()).length
    await agent.makeCall({ body: { number: '(415) 555-0100' }, idempotencyKey: 'road-1' })
    const bell = await mine
    await bell.answer()
    const remote = await theirs
    const dialling = await page.seeCall(
      ({ direction, pop }) => direction === 'outbound' && pop?.status === 'found',
    )
    expect(dialling.pop?.chosen).toMatchObject({ reason: 'calledNumber', contact: { name: 'Ada King' } })
    await remote.answer()
    await page.seeCall(({ id, answeredAt }) => id === dialling.id && answeredAt !== null)
    await agent.commandCall({ params: { id: dialling.id }, body: { kind: 'clearConnection' } })
    expect(await ended(dialling)).toMatchObject({ outcome: 'answered', direction: 'outbound' })
    await expect.poll(activities).toHaveLength(before + 1)
  })
})
