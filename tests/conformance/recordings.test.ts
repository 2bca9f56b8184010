/**
 * The recordings of a real Asterisk 22, each replayed as a transcript through the whole connector: the laws hold in all of
 * them, and what their README says was done is what is believed.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  loadConnector,
  playTranscript,
  scoreTranscript,
  transcriptOfAmiLog,
} from '@hookswitch/pbx/conformance'
import { readTranscript, redact, writeTranscript } from '@hookswitch/pbx/transcript'
import { recordedDevices } from '#pbx/asterisk/transcripts/histories.ts'
import { recordingFile, recordingNames, recordingsMissing } from '#pbx/asterisk/transcripts/recordings.ts'
import { handedOn, told, tried } from '#pbx/asterisk/transcripts/truths.ts'

const truths: Readonly<Record<string, readonly string[]>> = { ...told, ...handedOn, ...tried }

async function asterisk() {
  const connector = await loadConnector('asterisk')
  if (connector === undefined) throw new Error('There is no Asterisk connector.')
  return connector
}

function recorded(name: string) {
  return transcriptOfAmiLog(readFileSync(recordingFile(name), 'utf8'), { devices: recordedDevices })
}

describe.skipIf(recordingsMissing !== undefined)(
  `recordings of Asterisk (${recordingsMissing ?? 'here'})`,
  () => {
    it('are told the truth of by name', () => {
      expect(recordingNames()).toEqual(expect.arrayContaining(Object.keys(truths)))
    })

    it.each(recordingNames())('%s', async (name) => {
      const played = await playTranscript(await recorded(name), await asterisk())
      const logs = truths[name]
      const truth = logs === undefined ? undefined : { title: name, logs: [...logs] }
      expect(scoreTranscript(played, truth)).toEqual({ kind: 'passed' })
    })

    it('are the same story when they are redacted, written and read', async () => {
      const connector = await asterisk()
      const transcript = await recorded('attended-transfer-phone-refer')
      const file = writeTranscript(redact(transcript))
      expect(file).not.toContain('4155550100')
      const [before, after] = [
        await playTranscript(transcript, connector),
        await playTranscript(readTranscript(file), connector),
      ]
      expect(after.problems).toEqual([])
      expect(after.logs.map(shapeOf)).toEqual(before.logs.map(shapeOf))
    })

    it('are told of the model alone where the connector asks other things today', async () => {
      const transcript = await recorded('inbound-caller-hangs-up')
      const lines = transcript.lines.map((line) =>
        line.kind === 'out' ? { ...line, text: 'Action: Other' } : line,
      )
      const played = await playTranscript({ ...transcript, lines }, await asterisk())
      const truth = { title: '', logs: [...(truths['inbound-caller-hangs-up'] ?? [])] }
      expect(scoreTranscript(played, truth)).toEqual({ kind: 'passed' })
    })

    it('are found out where they tell something else than they did', async () => {
      const transcript = await recorded('inbound-caller-hangs-up')
      const lines = transcript.lines.filter(
        (line) => line.kind !== 'event' || line.event.kind !== 'established',
      )
      const played = await playTranscript({ ...transcript, lines }, await asterisk())
      expect(scoreTranscript(played).kind).toBe('differs')
    })
  },
)

/** A history with other numbers and names: its parts come in another order then. */
function shapeOf(history: string): string[] {
  const shape = history.replaceAll(/\d/g, '9').replaceAll(/\b[a-z]+ caller/gi, 'line caller')
  return shape.split(' | ').toSorted()
}
