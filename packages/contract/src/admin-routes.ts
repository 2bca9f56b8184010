import { z } from 'zod'
import { countryCode, fieldSentences as say, lineOf, seenVersion, timeZoneName } from './admin-fields.ts'
import { user } from './people.ts'
import { id, instant } from './records.ts'
import { roles, route } from './route.ts'
import { byId, changesOf, pageOf } from './shapes.ts'

export const newUser = z.object({
  userName: lineOf(100, say.userName),
  name: lineOf(200),
  role: z.enum(roles, { error: say.role }),
  password: z.string({ error: say.password }).min(8, say.password).max(200, say.tooLong),
  device: lineOf(64, say.device).nullable().default(null),
  link: lineOf(64, say.link).nullable().default(null),
  team: z.string().trim().max(100, say.tooLong).nullable().default(null),
  groupId: id.nullable().default(null),
  locationId: id.nullable().default(null),
  country: countryCode.nullable().default(null),
  timeZone: timeZoneName.nullable().default(null),
})

/** A user as somebody makes him. */
export type NewUser = z.input<typeof newUser>

/** A link to a PBX as an administrator sees it; secrets never leave the server. */
export const linkView = z.object({
  name: z.string(),
  kind: z.string(),
  state: z.enum(['connecting', 'live', 'down', 'off']),
  since: instant,
  problem: z.string().nullable(),
  monitored: z.number().int(),
})

/** Users, links and writes that failed. */
export const adminRoutes = {
  listUsers: route({
    method: 'GET',
    path: '/api/users',
    access: 'supervisor',
    summary: 'The users of my organisation',
    reply: pageOf(user),
  }),
  createUser: route({
    method: 'POST',
    path: '/api/users',
    access: 'administrator',
    summary: 'Create a user',
    body: newUser,
    reply: user,
  }),
  changeUser: route({
    method: 'PATCH',
    path: '/api/users/:id',
    access: 'administrator',
    summary: 'Change a user: role, phone, password, active',
    params: byId,
    body: changesOf(
      newUser.extend({
        active: z.boolean(),
        /** The version that was looked at; without it the change is made whatever happened meanwhile. */
        version: seenVersion,
      }),
    ),
    reply: user,
  }),
  listLinks: route({
    method: 'GET',
    path: '/api/links',
    access: 'administrator',
    summary: 'The links to telephone systems and how they are',
    reply: pageOf(linkView),
  }),
  listFailedJobs: route({
    method: 'GET',
    path: '/api/jobs/failed',
    access: 'administrator',
    summary: 'Writes that could not be delivered',
    reply: pageOf(
      z.object({
        id: z.string(),
        kind: z.string(),
        key: z.string(),
        attempts: z.number().int(),
        error: z.string(),
        at: instant,
      }),
    ),
  }),
  retryJob: route({
    method: 'POST',
    path: '/api/jobs/:id/retry',
    access: 'administrator',
    summary: 'Try a failed write again',
    params: z.object({ id: z.string() }),
  }),
} as const
