import { loadConnector, type PbxConnector } from '@hookswitch/pbx'
import { callsHash, readTranscript, redact, replay, writeTranscript } from '@hookswitch/pbx/transcript'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { describe, expect, test } from 'vitest'
import { recordDay } from './day.ts'
import { personalIn, tokensOf } from './personal.ts'

describe.each(simulatorDialectNames)('a day at a switch of kind %s', (dialect) => {
  test('is the same again, from the file alone', async () => {
    const day = await recordDay(dialect, 11, 90)
    const file = writeTranscript(day.transcript)
    const connector = (await loadConnector('csta')) as PbxConnector<never>
    const again = await replay(readTranscript(file), connector)
    expect(again.differences).toEqual([])
    expect(again.playedFrom).toBe(2)
    expect(again.state).toEqual(day.state)
    expect(again.stateHash).toBe(day.hash)
    expect(again.calls).toEqual(day.ended)
    expect(again.callsHash).toBe(callsHash(day.ended))
    expect(day.ended.length).toBeGreaterThan(5)
    const once = await replay(readTranscript(file), connector)
    expect(once).toEqual(again)
    expect(file).not.toMatch(/(?:password|pwd)>(?!\*\*\*<)[^<]/i)
    expect(file).not.toMatch(/\b3141\b|33313431/)
  })

  test('is the same again when redacted, and names nobody', async () => {
    const day = await recordDay(dialect, 12, 90)
    const connector = (await loadConnector('csta')) as PbxConnector<never>
    const redacted = redact(day.transcript)
    const file = writeTranscript(redacted)
    const again = await replay(readTranscript(file), connector)
    expect(again.differences).toEqual([])
    expect(again.stateHash).toBe(day.hash)
    expect(again.callsHash).toBe(callsHash(day.ended))
    const told = tokensOf(redacted)
    expect([...personalIn(day.transcript)].filter((token) => told.has(token))).toEqual([])
  })
})
