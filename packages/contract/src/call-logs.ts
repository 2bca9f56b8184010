/** What a call leaves behind: its log on records, what people corrected in it, and the disposition that they gave it. */
import { z } from 'zod'
import { fieldChoice, fieldKey, fieldKinds, fieldValues } from './custom-fields.ts'
import { labels } from './labels.ts'
import { activityDetail, id, instant } from './records.ts'

export const logRecordKinds = ['contact', 'account', 'case', 'opportunity'] as const

export const recordName = z.object({ kind: z.enum(logRecordKinds), id })

/**
 * A record that a log stands on, and why: the caller was `matched` to it, a user `opened` or `created` it while he was on
 * the call, a person `corrected` it later.
 */
export const logRecord = recordName.extend({
  title: z.string(),
  how: z.enum(['matched', 'opened', 'created', 'corrected']),
})

/** The disposition that a call was given. */
export const givenDisposition = z.object({
  dispositionId: id,
  values: fieldValues,
  /** By whom, and when. */
  user: z.string(),
  at: instant,
})

/** A disposition as somebody gives it; `dispositionId` null takes back what was given. */
export const dispositionChoice = z.object({ dispositionId: id.nullable(), values: fieldValues.default({}) })

/** Fields of a log that people may correct. */
export const editableFields = ['subject', 'text'] as const

export const activityLog = activityDetail.extend({
  records: z.array(logRecord),
  /** What a person changed: the machine leaves it alone from then on. */
  edited: z.array(z.object({ field: z.enum(editableFields), user: z.string(), at: instant })),
  /** How the call was said to have come out. */
  given: givenDisposition.nullable(),
})

/** What is absent stays. Records that are not named stay. */
export const activityChanges = z.object({
  subject: z.string().max(500).optional(),
  text: z.string().max(20_000).optional(),
  add: z.array(recordName).max(50).default([]),
  remove: z.array(recordName).max(50).default([]),
  /** Of a call. */
  disposition: dispositionChoice.optional(),
})

const choices = z.array(fieldChoice).max(100)

/** Something asked beside a disposition. */
export const dispositionField = z
  .object({
    key: fieldKey,
    kind: z.enum(fieldKinds),
    labels,
    /** Of a choice; else empty. */
    choices: choices.default([]),
    required: z.boolean().default(false),
  })
  .refine(({ kind, choices: all }) => (kind === 'choice') === all.length > 0, {
    message: 'A choice has values, and nothing else has.',
    path: ['choices'],
  })

const named = labels.refine(
  (it) => Object.values(it).some((text) => text.trim() !== ''),
  'A name in at least one language.',
)
const fieldsOfDisposition = z
  .array(dispositionField)
  .max(20)
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'Each key once.')

/** How a call is said to have come out. */
export const disposition = z.object({
  id,
  labels: named,
  /** Queues whose calls it is for; none: for every call. */
  queueIds: z.array(id),
  fields: fieldsOfDisposition,
  position: z.int(),
  /** False: offered no more; calls that were given it keep it. */
  active: z.boolean(),
})

export const newDisposition = z.object({
  labels: named,
  queueIds: z.array(id).max(500).default([]),
  fields: fieldsOfDisposition.default([]),
  position: z.int().min(0).max(100_000).default(0),
})

export const dispositionChanges = z
  .object({
    labels: named,
    queueIds: z.array(id).max(500),
    fields: fieldsOfDisposition,
    position: z.int().min(0).max(100_000),
    active: z.boolean(),
  })
  .partial()

/** What is wanted after calls of a queue; `queueId` null: after all other calls. */
export const wrapUpRule = z.object({
  queueId: id.nullable(),
  queue: z.string().nullable(),
  required: z.boolean(),
  seconds: z.int().min(0).max(3_600),
})

/** A call of mine that is over and still wants something of me. */
export const wrapUpTask = z.object({
  callId: z.string(),
  endedAt: instant,
  /** How long there is for it after the call; 0: no time is set. */
  seconds: z.int(),
  required: z.boolean(),
  /** Dispositions that fit the call, in order. */
  dispositionIds: z.array(id),
  given: givenDisposition.nullable(),
})

/** All that is kept of a call of mine beside the call itself. */
export const callStory = z.object({
  /** Its log; null where it has none (yet): talks between colleagues have none. */
  log: activityLog.nullable(),
  given: givenDisposition.nullable(),
  required: z.boolean(),
  dispositionIds: z.array(id),
  /** Where the recording is, by the template of the link; null where there is none. */
  recordingUrl: z.string().nullable(),
})

export type LogRecordKind = (typeof logRecordKinds)[number]
export type RecordName = z.infer<typeof recordName>
export type LogRecord = z.infer<typeof logRecord>
export type ActivityLog = z.infer<typeof activityLog>
export type ActivityChanges = z.infer<typeof activityChanges>
export type DispositionField = z.infer<typeof dispositionField>
export type DispositionChoice = z.infer<typeof dispositionChoice>
export type Disposition = z.infer<typeof disposition>
export type NewDisposition = z.infer<typeof newDisposition>
export type DispositionChanges = z.infer<typeof dispositionChanges>
export type GivenDisposition = z.infer<typeof givenDisposition>
export type WrapUpRule = z.infer<typeof wrapUpRule>
export type WrapUpTask = z.infer<typeof wrapUpTask>
export type CallStory = z.infer<typeof callStory>
