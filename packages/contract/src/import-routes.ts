import { z } from 'zod'
import { contact, id, phoneNumber } from './records.ts'
import { route } from './route.ts'
import { pageOf } from './shapes.ts'

/** A line of a file, as it was understood. What is wrong with it is said in the answer, line by line. */
export const importRow = z.object({
  /** Its place in the file, from 1. */
  row: z.int().min(1),
  givenName: z.string().max(200).default(''),
  familyName: z.string().max(200).default(''),
  title: z.string().max(200).default(''),
  email: z.string().max(320).default(''),
  /** Found by its name, or made. */
  company: z.string().max(200).default(''),
  phones: z
    .array(z.object({ label: phoneNumber.shape.label, text: z.string().max(64) }))
    .max(20)
    .default([]),
})

/** `filled`: it is somebody whom we know, and what we lacked was added. `known`: the same, and nothing was changed. */
export const importOutcomes = ['created', 'filled', 'known', 'failed'] as const
/** Why a line could not be taken. */
export const importProblems = ['nameless', 'email', 'nothing'] as const
/** By what somebody was known. */
export const sameBy = ['number', 'email', 'name'] as const

export const importResult = z.object({
  row: z.int(),
  outcome: z.enum(importOutcomes),
  problem: z.enum(importProblems).optional(),
  /** Numbers that are not understood: they are kept as they are written. */
  unread: z.array(z.string()).optional(),
  contactId: id.optional(),
  /** Whom it is the same as. */
  same: z.object({ by: z.enum(sameBy), name: z.string() }).optional(),
})

/** Two who may be one. */
export const duplicate = z.object({ by: z.enum(sameBy), contacts: z.tuple([contact, contact]) })

/** Contacts from files and into files, and those who are in twice. */
export const importRoutes = {
  importContacts: route({
    method: 'POST',
    path: '/api/imports/contacts',
    access: 'supervisor',
    summary: 'Take some lines of a file: sent twice under the same import and number, a line is taken once',
    body: z.object({
      /** Made by whoever imports: the name of this import. */
      importId: id,
      /** As the audit log names it. */
      file: z.string().min(1).max(200),
      /** What to do with somebody whom we know already. */
      known: z.enum(['fill', 'keep', 'create']).default('fill'),
      /** Says what would come of it, and writes nothing. */
      preview: z.boolean().default(false),
      /** Country of numbers without one, where it is not that of the organisation. */
      country: z.string().length(2).optional(),
      rows: z.array(importRow).min(1).max(500),
    }),
    reply: z.object({ rows: z.array(importResult) }),
  }),
  exportContacts: route({
    method: 'GET',
    path: '/api/exports/contacts',
    access: 'supervisor',
    summary: 'All contacts in the order of their names, a thousand at a time',
    query: z.object({ cursor: z.string().max(200).optional() }),
    reply: pageOf(contact),
  }),
  listDuplicates: route({
    method: 'GET',
    path: '/api/duplicates/contacts',
    access: 'supervisor',
    summary:
      'Contacts that may be one: by number and name, by e-mail, by name within a company; looks on from `cursor`',
    query: z.object({ cursor: z.string().max(200).optional() }),
    reply: pageOf(duplicate),
  }),
} as const

export type ImportRow = z.infer<typeof importRow>
export type ImportResult = z.infer<typeof importResult>
export type Duplicate = z.infer<typeof duplicate>
