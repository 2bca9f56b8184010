import { agentStates, deviceCommands, forwardingKinds } from '@hookswitch/model'
import { z } from 'zod'
import { callView } from './call-view.ts'
import { entryNews, entryVector } from './entry-routes.ts'
import { instant } from './records.ts'
import { templateOfCall } from './templates.ts'

/** Version of the socket protocol. A server speaks this one; an older client is told to reload. */
export const socketVersion = 1

/** What a page may ask about the user's own telephone and his place at queues (model `CommandKind`s). */
export const lineCommandKind = z.enum(deviceCommands)

/** The user's place at the queues. */
export const agentView = z.object({
  state: z.enum(agentStates),
  /** Code of a reason, as the switch keeps it; `reasons` of the line has the words. */
  reason: z.string().nullable(),
  since: instant,
  /** What follows when the present call ends, where the switch says so. */
  pending: z.enum(agentStates).nullable(),
  /** False where the switch keeps this agent logged on. */
  canLogOff: z.boolean().optional(),
})

/** One way in which calls are sent on from the telephone. */
export const forwardingView = z.object({
  kind: z.enum(forwardingKinds),
  active: z.boolean(),
  to: z.string().nullable(),
})

/** The user's own line: is the switch there, is the phone there. */
export const lineView = z.object({
  device: z.string().nullable(),
  link: z.string().nullable(),
  /** `live` = events arrive; `down` = no connection to the switch; `unmonitored` = the switch does not report this phone; `none` = the user has no phone. */
  state: z.enum(['live', 'down', 'unmonitored', 'none']),
  since: instant,
  /** Why it is not live, in plain words; null when it is. */
  problem: z.string().nullable(),
  /** May a call be made from here. */
  canDial: z.boolean(),
  doNotDisturb: z.boolean(),
  /** Is the telephone's microphone off. */
  muted: z.boolean(),
  forwarding: z.array(forwardingView),
  /** Null where the switch knows no agent at this telephone. */
  agent: agentView.nullable(),
  /** What may be asked now. */
  offers: z.array(lineCommandKind),
  /** Reasons for not being ready, by the link's configuration. */
  reasons: z.array(z.object({ code: z.string(), label: z.string() })),
  /** Where calls can be parked, by the link's configuration. */
  parkSlots: z.array(z.object({ number: z.string(), name: z.string() })),
  /** The group in which `groupPickup` takes calls; null = the one that the switch has for the telephone. */
  pickupGroup: z.string().nullable(),
  /** By which template the user’s next call is shown: told again when another one is published. */
  template: templateOfCall.optional(),
})

/** What this user sees now, whole. */
export const snapshot = z.object({
  line: lineView,
  /** Live calls, oldest first, and those that ended within the last minutes and may still need notes. */
  calls: z.array(callView),
})

/** One numbered change for this user. A `call` event replaces the call of that id. */
export const liveEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), call: callView }),
  /** The call is of no more concern to this user's live view (history keeps it). */
  z.object({ kind: z.literal('callGone'), callId: z.string() }),
  z.object({ kind: z.literal('line'), line: lineView }),
])

const callId = z.string().max(200)

/**
 * Client ▶ server: from now on tell me what others write down of this call, beginning with what I lack; no longer; I am
 * writing. What the client itself wrote goes by the route `syncEntry`.
 */
const entryAsk = [
  z.object({ kind: z.literal('openEntry'), callId, vector: entryVector }),
  z.object({ kind: z.literal('closeEntry'), callId }),
  z.object({ kind: z.literal('writingEntry'), callId }),
] as const

/**
 * Server ▶ a client that opened it. `entry`: a change, with the `vector` of all that the server has; the first one answers
 * `openEntry`. `entryWriting`: somebody else is writing, now and for some seconds. `entryClosed`: there is nothing to see
 * for this user.
 */
export const entryFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry'), callId, update: entryNews, vector: entryVector }),
  z.object({ kind: z.literal('entryWriting'), callId, user: z.string(), name: z.string() }),
  z.object({ kind: z.literal('entryClosed'), callId }),
])

/** Client ▶ server. First frame must be `hello`. `since`: last number seen, to resume. */
export const clientFrame = z.discriminatedUnion('kind', [
  ...entryAsk,
  z.object({ kind: z.literal('hello'), version: z.number().int(), since: z.number().int().nullable() }),
  z.object({ kind: z.literal('ping'), at: z.number() }),
])

/**
 * Server ▶ client. After `hello`: either `snapshot` (whole truth as of `seq`) or, when the client's number is still in
 * the feed, `resumed` and then the events it missed; `resync` = the number is too old or unknown, a snapshot follows.
 * Event numbers have no gaps: a client that sees one asks again from its last number.
 */
export const serverFrame = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('hello'),
    version: z.number().int(),
    serverTime: instant,
    heartbeatSeconds: z.number(),
  }),
  z.object({ kind: z.literal('snapshot'), seq: z.number().int(), snapshot }),
  z.object({ kind: z.literal('resumed'), seq: z.number().int() }),
  z.object({ kind: z.literal('resync'), reason: z.enum(['tooOld', 'unknown']) }),
  z.object({ kind: z.literal('event'), seq: z.number().int(), event: liveEvent }),
  z.object({ kind: z.literal('pong'), at: z.number(), serverTime: instant }),
  ...entryFrame.options,
])

/** Close codes of the socket. */
export const closeCodes = {
  /** Server is going down: come back after a random pause. */
  goingAway: 1012,
  /** No or expired session: sign in again. */
  unauthorised: 4001,
  /** The client speaks another version: reload the page. */
  version: 4002,
  /** A frame that is not understood. */
  badFrame: 4003,
  /** The client read too slowly: take a new snapshot. */
  tooSlow: 4008,
} as const

export type LineCommandKind = z.infer<typeof lineCommandKind>
export type AgentView = z.infer<typeof agentView>
export type ForwardingView = z.infer<typeof forwardingView>
export type LineView = z.infer<typeof lineView>
export type Snapshot = z.infer<typeof snapshot>
export type LiveEvent = z.infer<typeof liveEvent>
export type ClientFrame = z.infer<typeof clientFrame>
export type EntryFrame = z.infer<typeof entryFrame>
export type ServerFrame = z.infer<typeof serverFrame>
