import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { simulatorDialectNames, startSimulator } from '@hookswitch/simulator'
import { cstaConfig } from '#pbx/csta/config.ts'
import { cstaConnector } from '#pbx/csta/connector.ts'
import { Wire } from '#tests/server/wire.ts'

const heartbeatMs = 250

/** R6 for every kind of switch: each answers something else when it is asked whether it lives, and one nothing at all. */
describe.concurrent('a switch that dies without a word', () => {
  test.each(simulatorDialectNames)('%s: is noticed, and not before it died', async (dialect) => {
    const simulator = await startSimulator({ port: 0, dialect })
    const wire = new Wire(simulator.port)
    await wire.open()
    try {
      const link = { host: '127.0.0.1', port: wire.port, user: 'hookswitch', password: 'hookswitch' }
      const session = await cstaConnector.open(
        cstaConfig.parse({ ...link, dialect, heartbeatMs }),
        { devices: ['1001'], event: () => {}, log: () => {}, now: Date.now },
        new AbortController().signal,
      )
      // Nobody calls: for longer than it may be silent once it is dead.
      const quiet = await Promise.race([session.ended, wait(heartbeatMs * 6)])
      expect(quiet).toBeUndefined()
      wire.freeze()
      const end = await Promise.race([session.ended, wait(heartbeatMs * 12)])
      expect(end).toMatchObject({ code: 'link.down', message: expect.stringContaining('has said nothing') })
    } finally {
      await wire.close()
      await simulator.stop()
    }
  })
})
