import { readFileSync } from 'node:fs'
import { applyEvent, type Call, emptySwitch } from '@hookswitch/model'
import { loadConnector, type PbxConnector } from '@hookswitch/pbx'
import { transcriptOfAmiLog } from '@hookswitch/pbx/conformance'
import {
  callsHash,
  readTranscript,
  redact,
  replay,
  stateHash,
  writeTranscript,
} from '@hookswitch/pbx/transcript'
import { describe, expect, test } from 'vitest'
import { recordedDevices } from '#pbx/asterisk/transcripts/histories.ts'
import { recordingFile, recordingNames, recordingsMissing } from '#pbx/asterisk/transcripts/recordings.ts'
import { personalIn, tokensOf } from './personal.ts'

/** A recording of a real Asterisk, heard by the connector that is shipped; and what was believed while it was heard. */
async function hearRecording(name: string) {
  const calls = new Map<string, Call>()
  let state = emptySwitch('log')
  const transcript = await transcriptOfAmiLog(readFileSync(recordingFile(name), 'utf8'), {
    devices: recordedDevices,
    event: (event, at) => {
      const applied = applyEvent(state, event, at)
      state = applied.state
      for (const change of applied.changes) if (change.kind === 'call') calls.set(change.call.id, change.call)
    },
  })
  const told = [...calls.values()].filter(({ mergedInto }) => mergedInto === null)
  return { transcript, state, calls: told }
}

describe.skipIf(recordingsMissing !== undefined)(
  `recordings of a real Asterisk${recordingsMissing ?? ''}`,
  () => {
    test.each(recordingNames())('%s', async (name) => {
      const heard = await hearRecording(name)
      const connector = (await loadConnector('asterisk')) as PbxConnector<never>
      const again = await replay(readTranscript(writeTranscript(heard.transcript)), connector)
      expect(again.differences).toEqual([])
      expect(again.state).toEqual(heard.state)
      expect(again.calls).toEqual(heard.calls)
      const redacted = redact(heard.transcript)
      const nameless = await replay(readTranscript(writeTranscript(redacted)), connector)
      expect(nameless.differences).toEqual([])
      expect(nameless.stateHash).toBe(stateHash(heard.state))
      expect(nameless.callsHash).toBe(callsHash(heard.calls))
      const told = tokensOf(redacted)
      expect([...personalIn(heard.transcript)].filter((token) => told.has(token))).toEqual([])
    })
  },
)
