/** The transfer matrix on a real Asterisk with real SIP telephones: the same stories, the same real server. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStaff, type Staff } from '../commands/office.ts'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { AsteriskSite } from './asterisk-outside.ts'
import { laneExtensions } from './csta-outside.ts'
import type { People } from './lane.ts'
import { ways, type Agent } from './office.ts'
import { SocketScreen } from './socket-screen.ts'
import { cells, Matrix } from './table.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()

describeWithPeers(missing, 'transfers on a real Asterisk', () => {
  const matrix = new Matrix('Asterisk')
  let site: AsteriskSite
  let staff: Staff

  beforeAll(async () => {
    await installAsterisk()
    site = await AsteriskSite.open('matrix', '127.0.0.8')
    for (const extension of laneExtensions.flat()) await site.addPhone(extension)
    staff = await openStaff({ extensions: laneExtensions.flat(), link: site.link() })
    const clerk = (await staff.server.browser('admin', 'south')).api
    const lanes = await Promise.all(
      ways.map(async (way, lane) => {
        const extensions = laneExtensions[lane] ?? []
        const [anna, ben, cora] = await Promise.all(extensions.map(agentAt))
        const people = { anna, ben, cora } as People
        return { way, clerk, outside: site.outside(lane, extensions), cast: async () => people }
      }),
    )
    matrix.begin(...lanes.map((lane) => [lane]))
  })
  afterAll(async () => {
    await matrix.finished()
    await matrix.print()
    await staff?.close()
    await site?.close()
  })

  async function agentAt(extension: string): Promise<Agent> {
    const { name, api, page } = await staff.person(extension)
    const answer = () => site.answer(extension)
    return { name, extension, api, screen: new SocketScreen(api, page), answer, lift: answer }
  }

  it.each(cells)('%s', async (name) => {
    expect((await matrix.played(name)).why).toBeNull()
  })

  it('leaves one log for each call, and no other', async () => {
    await matrix.finished()
    const { api } = await staff.server.browser('admin', 'south')
    const logs = async () => (await api.listActivities({ query: { limit: 100 } })).items.length
    await expect.poll(logs).toBe(cells.length)
  })
})
