import { z } from 'zod'
import { user } from './people.ts'
import { instant } from './records.ts'
import { roles, route } from './route.ts'
import { byId, changesOf, pageOf } from './shapes.ts'

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
const newUser = z.object({
  userName: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  role: z.enum(roles),
  password: z.string().min(8).max(200),
  device: z.string().max(64).nullable().default(null),
  link: z.string().max(64).nullable().default(null),
  team: z.string().max(100).nullable().default(null),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  timeZone: z.string().max(64).refine(isTimeZone).nullable().default(null),
})

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
    body: changesOf(newUser.extend({ active: z.boolean() })),
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
