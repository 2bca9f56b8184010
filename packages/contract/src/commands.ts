import { agentStates, forwardingKinds } from '@hookswitch/model'
import { z } from 'zod'
import { callCommandKind, partyView } from './call-view.ts'
import { instant } from './records.ts'

const number = z.string().min(1).max(100)

/** What may be asked about a call of mine. */
export const callCommand = z.object({
  kind: callCommandKind,
  /** For `generateDigits`: 0 to 9, *, #, A to D. */
  digits: z
    .string()
    .regex(/^[0-9*#A-Da-d]{1,64}$/, 'Digits, *, # and A to D.')
    .optional(),
  /** Whom to deflect, consult, transfer or add: as typed. For `parkCall` the slot; without it the switch chooses one. */
  to: number.optional(),
  /** The second call of a command on two, where I have more than two. */
  otherCallId: z.string().max(200).optional(),
  /** A party of `parties`: with `clearConnection` that one is dropped instead of me. */
  party: z.string().max(300).optional(),
})

/** What may be asked about my telephone and my place at queues. */
export const lineCommand = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('setAgentState'),
    /** `busy` is for the switch to say. */
    state: z.enum(agentStates).exclude(['busy']),
    reason: z.string().max(64).optional(),
    agentId: z.string().max(64).optional(),
    password: z.string().max(64).optional(),
    /** A queue: logs on to, or off from, that one only. */
    group: z.string().max(64).optional(),
  }),
  z.object({ kind: z.literal('setDoNotDisturb'), on: z.boolean() }),
  z.object({
    kind: z.literal('setForwarding'),
    type: z.enum(forwardingKinds),
    on: z.boolean(),
    /** As typed; where it is absent the switch takes the one that it was set to last. */
    to: number.optional(),
  }),
  z.object({ kind: z.literal('setMicrophoneMute'), on: z.boolean() }),
  /** Takes a call that rings in the group; without a group in the link's or the telephone's own. */
  z.object({ kind: z.literal('groupPickup'), group: z.string().max(64).optional() }),
  /** Takes the call that rings at a colleague's telephone, or waits in a park slot: by that device, or by the call. */
  z
    .object({
      kind: z.literal('directedPickup'),
      device: z.string().min(1).max(64).optional(),
      callId: z.string().max(200).optional(),
    })
    .refine(({ device, callId }) => (device === undefined) !== (callId === undefined), {
      message: 'Name either a device or a call.',
      path: ['device'],
    }),
])

/** How a colleague can be reached. */
export const colleagueState = z.enum(['free', 'ringing', 'onCall', 'away', 'wrapUp', 'offline'])

export const colleagueView = z.object({
  userId: z.string(),
  name: z.string(),
  device: z.string(),
  team: z.string().nullable(),
  state: colleagueState,
  since: instant,
  /** What rings there or is spoken; the number only of what I may pick up, else withheld. */
  call: z
    .object({
      /** Id for `directedPickup`. */
      id: z.string(),
      other: partyView,
      state: z.enum(['ringing', 'connected', 'held']),
      canPickUp: z.boolean(),
    })
    .nullable(),
})

/** A place that calls can be sent to, by the link's configuration. */
export const targetView = z.object({
  kind: z.enum(['queue', 'voicemail', 'park', 'number']),
  name: z.string(),
  number: z.string(),
  /** Of a park slot: is a call there, and whose; null where the switch does not tell. */
  occupied: z.boolean().nullable(),
  /** The call that is parked there, to be fetched by `directedPickup`; null where there is none or it is not known. */
  call: z.object({ id: z.string(), other: partyView, since: instant }).nullable(),
})

export const directory = z.object({ colleagues: z.array(colleagueView), targets: z.array(targetView) })

export type CallCommand = z.infer<typeof callCommand>
export type LineCommand = z.infer<typeof lineCommand>
export type ColleagueView = z.infer<typeof colleagueView>
export type TargetView = z.infer<typeof targetView>
export type DirectoryView = z.infer<typeof directory>
