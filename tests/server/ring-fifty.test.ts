import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createControlClient, startSimulator, type Simulator } from '@hookswitch/simulator'
import { BarePage } from '#tests/desk/bare-page.ts'
import { browserMissing, openBrowser, openPage, signIn } from '#tests/desk/browser.ts'
import { buildPage, type BuiltPage } from '#tests/desk/built-page.ts'
import { describeInBrowser } from '#tests/desk/describe-in-browser.ts'
import { keepAlerts, readAlerts } from '#tests/desk/watch-alerts.ts'
import { Crowd, expectOneLog, type Member } from './crowd.ts'
import { password, Rig } from './rig.ts'

/* Fifty telephones ring at once and one of them takes the call: on the real server, and with the real page among them. */
const extensions = Array.from({ length: 50 }, (_, index) => String(1001 + index))
const group = '6200'
/** Their users look at real pages; all others are sockets. */
const looking = { awake: '1048', frozen: '1049', stopped: '1050' } as const

let simulator: Simulator
let rig: Rig
let crowd: Crowd
let built: BuiltPage | null = null
let customers = 0
let from = ''

beforeAll(async () => {
  if (browserMissing === null) built = await buildPage()
  simulator = await startSimulator({
    port: 0,
    extensions: extensions.map((number) => ({ number, name: `Agent ${number}` })),
    layout: { queues: [], ivrs: [], groups: [{ number: group, name: 'Everybody', members: extensions }] },
    agentsReady: false,
    customers: [],
    settings: { noAnswerMs: 120_000 },
  })
  rig = new Rig({ pbxPort: simulator.port, extensions, ...(built === null ? {} : { desk: built.dist }) })
  await rig.prepare()
  await rig.until(() => rig.look(), 20_000, 'the link to be live')
  crowd = await Crowd.open(rig, extensions)
})
afterAll(async () => {
  await rig?.close()
  await simulator?.stop()
  await built?.remove()
})
beforeEach(() => {
  customers += 1
  from = `+1212557${String(1_000 + customers)}`
})

const hands = () => createControlClient(simulator.controlUrl)

function memberAt(extension: string): Member {
  const found = crowd.members.find((member) => member.extension === extension)
  if (found === undefined) throw new Error(`nobody is at ${extension}`)
  return found
}

/** Rings everybody, lets one take it, and says what all have been told. */
async function ringAndTake(winner: Member): Promise<{ readonly hangUp: () => Promise<void> }> {
  const { id } = await hands().startCall({ from, to: group })
  const call = await crowd.allRing(from)
  await winner.api.commandCall({ params: { id: call.id }, body: { kind: 'answerCall' } })
  await crowd.expectTakenBy(winner, from)
  return {
    async hangUp() {
      await hands().hangUp(id)
      await winner.page.seeCall((one) => one.id === call.id && one.endedAt !== null, 10_000)
      await expectOneLog(rig, from)
      await crowd.expectNoneMissed(winner, from)
      // Nothing was told to anybody afterwards either.
      await crowd.expectTakenBy(winner, from)
    },
  }
}

describe('ring 50, one answers', () => {
  test('49 read by whom, nobody has missed it, one log', async () => {
    const { hangUp } = await ringAndTake(memberAt('1007'))
    expect(crowd.told(from, memberAt('1050')).at(-1)).toMatchObject({ answeredBy: 'Agent 1007' })
    await hangUp()
  })

  test('all press at once: one has it, the others are refused in words, one log', async () => {
    const { id } = await hands().startCall({ from, to: group })
    const call = await crowd.allRing(from)
    const body = { kind: 'answerCall' } as const
    const answers = await Promise.allSettled(
      crowd.members.map(({ api }) => api.commandCall({ params: { id: call.id }, body })),
    )
    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(refused).toHaveLength(extensions.length - 1)
    for (const reason of refused)
      expect(reason).toMatchObject({
        code: expect.stringMatching(/^(switchRefused|notOffered|callMissing)$/),
      })
    const winner = crowd.members[answers.findIndex(({ status }) => status === 'fulfilled')] as Member
    await crowd.expectTakenBy(winner, from)
    await hands().hangUp(id)
    await expectOneLog(rig, from)
    await crowd.expectNoneMissed(winner, from)
  })
})

/** Runs in the page: what it shows and has sounded. */
const look = () => {
  const text = (selector: string): string =>
    [...document.querySelectorAll(selector)].map((it) => it.textContent).join(' ')
  const row = document.querySelector('.history-row')
  return {
    isLive: document.querySelector('[data-line="live"]') !== null,
    title: document.title,
    ringing: document.querySelectorAll('[data-call-state="alerting"]').length,
    spoken: text('[role="alert"]').trim(),
    history: row?.textContent ?? '',
    missed: row?.getAttribute('data-missed') !== 'false' || document.querySelector('.badge-missed') !== null,
  }
}

