import { callCommands, callDirections, connectionStates, legRoles, outcomes } from '@hookswitch/model'
import { z } from 'zod'
import { instant } from './records.ts'
import { popView } from './pop.ts'
import { popped } from './pop-rules.ts'
import { templateOfCall } from './templates.ts'

const connectionState = z.enum(connectionStates)
const direction = z.enum(callDirections)
const outcome = z.enum(outcomes)

/** The commands that a page may send about a call it shows (model `CommandKind`s). */
export const callCommandKind = z.enum(callCommands)

/** A party as a page shows it. */
export const partyView = z.object({
  kind: z.enum(['known', 'restricted', 'notKnown']),
  /** As the switch sent it; null unless known. */
  number: z.string().nullable(),
  e164: z.string().nullable(),
  /** As people write it. */
  display: z.string(),
  /** The switch's own name for the party (CNAM). */
  name: z.string().nullable(),
})

/** One leg in the history of a call. */
export const legView = z.object({
  device: z.string(),
  party: partyView,
  user: z.string().nullable(),
  role: z.enum(legRoles),
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: outcome.nullable(),
})

/** One who is on the call now. */
export const callPartyView = z.object({
  /** Names this party in a command; it stays the same while the party is on the call. */
  id: z.string(),
  party: partyView,
  /** The colleague whose telephone it is. */
  user: z.string().nullable(),
  state: connectionState,
  /** Is it this user himself. */
  me: z.boolean(),
  /** May `clearConnection` with this party be asked. */
  canDrop: z.boolean(),
})

/** A call as one user sees it: from his own device. Whole each time: a later one replaces an earlier one. */
/**
 * Why a call that this user made reached nobody: `busy` · `refused` the other end does not take it · `noAnswer` it rang in
 * vain · `noSuchNumber` · `unreachable` the network or the telephone system has no way there now · `givenUp` by the user.
 */
export const failure = z.enum(['busy', 'refused', 'noAnswer', 'noSuchNumber', 'unreachable', 'givenUp'])

export const callView = z.object({
  id: z.string(),
  link: z.string(),
  direction,
  /** State of this user's own leg; null once it has ended. */
  state: connectionState.nullable(),
  /** Since when it is in that state. */
  since: instant,
  /** The other party: the customer where there is one, through every transfer. */
  other: partyView,
  calling: partyView,
  called: partyView,
  digits: z.string().nullable(),
  queue: z.string().nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: outcome.nullable(),
  /** Known as soon as the tone is heard; null for every other call. */
  failure: failure.nullable(),
  /** Name of the colleague who took it, where it was answered elsewhere. */
  answeredBy: z.string().nullable(),
  reconstructed: z.boolean(),
  legs: z.array(legView),
  /** Those on the call now, this user too; first the caller. Empty once it is over for this user. */
  parties: z.array(callPartyView),
  /** This call is a consultation: the id of this user's held call for which it was made. Joining acts on the two. */
  consultsFor: z.string().nullable(),
  /** The other way round: the consultation that is being held while this call waits. */
  consultedBy: z.string().nullable(),
  /** A consultation: the customer whom it is about, as he stands in the call for which it is made. */
  about: z
    .object({ other: partyView, digits: z.string().nullable(), queue: z.string().nullable() })
    .nullable(),
  /** What may be asked now: link capabilities and state of the leg. */
  offers: z.array(callCommandKind),
  /** The pop; null for a call in which nobody is looked up. */
  pop: popView.nullable(),
  /** From what the pop is drawn, and what may be done with the call; lists of calls leave it out. */
  template: templateOfCall.optional(),
  /** What the rules say is to be opened; absent where none are in force, and while the caller is being looked for. */
  popped: popped.optional(),
  notes: z.object({ text: z.string(), version: z.number().int() }),
})

export type PartyView = z.infer<typeof partyView>
export type CallPartyView = z.infer<typeof callPartyView>
export type LegView = z.infer<typeof legView>
export type CallView = z.infer<typeof callView>
export type { CallCommandKind } from '@hookswitch/model'
