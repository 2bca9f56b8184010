/** Every scenario of the kit on a real Asterisk with real SIP telephones: none may tell another history than CSTA does. */
import { beforeAll, describe, expect, it } from 'vitest'
import { runSuite, scenarios, type Verdict } from '@hookswitch/pbx/conformance'
import { installAsterisk, whyNoAsterisk } from '../peers/asterisk.ts'
import { AsteriskStage } from './asterisk-stage.ts'
import { documentHolds } from './document.ts'

const missing = await whyNoAsterisk()

describe.skipIf(missing !== null)(`Asterisk tells the same histories (${missing ?? 'here'})`, () => {
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
