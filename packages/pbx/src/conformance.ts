/**
 * The conformance kit: the stories that every connector must tell in the same way, whatever switch it speaks to.
 * A stage plays them (a simulator, a real switch, a person at real telephones); docs/adding-a-pbx.md says how to make one.
 */
import type { Scenario } from '#conformance/scenario.ts'
import { conference } from '#conformance/scenarios/conference.ts'
import { consultation } from '#conformance/scenarios/consultation.ts'
import { hold } from '#conformance/scenarios/hold.ts'
import { inbound } from '#conformance/scenarios/inbound.ts'
import { link } from '#conformance/scenarios/link.ts'
import { outbound } from '#conformance/scenarios/outbound.ts'
import { pickupAndPark } from '#conformance/scenarios/pickup-park.ts'
import { queues } from '#conformance/scenarios/queue.ts'
import { refusals } from '#conformance/scenarios/refusals.ts'
import { telephones } from '#conformance/scenarios/telephones.ts'
import { transfer } from '#conformance/scenarios/transfer.ts'

export { type Fault, faults } from '#conformance/faults.ts'
export { NotPlayed } from '#conformance/difference.ts'
export { PeopleStage, type Person } from '#conformance/people-stage.ts'
export { type Meddler, runScenario, type RunOptions, type Verdict } from '#conformance/run.ts'
export type { Scenario } from '#conformance/scenario.ts'
export {
  type Column,
  readScoreCard,
  reasonOf,
  scoreCard,
  sumOf,
  withColumns,
} from '#conformance/score-card.ts'
export { runSuite, type SuiteOptions } from '#conformance/suite.ts'
export * from '#conformance/stage.ts'
export {
  type PlayedTranscript,
  playTranscript,
  scoreTranscript,
  type TranscriptTruth,
  transcriptTruth,
} from '#conformance/transcripts.ts'
export { isAmiLog, transcriptOfAmiLog } from '#asterisk/transcripts/ami-log.ts'
export type { PbxConnector, PbxSession, SessionPorts } from '#connector.ts'
export { loadConnector } from '#registry.ts'

/** Every scenario, in the order of the score card. */
export const scenarios: readonly Scenario[] = [
  ...inbound,
  ...outbound,
  ...queues,
  ...hold,
  ...consultation,
  ...transfer,
  ...conference,
  ...pickupAndPark,
  ...telephones,
  ...refusals,
  ...link,
]
