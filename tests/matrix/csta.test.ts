/**
 * The transfer matrix on switches that speak CSTA, of every kind that numbers and names calls in a way of its own: the real
 * server on a real database, and a page for everybody. At one of them, Ben looks at his in a real Chromium.
 */
import type { Browser } from 'playwright-core'
import { simulatorDialectNames, type SimulatorDialectName } from '@hookswitch/simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffice, type Office } from '../commands/office.ts'
import { browserMissing, openBrowser } from '../desk/browser.ts'
import { buildPage } from '../desk/built-page.ts'
import { cstaOutside, laneExtensions, simulatorOfLanes, watched } from './csta-outside.ts'
import type { People } from './lane.ts'
import { ways, type Agent, type Way } from './office.ts'
import { openPageScreen, type PageScreen } from './page-screen.ts'
import { SocketScreen } from './socket-screen.ts'
import { cells, Matrix } from './table.ts'

/** These two say nothing that another of their edition does not. */
const alike: readonly SimulatorDialectName[] = ['ecma-ed4', 'mivoice-office-400']
const kinds = simulatorDialectNames.filter((name) => !alike.includes(name))
/** Where there is a browser, and in which stories. (With a browser telephone all of them are played: browser.test.ts.) */
const kindWithBrowser: SimulatorDialectName = 'zultys-mx'
const storyInBrowser: Readonly<Record<Way, string>> = {
  inbound: 'blind',
  outbound: 'conference, then drop-out',
  queue: 'consult, completed while ringing',
}

describe.each(kinds)('transfers over CSTA: %s', (dialect) => {
  const matrix = new Matrix(dialect)
  const hasBrowser = dialect === kindWithBrowser && browserMissing === null
  let office: Office
  let browser: Browser | undefined
  const screens: PageScreen[] = []

  beforeAll(async () => {
    const built = hasBrowser ? await buildPage() : undefined
    office = await openOffice({
      extensions: laneExtensions.flat(),
      simulator: { ...simulatorOfLanes, dialect },
      plan: { devices: watched },
      ...(built === undefined ? {} : { desk: built.dist }),
    })
    if (hasBrowser) browser = await openBrowser()
    const clerk = (await office.server.browser('admin', 'south')).api
    const lanes = await Promise.all(
      ways.map(async (way, lane) => {
        const [anna, ben, cora] = await Promise.all((laneExtensions[lane] ?? []).map(agentAt))
        const people = { anna, ben, cora } as People
        const seen = browser === undefined ? people : { ...people, ben: await inBrowser(people.ben, browser) }
        return {
          way,
          clerk,
          outside: cstaOutside(office.hands, lane),
          cast: async ({ name }: { name: string }) => (storyInBrowser[way] === name ? seen : people),
        }
      }),
    )
    matrix.begin(...lanes.map((lane) => [lane]))
  })
  afterAll(async () => {
    await matrix.finished()
    await matrix.print()
    await browser?.close()
    await office?.close()
  })

  async function agentAt(extension: string): Promise<Agent> {
    const { name, api, page } = await office.person(extension)
    const screen = new SocketScreen(api, page)
    const answer = () => screen.press('answerCall')
    return { name, extension, api, screen, answer, lift: async () => {} }
  }

  async function inBrowser(agent: Agent, at: Browser): Promise<Agent> {
    const { cookie } = await office.signIn(agent.extension)
    const screen = await openPageScreen(at, { url: office.server.url, cookie })
    screens.push(screen)
    return { ...agent, screen, answer: () => screen.press('answerCall') }
  }

  it.each(cells)('%s', async (name) => {
    expect((await matrix.played(name)).why).toBeNull()
  })

  it('leaves one log for each call, and no other; no page complains', async () => {
    await matrix.finished()
    const { api } = await office.server.browser('admin', 'south')
    const logs = async () => (await api.listActivities({ query: { limit: 100 } })).items.length
    await expect.poll(logs).toBe(cells.length)
    expect(screens.flatMap(({ complaints }) => complaints)).toEqual([])
  })
})
