/** Transcripts of links: their format, reading and writing, recording and replaying, and the redaction (docs/recording.md). */
export {
  type TranscriptHead,
  type TranscriptInput,
  type TranscriptLine,
  type TranscriptPiece,
  transcriptVersion,
} from './transcript/format.ts'
export {
  readTranscript,
  type Transcript,
  TranscriptError,
  TranscriptWriter,
  writeTranscript,
} from './transcript/read.ts'
export { transcriptHead } from './transcript/head.ts'
export { recordConnector, type RecordOptions } from './transcript/record.ts'
export { type Difference, replay, type Replayed, type ReplayWitness } from './transcript/replay.ts'
export { callsHash, stateHash, stateHashSteps } from './transcript/state-hash.ts'
export { redact } from './transcript/redact/redact.ts'
export { readKept } from './transcript/kept.ts'
