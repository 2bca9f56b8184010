/** Every scenario of the kit on a real Asterisk with real SIP telephones: none may tell another history than CSTA does. */
import { beforeAll, expect, it } from 'vitest'
import { runSuite, scenarios, type Verdict } from '@hookswitch/pbx/conformance'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { AsteriskStage } from './asterisk-stage.ts'
import { documentHolds } from './document.ts'
import { describeWithPeers } from '../peers/describe-with-peers.ts'

const missing = await whyNoAsterisk()

describeWithPeers(missing, 'Asterisk tells the same histories', () => {
  beforeAll(() => installAsterisk())

  it('in every scenario', async () => {
    const column = await runSuite(scenarios, () => AsteriskStage.open('conformance'))
    const others = (kind: Verdict['kind']) => [...column.verdicts].filter(([, one]) => one.kind === kind)
    expect(others('differs')).toEqual([])
    // Nothing is left out because a connector or a stage would rather not: Asterisk has no licences to run out of.
    expect(others('notOffered')).toEqual([])
    expect(others('notPlayed').map(([name]) => name)).toEqual(['refused-licence'])
    expect(column.verdicts.size).toBe(scenarios.length)
    documentHolds([column])
  }, 300_000)
})
