import { z } from 'zod'
import { countryCode, fieldSentences as say, lineOf, seenVersion, timeZoneName } from './admin-fields.ts'
import { languages } from './people.ts'
import { id, instant } from './records.ts'
import { route } from './route.ts'
import { byId, changesOf, pageOf } from './shapes.ts'

export const groupFields = z.object({ name: lineOf(100) })

export const locationFields = z.object({
  name: lineOf(100),
  language: z.enum(languages, { error: say.language }),
  country: countryCode,
  timeZone: timeZoneName,
})

export const queueFields = z.object({
  /** Name of the link that the queue belongs to. */
  link: lineOf(64, say.link),
  number: lineOf(64, say.queueNumber),
  name: lineOf(100),
  /** How long its agents have after a call for what is left to write. */
  wrapUpSeconds: z.int(say.wrapUp).min(0, say.wrapUp).max(3600, say.wrapUp).default(0),
})

const kept = { id, version: z.int() }
/** How many users are in it. */
const users = z.int()
export const group = groupFields.extend({ ...kept, users })
export const location = locationFields.extend({ ...kept, users })
export const queue = queueFields.extend(kept)

export type Group = z.infer<typeof group>
export type Location = z.infer<typeof location>
export type Queue = z.infer<typeof queue>

/** A telephone, or another device, that a link watches or that a user has. */
export const device = z.object({
  link: z.string(),
  device: z.string(),
  kind: z.enum(['telephone', 'queue', 'number', 'park', 'voicemail', 'other']),
  /** As the configuration calls it. */
  name: z.string().nullable(),
  /** `unmonitored`: the link hears nothing of it. `unknown`: the link is down. */
  state: z.enum(['idle', 'ringing', 'busy', 'outOfService', 'unmonitored', 'unknown']),
  since: instant.nullable(),
  /** Why nothing is known of it, in plain words. */
  problem: z.string().nullable(),
  /** Whose it is: several share a telephone now and then. */
  users: z.array(z.object({ id, name: z.string() })),
})
export type Device = z.infer<typeof device>

/** What of an organisation an entry is about. Rooms of their own add kinds of their own. */
export const auditEntry = z.object({
  id,
  at: instant,
  userId: id,
  userName: z.string(),
  action: z.enum(['created', 'changed', 'deleted', 'published', 'rolledBack', 'merged', 'retried']),
  /** `user`, `group`, `location`, `queue`, `template` … */
  kind: z.string(),
  subjectId: z.string(),
  /** As people called it then. */
  subject: z.string(),
  /** As it was and as it then was, without secrets; null where there was or is none. */
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
})
export type AuditEntry = z.infer<typeof auditEntry>

const seen = z.object({ version: seenVersion })
/** In the address, where numbers are text. */
const seenInQuery = z.object({ version: z.coerce.number().pipe(seenVersion) })
/** What is absent stays; the version must be there. */
const changed = <T extends z.core.$ZodLooseShape>(fields: z.ZodObject<T>) =>
  changesOf(fields).and(seen) as unknown as z.ZodType<
    Partial<z.output<z.ZodObject<T>>> & z.output<typeof seen>,
    Partial<z.input<z.ZodObject<T>>> & z.input<typeof seen>
  >

export const organisationRoutes = {
  listGroups: route({
    method: 'GET',
    path: '/api/groups',
    access: 'supervisor',
    summary: 'The groups of users of my organisation',
    reply: pageOf(group),
  }),
  createGroup: route({
    method: 'POST',
    path: '/api/groups',
    access: 'administrator',
    summary: 'Make a group of users',
    body: groupFields,
    reply: group,
  }),
  changeGroup: route({
    method: 'PATCH',
    path: '/api/groups/:id',
    access: 'administrator',
    summary: 'Change a group of users',
    params: byId,
    body: changed(groupFields),
    reply: group,
  }),
  deleteGroup: route({
    method: 'DELETE',
    path: '/api/groups/:id',
    access: 'administrator',
    summary: 'Delete a group that nothing uses',
    params: byId,
    query: seenInQuery,
  }),
  listLocations: route({
    method: 'GET',
    path: '/api/locations',
    access: 'supervisor',
    summary: 'The places where users of my organisation work',
    reply: pageOf(location),
  }),
  createLocation: route({
    method: 'POST',
    path: '/api/locations',
    access: 'administrator',
    summary: 'Make a location',
    body: locationFields,
    reply: location,
  }),
  changeLocation: route({
    method: 'PATCH',
    path: '/api/locations/:id',
    access: 'administrator',
    summary: 'Change a location',
    params: byId,
    body: changed(locationFields),
    reply: location,
  }),
  deleteLocation: route({
    method: 'DELETE',
    path: '/api/locations/:id',
    access: 'administrator',
    summary: 'Delete a location that nothing uses',
    params: byId,
    query: seenInQuery,
  }),
  listQueues: route({
    method: 'GET',
    path: '/api/queues',
    access: 'supervisor',
    summary: 'The queues of my organisation',
    reply: pageOf(queue),
  }),
  createQueue: route({
    method: 'POST',
    path: '/api/queues',
    access: 'administrator',
    summary: 'Name a queue of a telephone system',
    body: queueFields,
    reply: queue,
  }),
  changeQueue: route({
    method: 'PATCH',
    path: '/api/queues/:id',
    access: 'administrator',
    summary: 'Change what a queue is called, and its time for wrapping up',
    params: byId,
    body: changed(queueFields),
    reply: queue,
  }),
  deleteQueue: route({
    method: 'DELETE',
    path: '/api/queues/:id',
    access: 'administrator',
    summary: 'Forget a queue that nothing uses',
    params: byId,
    query: seenInQuery,
  }),
  listDevices: route({
    method: 'GET',
    path: '/api/devices',
    access: 'administrator',
    summary: 'Devices that the links watch or users have, how they are and whose they are',
    reply: pageOf(device),
  }),
  listAudit: route({
    method: 'GET',
    path: '/api/audit',
    access: 'administrator',
    summary: 'Who changed what, newest first',
    query: z.object({
      kind: z.string().max(50).optional(),
      subjectId: z.string().max(200).optional(),
      userId: id.optional(),
      from: instant.optional(),
      to: instant.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(200).optional(),
    }),
    reply: pageOf(auditEntry),
  }),
  readAuditFilters: route({
    method: 'GET',
    path: '/api/audit/filters',
    access: 'administrator',
    summary: 'Kinds of things that were changed, and by whom',
    reply: z.object({
      kinds: z.array(z.string()),
      users: z.array(z.object({ id, name: z.string() })),
    }),
  }),
} as const
