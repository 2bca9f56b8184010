/** Ten telephones at once, and restarts in the middle of calls: the server as it is run, a real Asterisk, real SIP phones. */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { CallView } from '@hookswitch/contract'
import { installAsterisk, startAsterisk, whyNoAsterisk, type Asterisk } from '#tests/peers/asterisk.ts'
import type { SipCall } from '#tests/peers/sip/call.ts'
import { Phone } from '#tests/peers/sip/phone.ts'
import { Crowd, expectOneLog, type Member } from './crowd.ts'
import { Rig } from './rig.ts'
import { describeWithPeers } from '#tests/peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()
const extensions = Array.from({ length: 10 }, (_, index) => String(1001 + index))
const ghostMs = 5_000

describeWithPeers(missing, 'many phones and restarts on a real Asterisk', () => {
  let asterisk: Asterisk
  let trunk: Phone
  let rig: Rig
  let customers = 0
  /** What the numbers of this test's customers begin with; one digit is missing. */
  let base = ''
  const phones = new Map<string, Phone>()

  beforeAll(async () => {
    await installAsterisk()
    const server = { ip: '127.0.0.1', port: 0 }
    trunk = await new Phone({ user: 'trunk', ip: '127.0.0.6', server }).open()
    asterisk = await startAsterisk({ name: 'restarts', trunk: trunk.address })
    server.port = asterisk.sip.port
    const config = {
      host: '127.0.0.1',
      port: asterisk.amiPort,
      username: 'hookswitch',
      secret: asterisk.secret,
      trunks: ['trunk'],
    }
    rig = new Rig({ extensions, pbx: { kind: 'asterisk', config } })
    await rig.prepare()
    await rig.linksAre('live')
  })
  beforeEach(async () => {
    customers += 1
    base = `+1415555${String(600 + customers)}`
    for (const user of extensions) {
      const { sip: server, secret } = asterisk
      phones.set(user, await new Phone({ user, password: secret, server }).open())
    }
    await registerAll()
  })
  afterEach(async () => {
    await Promise.all([...phones.values()].map((phone) => phone.close()))
    phones.clear()
    for (const call of trunk.calls.values()) call.end('local')
  })
  afterAll(async () => {
    await rig?.close()
    await trunk?.close()
    await asterisk?.stop()
  })

  const registerAll = () => Promise.all([...phones.values()].map((phone) => phone.register()))
  const phone = (user: string): Phone => phones.get(user) as Phone

  /** A customer calls a telephone; when `answers`, it is taken. */
  async function call(user: string, number: string, answers: boolean): Promise<SipCall> {
    const rings = phone(user).next()
    const customer = await trunk.dial(`+1800555${user}`, { callerNumber: number })
    const bell = await rings
    if (!answers) return customer
    await bell.answer()
    await customer.wait('talking')
    return customer
  }

  interface Row {
    readonly from: string
    readonly id: string
    readonly ended: boolean
    readonly answered: boolean
    readonly reconstructed: boolean
  }
  const rows = () =>
    rig.query<Row>(
      `select call->'calling'->>'number' as "from", id, ended_at is not null as ended,
         call->>'answeredAt' is not null as answered, (call->>'reconstructed')::boolean as reconstructed
       from phone_call where call->'calling'->>'number' like $1 order by 1`,
      [`${base}_`],
    )
  const noGhost = () =>
    rig.until(async () => (await rows()).every(({ ended }) => ended), ghostMs, 'no ghost to be left')

  /** One is spoken, one rings. */
  async function begin() {
    const [talks, rings] = [`${base}1`, `${base}2`]
    const talking = await call('1001', talks, true)
    await call('1002', rings, false)
    await rig.until(async () => (await rows()).length === 2, 10_000, 'both calls to be known')
    await rig.until(async () => (await rows()).some(({ answered }) => answered), 10_000, 'the answer')
    return { talks, rings, talking }
  }

  /** The calls of `begin` are over without anybody having said so: marked, each once, with one entry in the journal. */
  async function expectLost({ talks, rings }: { talks: string; rings: string }): Promise<void> {
    expect(await rows()).toMatchObject([
      { from: talks, ended: true, answered: true, reconstructed: true },
      { from: rings, ended: true, answered: false, reconstructed: true },
    ])
    for (const number of [talks, rings]) await expectOneLog(rig, number)
  }

  async function expectANewCallToWork(): Promise<void> {
    const page = await rig.openPage('1003')
    await page.seeSnapshot()
    const customer = await call('1003', `${base}9`, true)
    const seen = await page.seeCall((view) => view.state === 'connected', 10_000)
    expect(seen).toMatchObject({ other: { e164: `${base}9` }, reconstructed: false })
    await customer.hangUp()
    await page.seeCall((view) => view.id === seen.id && view.endedAt !== null, 10_000)
    await expectOneLog(rig, `${base}9`)
  }

  it('ten phones ring at once, one answers: nine read by whom, nobody has missed it, nothing rings any more, one log', async () => {
    const from = `${base}0`
    const crowd = await Crowd.open(rig, extensions)
    const bells = extensions.map((user) => phone(user).next())
    const customer = await trunk.dial('+18005556020', { callerNumber: from })
    const ringing = await Promise.all(bells)
    await crowd.allRing(from)
    await ringing[6]?.answer()
    await customer.wait('talking')
    const winner = crowd.members[6] as Member
    await crowd.expectTakenBy(winner, from)
    await Promise.all(ringing.filter((_, index) => index !== 6).map((bell) => bell.wait('ended')))
    await customer.hangUp()
    await winner.page.seeCall((view: CallView) => view.endedAt !== null, 10_000)
    await expectOneLog(rig, from)
    await crowd.expectNoneMissed(winner, from)
    await crowd.expectTakenBy(winner, from)
  })

  it('Asterisk is killed and comes back: the page says so, the calls are over and marked, each logged once', async () => {
    const calls = await begin()
    const page = await rig.openPage('1001')
    await page.seeSnapshot()
    await asterisk.kill()
    await rig.linksAre('down')
    await page.seeCall((view) => view.endedAt === null && view.offers.length === 0)
    expect(await rows()).toMatchObject([{ ended: false }, { ended: false }])
    await asterisk.startAgain()
    await rig.linksAre('live')
    const ms = await noGhost()
    await page.seeCall((view) => view.endedAt !== null && view.reconstructed)
    await expectLost(calls)
    await registerAll()
    await expectANewCallToWork()
    process.stdout.write(`Asterisk killed: no ghost ${Math.round(ms)} ms after the link was live\n`)
  })

  it('`core restart now`: the calls are over, each logged once, and the next one works', async () => {
    const { talks, rings } = await begin()
    await asterisk.cli('core restart now').catch(() => undefined)
    // It hangs up before it goes, or it does not: both are the truth, and then it is away.
    await rig.linksAre('down')
    await rig.linksAre('live', 60_000)
    await noGhost()
    expect(await rows()).toMatchObject([
      { from: talks, answered: true },
      { from: rings, answered: false },
    ])
    for (const number of [talks, rings]) await expectOneLog(rig, number)
    await registerAll()
    await expectANewCallToWork()
  })

  it('the server is killed: the call goes on as the same call; one that ended meanwhile is over; one log each', async () => {
    const { talks, rings, talking } = await begin()
    const before = await rows()
    await rig.kill()
    for (const one of trunk.calls.values()) if (one !== talking) await one.hangUp()
    await rig.start()
    await rig.linksAre('live')
    await rig.until(async () => (await rows())[1]?.ended === true, ghostMs, 'the one that ended to be gone')
    const page = await rig.openPage('1001')
    const { calls } = await page.seeSnapshot()
    expect(calls.filter(({ endedAt }) => endedAt === null)).toMatchObject([
      { id: before[0]?.id, state: 'connected', other: { e164: talks } },
    ])
    expect(talking.state).toBe('talking')
    await talking.hangUp()
    await page.seeCall((view) => view.id === before[0]?.id && view.endedAt !== null, 10_000)
    for (const number of [talks, rings]) await expectOneLog(rig, number)
    expect(await rows()).toMatchObject([{ answered: true }, { answered: false, reconstructed: true }])
    await expectANewCallToWork()
  })

  it('both are killed, the server is there first: the calls are over and marked, each logged once', async () => {
    const calls = await begin()
    await Promise.all([rig.kill(), asterisk.kill()])
    await rig.start()
    const page = await rig.openPage('1001')
    expect((await page.seeSnapshot()).line.state).toBe('down')
    await wait(500)
    expect(await rows()).toMatchObject([{ ended: false }, { ended: false }])
    await asterisk.startAgain()
    await rig.linksAre('live')
    await noGhost()
    await page.seeCall((view) => view.endedAt !== null && view.reconstructed)
    await expectLost(calls)
    await registerAll()
    await expectANewCallToWork()
  })
})
