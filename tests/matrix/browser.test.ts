/**
 * The transfer matrix with a browser as a telephone: a real Asterisk with a queue, two real SIP telephones, and one real
 * Chromium, whose page rings, answers and speaks. Whoever is last in a story is the one at the browser.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStaff, type Staff } from '../commands/office.ts'
import { browserMissing, openBrowser } from '../desk/browser.ts'
import { buildPage } from '../desk/built-page.ts'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { mediaOnLoopback } from '../phone/place.ts'
import { AsteriskSite } from './asterisk-outside.ts'
import type { People } from './lane.ts'
import { ways, type Agent } from './office.ts'
import { openPageScreen, type PageScreen } from './page-screen.ts'
import { SocketScreen } from './socket-screen.ts'
import type { Story } from './stories.ts'
import { cells, Matrix } from './table.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = (await whyNoAsterisk()) ?? browserMissing
const [first, second, atBrowser] = ['1001', '1002', '1011'] as const

describeWithPeers(missing, 'transfers to and from a browser phone', () => {
  const matrix = new Matrix('Browser phone')
  let site: AsteriskSite
  let staff: Staff
  let browser: Browser
  let screen: PageScreen

  beforeAll(async () => {
    const [built] = await Promise.all([buildPage(), installAsterisk()])
    site = await AsteriskSite.open('matrix-browser', '127.0.0.10')
    await site.addPhone(first)
    await site.addPhone(second)
    staff = await openStaff({
      extensions: [first, second, atBrowser],
      link: { ...site.link('hookswitch-phones'), browserPhone: site.browserPhone(atBrowser) },
      desk: built.dist,
    })
    browser = await openBrowser(mediaOnLoopback)
    const people = await Promise.all([handAt(first), handAt(second), browserAt(atBrowser)])
    const clerk = (await staff.server.browser('admin', 'south')).api
    const outside = site.outside(0, [first, second])
    const cast = async (story: Story) => castOf(story, people)
    // One after the other: there is one browser.
    matrix.begin(ways.map((way) => ({ way, clerk, outside, cast })))
  })
  afterAll(async () => {
    await matrix.finished()
    await matrix.print()
    await browser?.close()
    await staff?.close()
    await site?.close()
  })

  async function handAt(extension: string): Promise<Agent> {
    const { name, api, page } = await staff.person(extension)
    const answer = () => site.answer(extension)
    return { name, extension, api, screen: new SocketScreen(api, page), answer, lift: answer }
  }

  async function browserAt(extension: string): Promise<Agent> {
    const { name } = await staff.person(extension)
    const { api, cookie } = await staff.signIn(extension)
    const { url } = staff.server
    screen = await openPageScreen(browser, {
      url,
      cookie,
      ignoreHTTPSErrors: true,
      permissions: ['microphone'],
    })
    await screen.isPhone()
    // What its page has asked for itself it answers by itself.
    return { name, extension, api, screen, answer: () => screen.press('answerCall'), lift: async () => {} }
  }

  it.each(cells)('%s', async (name) => {
    expect((await matrix.played(name)).why).toBeNull()
  })

  it('leaves one log for each call, and the page has nothing to complain of', async () => {
    await matrix.finished()
    const { api } = await staff.server.browser('admin', 'south')
    const logs = async () => (await api.listActivities({ query: { limit: 100 } })).items.length
    await expect.poll(logs).toBe(cells.length)
    expect(screen.complaints).toEqual([])
  })
})

function castOf({ last }: Story, [one, two, three]: readonly [Agent, Agent, Agent]): People {
  if (last === 'anna') return { anna: three, ben: one, cora: two }
  return last === 'ben' ? { anna: one, ben: three, cora: two } : { anna: one, ben: two, cora: three }
}
