import { z } from 'zod'
import { callView } from './call-view.ts'
import {
  customField,
  fieldChanges,
  fieldSubjects,
  fieldValues,
  newField,
  valueChanges,
} from './custom-fields.ts'
import { id, instant } from './records.ts'
import { route } from './route.ts'
import { byId, pageOf } from './shapes.ts'
import { callScript, myTemplate, template } from './templates.ts'

const groupRef = z.object({ id, name: z.string() })

/** A template as the list of them shows it. */
const templateHead = z.object({
  id,
  name: z.string(),
  /** Whose pop it is. */
  groups: z.array(groupRef),
  /** Null until it is first published. */
  version: z.int().nullable(),
  publishedAt: instant.nullable(),
  /** The draft is not what is published. */
  changed: z.boolean(),
})

export const templateDetail = templateHead.extend({
  draft: template,
  /** Goes up with every change: whoever saves names the one that he saw. */
  revision: z.int(),
  /** Newest first. */
  versions: z.array(
    z.object({
      version: z.int(),
      at: instant,
      user: z.string(),
      /** The earlier one of which it is a copy: a roll-back. */
      restores: z.int().nullable(),
    }),
  ),
})

const name = z.string().trim().min(1).max(100)
const script = callScript.omit({ id: true })
const recordOf = z.object({ subject: z.enum(fieldSubjects), id: z.string().min(1).max(200) })

/** The pop's templates, the fields that an organisation adds to its records, and scripts. */
export const templateRoutes = {
  readMyTemplate: route({
    method: 'GET',
    path: '/api/template',
    access: 'agent',
    summary: 'What my pop is drawn from',
    reply: myTemplate,
  }),
  listTemplates: route({
    method: 'GET',
    path: '/api/templates',
    access: 'administrator',
    summary: 'The templates of pops, and the groups that can have one',
    reply: z.object({
      items: z.array(templateHead),
      groups: z.array(groupRef.extend({ templateId: id.nullable() })),
      /** Languages of locations, of the organisation and of its users: those in which labels are worth writing. */
      languages: z.array(z.string()),
    }),
  }),
  createTemplate: route({
    method: 'POST',
    path: '/api/templates',
    access: 'administrator',
    summary: 'A new template: a copy of another one, or of the built-in one',
    idempotent: true,
    body: z.object({ name, copyOf: id.nullable().default(null) }),
    reply: templateDetail,
  }),
  readTemplate: route({
    method: 'GET',
    path: '/api/templates/:id',
    access: 'administrator',
    summary: 'One template with its draft and its versions',
    params: byId,
    reply: templateDetail,
  }),
  changeTemplate: route({
    method: 'PATCH',
    path: '/api/templates/:id',
    access: 'administrator',
    summary:
      'Change name, groups or draft; nobody’s pop changes by a draft. 409 when `revision` is not the last one',
    params: byId,
    body: z.object({
      revision: z.int(),
      name: name.optional(),
      draft: template.optional(),
      groupIds: z.array(id).max(1_000).optional(),
    }),
    reply: templateDetail,
  }),
  deleteTemplate: route({
    method: 'DELETE',
    path: '/api/templates/:id',
    access: 'administrator',
    summary: 'Delete a template; its groups see the built-in one',
    params: byId,
  }),
  publishTemplate: route({
    method: 'POST',
    path: '/api/templates/:id/publish',
    access: 'administrator',
    summary: 'Make the draft what its groups see, from the next call on',
    idempotent: true,
    params: byId,
    body: z.object({ revision: z.int() }),
    reply: templateDetail,
  }),
  rollBackTemplate: route({
    method: 'POST',
    path: '/api/templates/:id/roll-back',
    access: 'administrator',
    summary: 'Publish an earlier version again, as a new one; the draft becomes it too',
    idempotent: true,
    params: byId,
    body: z.object({ version: z.int() }),
    reply: templateDetail,
  }),
  readCallForTemplate: route({
    method: 'GET',
    path: '/api/templates/calls/:id',
    access: 'administrator',
    summary: 'A past call of anybody, to see a template with',
    params: z.object({ id: z.string().max(200) }),
    reply: callView,
  }),
  listFields: route({
    method: 'GET',
    path: '/api/fields',
    access: 'agent',
    summary: 'The fields that my organisation has added to its records',
    reply: pageOf(customField),
  }),
  createField: route({
    method: 'POST',
    path: '/api/fields',
    access: 'administrator',
    summary: 'Add a field to a kind of record',
    idempotent: true,
    body: newField,
    reply: customField,
  }),
  changeField: route({
    method: 'PATCH',
    path: '/api/fields/:id',
    access: 'administrator',
    summary: 'Change the labels or choices of a field, or take it out of use',
    params: byId,
    body: fieldChanges,
    reply: customField,
  }),
  readFieldValues: route({
    method: 'GET',
    path: '/api/fields/:subject/:id',
    access: 'agent',
    summary: 'What a record, or a call of mine, has in these fields',
    params: recordOf,
    reply: z.object({ values: fieldValues }),
  }),
  changeFieldValues: route({
    method: 'PATCH',
    path: '/api/fields/:subject/:id',
    access: 'agent',
    summary: 'Fill in fields of a record or of a call of mine',
    params: recordOf,
    body: z.object({ values: valueChanges }),
    reply: z.object({ values: fieldValues }),
  }),
  listScripts: route({
    method: 'GET',
    path: '/api/scripts',
    access: 'administrator',
    summary: 'Texts that agents read to callers',
    reply: pageOf(callScript),
  }),
  createScript: route({
    method: 'POST',
    path: '/api/scripts',
    access: 'administrator',
    summary: 'A new script',
    idempotent: true,
    body: script,
    reply: callScript,
  }),
  changeScript: route({
    method: 'PUT',
    path: '/api/scripts/:id',
    access: 'administrator',
    summary: 'Change a script',
    params: byId,
    body: script,
    reply: callScript,
  }),
  deleteScript: route({
    method: 'DELETE',
    path: '/api/scripts/:id',
    access: 'administrator',
    summary: 'Delete a script',
    params: byId,
  }),
} as const

export type TemplateDetail = z.infer<typeof templateDetail>
