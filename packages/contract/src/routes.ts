import { callDirections } from '@hookswitch/model'
import { z } from 'zod'
import { callView } from './call-view.ts'
import { callCommand, directory, lineCommand } from './commands.ts'
import { ladderRoutes } from './ladder.ts'
import { me, preferences, user } from './people.ts'
import { phoneRoutes } from './phone.ts'
import { choice } from './pop.ts'
import {
  account,
  activity,
  activityDetail,
  caseOrigins,
  casePriorities,
  caseRecord,
  caseStatuses,
  caseTypes,
  contact,
  id,
  instant,
  phoneNumber,
  task,
} from './records.ts'
import { roles, route } from './route.ts'

const byId = z.object({ id })
const callById = z.object({ id: z.string().max(200) })
const search = z.object({
  search: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
})
const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
const newPhone = phoneNumber.pick({ label: true, text: true })
const newContact = z.object({
  givenName: z.string().max(200).default(''),
  familyName: z.string().min(1).max(200),
  title: z.string().max(200).nullable().default(null),
  email: z.email().nullable().default(null),
  accountId: id.nullable().default(null),
  phones: z.array(newPhone).max(20).default([]),
})
const newAccount = z.object({
  name: z.string().min(1).max(200),
  number: z.string().max(40).nullable().default(null),
  industry: z.string().max(200).nullable().default(null),
  city: z.string().max(200).nullable().default(null),
  country: z.string().length(2).nullable().default(null),
})
const newCase = z.object({
  subject: z.string().min(1).max(500),
  priority: z.enum(casePriorities).default('normal'),
  status: z.enum(caseStatuses).default('new'),
  type: z.enum(caseTypes).default('question'),
  origin: z.enum(caseOrigins).default('phone'),
  contactId: id.nullable().default(null),
  accountId: id.nullable().default(null),
})
const newTask = z.object({
  subject: z.string().min(1).max(500),
  dueOn: z.iso.date().nullable().default(null),
  contactId: id.nullable().default(null),
  accountId: id.nullable().default(null),
  caseId: id.nullable().default(null),
})
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
/** A change: what is absent stays; nothing gets a default. */
const changesOf = <T extends z.core.$ZodLooseShape>(shape: z.ZodObject<T>) =>
  z
    .object(
      Object.fromEntries(
        Object.entries(shape.shape).map(([name, field]) => [
          name,
          (field instanceof z.ZodDefault ? field.unwrap() : field) as z.ZodType,
        ]),
      ),
    )
    .partial() as unknown as z.ZodType<Partial<z.infer<z.ZodObject<T>>>>

