import type { CommandKind } from '@hookswitch/model'
import type { Play } from './play.ts'
import type { Ability } from './stage.ts'

/** What a scenario is about: the parts of the score card. */
export const areas = [
  'calls that come in',
  'calls that go out',
  'calls inside',
  'queues and groups',
  'hold',
  'consultation',
  'transfer',
  'conference',
  'pickup and park',
  'telephones and agents',
  'refusals',
  'the link',
] as const
export type Area = (typeof areas)[number]

/** One story that every connector must tell in the same way. */
export interface Scenario {
  /** Its name in score cards and orders; never changed. */
  readonly name: string
  readonly area: Area
  /** A sentence for people. */
  readonly title: string
  /** Commands without which it cannot be played: where one is not offered, the scenario counts as not offered. */
  readonly needs?: readonly CommandKind[]
  /** What the stage must be able to play. */
  readonly on?: readonly Ability[]
  /** True where the digits that a caller keyed must reach us (`collectedDigits` of the capabilities). */
  readonly digits?: true
  /** Who does what, and what must be believed on the way. */
  readonly play: (play: Play) => Promise<void>
  /** What must be on the screens while they ring, one line a ring, in any order. */
  readonly rings: readonly string[]
  /** What must be in the log: one line a call, whoever had it. In any order. */
  readonly logs: readonly string[]
}
