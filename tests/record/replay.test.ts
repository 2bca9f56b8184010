import { loadConnector, type PbxConnector } from '@hookswitch/pbx'
import { agentsOf, devicesOf, storedCalls } from '@hookswitch/model'
import {
  callsHash,
  readTranscript,
  redact,
  replay,
  type TranscriptLine,
  writeTranscript,
} from '@hookswitch/pbx/transcript'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { describe, expect, test } from 'vitest'
import { recordDay } from './day.ts'
import { personalIn, tokensOf } from './personal.ts'

describe.each(simulatorDialectNames)('a day at a switch of kind %s', (dialect) => {
  test('is the same again, from the file alone', async () => {
    const day = await recordDay({ dialect, seed: 11, steps: 90 })
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

  test('on which messages and connections are lost is the same again, redacted, and names nobody', async () => {
    const day = await recordDay({ dialect, seed: 12, steps: 120, messy: true })
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

describe('a recording of another program', () => {
  const play = async (change: (lines: TranscriptLine[]) => TranscriptLine[]) => {
    const { transcript } = await recordDay({ dialect: 'ecma-ed6', seed: 3, steps: 40 })
    const connector = (await loadConnector('csta')) as PbxConnector<never>
    const lines = change([...transcript.lines])
    return { lines, ...(await replay({ ...transcript, lines }, connector)) }
  }

  test('in which an event is another one: the line is named', async () => {
    const { lines, differences } = await play((lines) =>
      lines.map((line) =>
        line.kind === 'event' && line.event.kind === 'established'
          ? { ...line, event: { ...line.event, device: '4711' } }
          : line,
      ),
    )
    const at = lines.findIndex((line) => line.kind === 'event' && line.event.kind === 'established')
    expect(differences[0]).toEqual({
      line: at + 2,
      message:
        'The recording has the event established; here the event established with another event.device came.',
    })
  })

  test('in which a message is missing: something else comes of it', async () => {
    const { differences } = await play((lines) => {
      const at = lines.findIndex(
        (line) => line.kind === 'in' && /<\w*:?DeliveredEvent/.test(JSON.stringify(line.text[0])),
      )
      return lines.toSpliced(at, 1)
    })
    expect(differences.length).toBeGreaterThan(0)
  })

  test('which begins in the middle of a session is played by its events', async () => {
    const { transcript, hash } = await recordDay({ dialect: 'ecma-ed6', seed: 5, steps: 60 })
    const connector = (await loadConnector('csta')) as PbxConnector<never>
    const whole = await replay(transcript, connector)
    // All that was before is told by what was believed then.
    const half = Math.floor(transcript.lines.length / 2)
    const from = transcript.lines.findIndex(
      (line, index) => index > half && 't' in line && line.with !== true,
    )
    const before = await replay({ ...transcript, lines: transcript.lines.slice(0, from) }, connector)
    const note: TranscriptLine = JSON.parse(
      JSON.stringify({
        kind: 'state',
        at: 0,
        hash: before.stateHash,
        calls: storedCalls(before.state),
        agents: agentsOf(before.state),
        devices: devicesOf(before.state),
      }),
    ) as TranscriptLine
    const late = await replay({ ...transcript, lines: [note, ...transcript.lines.slice(from)] }, connector)
    expect(late.playedFrom).toBeNull()
    expect(late.differences).toEqual([])
    expect([late.stateHash, whole.stateHash]).toEqual([hash, hash])
  })
})
