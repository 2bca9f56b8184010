import { loadConnector, type PbxConnector } from '@hookswitch/pbx'
import {
  callsHash,
  readTranscript,
  redact,
  replay,
  stateHash,
  writeTranscript,
} from '@hookswitch/pbx/transcript'
import { describe, expect, test } from 'vitest'
import { recordingNames, recordingsMissing } from '#pbx/asterisk/transcripts/recordings.ts'
import { hearRecording } from './asterisk-recordings.ts'
import { personalIn, tokensOf } from './personal.ts'

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
