/** The transfer matrix on a switch that speaks CSTA: the real server on a real database, and a page for everybody. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffice, type Office } from '../commands/office.ts'
import { cstaOutside, laneExtensions, simulatorOfLanes, watched } from './csta-outside.ts'
import type { People } from './lane.ts'
import { ways, type Agent } from './office.ts'
import { SocketScreen } from './socket-screen.ts'
import { cells, Matrix } from './table.ts'

describe('transfers over CSTA', () => {
  const matrix = new Matrix('CSTA')
  let office: Office

  beforeAll(async () => {
    office = await openOffice({
      extensions: laneExtensions.flat(),
      simulator: simulatorOfLanes,
      plan: { devices: watched },
    })
    const clerk = (await office.server.browser('admin', 'south')).api
    const lanes = await Promise.all(
      ways.map(async (way, lane) => {
        const [anna, ben, cora] = await Promise.all((laneExtensions[lane] ?? []).map(agentAt))
        const people = { anna, ben, cora } as People
        return { way, clerk, outside: cstaOutside(office.hands, lane), cast: async () => people }
      }),
    )
    matrix.begin(...lanes.map((lane) => [lane]))
  })
  afterAll(async () => {
    await matrix.finished()
    await matrix.print()
    await office?.close()
  })

  async function agentAt(extension: string): Promise<Agent> {
    const { name, api, page } = await office.person(extension)
    const screen = new SocketScreen(api, page)
    return { name, extension, api, screen, answer: () => screen.press('answerCall'), lift: async () => {} }
  }

  it.each(cells)('%s', async (name) => {
    expect((await matrix.played(name)).why).toBeNull()
  })

  it('leaves one log for each call, and no other', async () => {
    await matrix.finished()
    const { api } = await office.server.browser('admin', 'south')
    const logs = async () => (await api.listActivities({ query: { limit: 100 } })).items.length
    await expect.poll(logs).toBe(cells.length)
  })
})