/** A page as the checks below need it, whoever holds it. */
type Seen = Pick<Page, 'evaluate'> | BarePage
const alerts = (page: Seen) => (page as BarePage).evaluate(readAlerts)
const shown = (page: Seen) => (page as BarePage).evaluate(look)
async function rings(page: Seen): Promise<void> {
  await expect.poll(async () => (await alerts(page)).tones.length, { timeout: 10_000 }).toBeGreaterThan(1)
}

/** It has not made a sound since then, does not look as if it rang, and says who has the call. */
async function expectQuiet(name: string, page: Seen, since: number): Promise<void> {
  await expect
    .poll(() => shown(page), { timeout: 20_000 })
    .toMatchObject({
      isLive: true,
      title: 'Hookswitch',
      ringing: 0,
      history: expect.stringContaining('Answered by Agent 1007'),
      missed: false,
      spoken: '',
    })
  // A first ring would sound at once, the next one three seconds later.
  await wait(3_500)
  const { tones, notices } = await alerts(page)
  const late = tones.filter((at) => at > since).map((at) => at - since)
  expect({ name, late, open: notices.filter(({ open }) => open) }).toEqual({ name, late: [], open: [] })
}

describeInBrowser('a page among the fifty', () => {
  const browsers: Browser[] = []
  const bare: BarePage[] = []
  afterEach(async () => {
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT')
    for (const one of [...browsers.splice(0), ...bare.splice(0)]) await one.close()
  })

  async function openOne(extension: string): Promise<{ page: Page; browser: Browser }> {
    const browser = await openBrowser(['--autoplay-policy=no-user-gesture-required'])
    browsers.push(browser)
    const { page } = await openPage(browser)
    await page.addInitScript(keepAlerts)
    await signIn(page, rig.url, { userName: `agent${extension}`, password })
    return { page, browser }
  }

  async function openBare(extension: string): Promise<BarePage> {
    const page = await BarePage.open(keepAlerts)
    bare.push(page)
    await page.signIn(rig.url, { userName: `agent${extension}`, password })
    return page
  }

  const stopped: number[] = []
  /** Its processes get no time any more, as on a machine that is suspended: not even an event tells the page. */
  async function stop(browser: Browser): Promise<void> {
    stopped.push(...(await renderersOf(browser)))
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
  }
  function goOn(): void {
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT')
  }

  async function take(winner: Member): Promise<void> {
    const call = await crowd.allRing(from)
    await winner.api.commandCall({ params: { id: call.id }, body: { kind: 'answerCall' } })
    await crowd.expectTakenBy(winner, from)
  }

  test('one that looks on rings until it is answered; one that was frozen before it rang, and one that was stopped, never ring', async () => {
    const [awake, still] = await Promise.all([openOne(looking.awake), openOne(looking.stopped)])
    const frozen = await openBare(looking.frozen)
    await frozen.freeze()
    await stop(still.browser)
    const { id } = await hands().startCall({ from, to: group })
    await rings(awake.page)
    await take(memberAt('1007'))
    await expect.poll(async () => (await shown(awake.page)).ringing).toBe(0)
    const over = Date.now()
    await frozen.wake()
    goOn()
    await Promise.all([
      expectQuiet('frozen', frozen, 0),
      expectQuiet('stopped', still.page, 0),
      expectQuiet('awake', awake.page, over),
    ])
    await hands().hangUp(id)
    await expectOneLog(rig, from)
    await crowd.expectNoneMissed(memberAt('1007'), from)
  })

  test('one that stands still in the middle of its ringing makes no sound more when it is woken after the answer', async () => {
    const still = await openOne(looking.stopped)
    const frozen = await openBare(looking.frozen)
    const { id } = await hands().startCall({ from, to: group })
    await Promise.all([rings(frozen), rings(still.page)])
    await frozen.freeze()
    await stop(still.browser)
    await take(memberAt('1007'))
    // For longer than from one ring to the next: its clock for the next one has run out when it wakes.
    await wait(4_000)
    const woken = Date.now()
    await frozen.wake()
    goOn()
    await Promise.all([expectQuiet('frozen', frozen, woken), expectQuiet('stopped', still.page, woken)])
    await hands().hangUp(id)
    await expectOneLog(rig, from)
    await crowd.expectNoneMissed(memberAt('1007'), from)
  })
})

/** The processes in which a browser's pages run. */
async function renderersOf(browser: Browser): Promise<number[]> {
  const devtools = await browser.newBrowserCDPSession()
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  const found = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  if (found.length === 0) throw new Error('no page runs in this browser')
  return found
}