/** A number as people typed or pasted it, understood by the rules of the user's link. */
export const numberReading = z.object({
  /** `number` can be dialled; `extension` a short internal one; `unreadable` not a telephone number. */
  kind: z.enum(['number', 'extension', 'unreadable']),
  e164: z.string().nullable(),
  display: z.string(),
  /** What would be sent to the switch; null when unreadable. */
  dial: z.string().nullable(),
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

/** Every HTTP route of the server, by name. The server, the client, OpenAPI and the roles test are made from this. */
export const routes = {
  signIn: route({
    method: 'POST',
    path: '/api/session',
    access: 'public',
    summary: 'Sign in',
    body: z.object({
      tenant: z.string().max(100).optional(),
      userName: z.string().min(1).max(100),
      password: z.string().min(1).max(200),
    }),
    reply: me,
  }),
  signOut: route({ method: 'DELETE', path: '/api/session', access: 'agent', summary: 'Sign out' }),
  whoAmI: route({
    method: 'GET',
    path: '/api/session',
    access: 'agent',
    summary: 'The signed-in user',
    reply: me,
  }),
  setPreferences: route({
    method: 'PUT',
    path: '/api/session/preferences',
    access: 'agent',
    summary: 'Choose language and theme',
    body: preferences,
    reply: me,
  }),

  makeCall: route({
    method: 'POST',
    path: '/api/calls',
    access: 'agent',
    summary: 'Call a number from my phone',
    idempotent: true,
    body: z.object({ number: z.string().min(1).max(100) }),
    reply: z.object({ accepted: z.literal(true) }),
  }),
  commandCall: route({
    method: 'POST',
    path: '/api/calls/:id/commands',
    access: 'agent',
    summary: 'Ask the switch to do something with a call of mine',
    idempotent: true,
    params: callById,
    body: callCommand,
    reply: z.object({ accepted: z.literal(true) }),
  }),
  commandLine: route({
    method: 'POST',
    path: '/api/line/commands',
    access: 'agent',
    summary: 'Ask the switch to do something with my telephone or my place at the queues',
    idempotent: true,
    body: lineCommand,
    reply: z.object({ accepted: z.literal(true) }),
  }),
  listDirectory: route({
    method: 'GET',
    path: '/api/directory',
    access: 'agent',
    summary: 'Colleagues with how they can be reached now, and places that calls can be sent to',
    query: z.object({ search: z.string().max(100).default('') }),
    reply: directory,
  }),
  myCalls: route({
    method: 'GET',
    path: '/api/calls',
    access: 'agent',
    summary: 'My calls, newest first',
    query: z.object({
      from: instant.optional(),
      to: instant.optional(),
      direction: z.enum(callDirections).optional(),
      missed: z.stringbool().optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(200).optional(),
    }),
    reply: pageOf(callView),
  }),
  readCall: route({
    method: 'GET',
    path: '/api/calls/:id',
    access: 'agent',
    summary: 'One call of mine',
    params: callById,
    reply: callView,
  }),
  writeNotes: route({
    method: 'PUT',
    path: '/api/calls/:id/notes',
    access: 'agent',
    summary:
      'Keep the notes of a call. `version` is the one last seen: 409 when somebody else wrote meanwhile',
    params: callById,
    body: z.object({ text: z.string().max(20_000), version: z.number().int() }),
    reply: z.object({ text: z.string(), version: z.number().int() }),
  }),
  chooseMatch: route({
    method: 'PUT',
    path: '/api/calls/:id/match',
    access: 'agent',
    summary: 'Say who the other party is',
    params: callById,
    body: choice,
    reply: callView,
  }),
  lookUpAgain: route({
    method: 'POST',
    path: '/api/calls/:id/lookup',
    access: 'agent',
    summary: 'Search for the other party again',
    params: callById,
    reply: callView,
  }),
  readNumber: route({
    method: 'GET',
    path: '/api/numbers',
    access: 'agent',
    summary: 'How a typed or pasted number is understood',
    query: z.object({ text: z.string().max(200) }),
    reply: numberReading,
  }),

  ...phoneRoutes,
  ...ladderRoutes,

  listContacts: route({
    method: 'GET',
    path: '/api/contacts',
    access: 'agent',
    summary: 'Find contacts by part of a name, company, number or e-mail',
    query: search,
    reply: pageOf(contact),
  }),
  readContact: route({
    method: 'GET',
    path: '/api/contacts/:id',
    access: 'agent',
    summary: 'One contact',
    params: byId,
    reply: contact,
  }),
  createContact: route({
    method: 'POST',
    path: '/api/contacts',
    access: 'agent',
    summary: 'Create a contact; with `callId` it becomes the match of that call',
    idempotent: true,
    body: newContact.extend({ callId: z.string().max(200).optional() }),
    reply: contact,
  }),
  changeContact: route({
    method: 'PATCH',
    path: '/api/contacts/:id',
    access: 'agent',
    summary: 'Change a contact',
    params: byId,
    body: changesOf(newContact),
    reply: contact,
  }),
  mergeContacts: route({
    method: 'POST',
    path: '/api/contacts/:id/merge',
    access: 'supervisor',
    summary: 'Another contact is this one: its calls, cases, tasks, numbers come here, and it goes, for good',
    params: byId,
    body: z.object({ contactId: id }),
    reply: contact,
  }),
  listAccounts: route({
    method: 'GET',
    path: '/api/accounts',
    access: 'agent',
    summary: 'Find accounts by part of the name or by number',
    query: search,
    reply: pageOf(account),
  }),
  readAccount: route({
    method: 'GET',
    path: '/api/accounts/:id',
    access: 'agent',
    summary: 'One account',
    params: byId,
    reply: account,
  }),
  createAccount: route({
    method: 'POST',
    path: '/api/accounts',
    access: 'agent',
    summary: 'Create an account',
    idempotent: true,
    body: newAccount,
    reply: account,
  }),
  listCases: route({
    method: 'GET',
    path: '/api/cases',
    access: 'agent',
    summary: 'Find cases by number, subject, contact or account',
    query: search.extend({
      contactId: id.optional(),
      accountId: id.optional(),
      open: z.stringbool().optional(),
    }),
    reply: pageOf(caseRecord),
  }),
  readCase: route({
    method: 'GET',
    path: '/api/cases/:id',
    access: 'agent',
    summary: 'One case',
    params: byId,
    reply: caseRecord,
  }),
  createCase: route({
    method: 'POST',
    path: '/api/cases',
    access: 'agent',
    summary: 'Open a case',
    idempotent: true,
    body: newCase,
    reply: caseRecord,
  }),
  changeCase: route({
    method: 'PATCH',
    path: '/api/cases/:id',
    access: 'agent',
    summary: 'Change a case',
    params: byId,
    body: changesOf(newCase),
    reply: caseRecord,
  }),
  listTasks: route({
    method: 'GET',
    path: '/api/tasks',
    access: 'agent',
    summary: 'Tasks of a contact, account or case',
    query: search.extend({ contactId: id.optional(), accountId: id.optional(), caseId: id.optional() }),
    reply: pageOf(task),
  }),
  createTask: route({
    method: 'POST',
    path: '/api/tasks',
    access: 'agent',
    summary: 'Create a task',
    idempotent: true,
    body: newTask,
    reply: task,
  }),
  listActivities: route({
    method: 'GET',
    path: '/api/activities',
    access: 'agent',
    summary: 'What happened with a contact, account or case, newest first',
    query: search.extend({ contactId: id.optional(), accountId: id.optional(), caseId: id.optional() }),
    reply: pageOf(activity),
  }),
  readActivity: route({
    method: 'GET',
    path: '/api/activities/:id',
    access: 'agent',
    summary: 'One activity; of a call, with who had a part in it',
    params: byId,
    reply: activityDetail,
  }),

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

  demoState: route({
    method: 'GET',
    path: '/api/demo',
    access: 'public',
    summary: 'Demonstration only: who can call, and whom',
    reply: z.object({
      callers: z.array(
        z.object({
          name: z.string(),
          company: z.string().nullable(),
          number: z.string(),
          accountNumber: z.string().nullable(),
        }),
      ),
      extensions: z.array(z.object({ extension: z.string(), name: z.string() })),
      services: z.array(z.object({ number: z.string(), name: z.string() })),
      signIns: z.array(
        z.object({
          userName: z.string(),
          password: z.string(),
          name: z.string(),
          extension: z.string().nullable(),
          language: z.string(),
        }),
      ),
    }),
  }),
  demoCall: route({
    method: 'POST',
    path: '/api/demo/calls',
    access: 'public',
    summary: 'Demonstration only: a customer calls',
    body: z.object({
      from: z.string().max(40),
      to: z.string().max(40),
      name: z.string().max(100).optional(),
      digits: z.string().max(40).optional(),
    }),
    reply: z.object({ id: z.string() }),
  }),
  demoCallState: route({
    method: 'GET',
    path: '/api/demo/calls/:id',
    access: 'public',
    summary: 'Demonstration only: how the call is doing',
    params: z.object({ id: z.string().max(100) }),
    reply: z.object({
      id: z.string(),
      state: z.enum(['dialling', 'menu', 'queued', 'ringing', 'answered', 'held', 'ended']),
    }),
  }),
  demoDigits: route({
    method: 'POST',
    path: '/api/demo/calls/:id/digits',
    access: 'public',
    summary: 'Demonstration only: the customer presses keys',
    params: z.object({ id: z.string().max(100) }),
    body: z.object({ digits: z.string().min(1).max(40) }),
  }),
  demoHangUp: route({
    method: 'POST',
    path: '/api/demo/calls/:id/hang-up',
    access: 'public',
    summary: 'Demonstration only: the customer hangs up',
    params: z.object({ id: z.string().max(100) }),
  }),
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
