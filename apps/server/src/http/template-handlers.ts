import { languageOfCountry } from '@hookswitch/contract'
import type { SignedIn } from '#auth/auth.ts'
import { done, orMissing, type Answer } from '#crm-builtin/answer.ts'
import type { TemplateAdmin, TemplateAsker } from '#templates/admin.ts'
import type { Fields, FilledIn } from '#templates/fields.ts'
import type { Handlers } from './handler.ts'
import type { Asker, LivePorts } from './live-ports.ts'

export interface TemplatePorts {
  readonly templates: TemplateAdmin
  readonly fields: Fields
  readonly live: Pick<LivePorts, 'myTemplate' | 'mayChangeFields' | 'readCallOfTenant' | 'readCall'>
}

type TemplateRoute =
  | `${'list' | 'create' | 'change'}${'Template' | 'Script' | 'Field'}${'' | 's'}`
  | `${'delete' | 'read'}${'Template' | 'Script'}`
  | `${'publish' | 'rollBack' | 'readMy'}Template`
  | `${'read' | 'change'}FieldValues`
  | 'readCallForTemplate'

export function templateHandlers({
  templates,
  fields,
  live,
}: TemplatePorts): Pick<Handlers, TemplateRoute & keyof Handlers> {
  return {
    readMyTemplate: async ({ who }) => done(live.myTemplate(callAsker(who))),
    listTemplates: async ({ who }) => done(await templates.list(askerOf(who))),
    createTemplate: ({ who, body }) => templates.create(askerOf(who), body),
    readTemplate: ({ who, params }) => templates.read(askerOf(who), params.id),
    changeTemplate: ({ who, params, body }) => templates.change(askerOf(who), params.id, body),
    deleteTemplate: ({ who, params }) => templates.delete(askerOf(who), params.id),
    publishTemplate: ({ who, params, body }) => templates.publish(askerOf(who), params.id, body.revision),
    rollBackTemplate: ({ who, params, body }) => templates.rollBack(askerOf(who), params.id, body.version),
    readCallForTemplate: async ({ who, params }) =>
      orMissing(await live.readCallOfTenant(callAsker(who), params.id)),
    listScripts: async ({ who }) => done(await templates.listScripts(askerOf(who))),
    createScript: ({ who, body }) => templates.createScript(askerOf(who), body),
    changeScript: ({ who, params, body }) => templates.changeScript(askerOf(who), params.id, body),
    deleteScript: ({ who, params }) => templates.deleteScript(askerOf(who), params.id),
    ...fieldHandlers({ fields, live }),
  }
}

function fieldHandlers({
  fields,
  live,
}: Pick<TemplatePorts, 'fields' | 'live'>): Pick<
  Handlers,
  'listFields' | 'createField' | 'changeField' | 'readFieldValues' | 'changeFieldValues'
> {
  /** A call is asked for as everywhere: only whoever had a part in it has it. */
  async function ofHis(who: SignedIn, { subject, id }: Omit<FilledIn, 'tenant'>): Promise<Answer<FilledIn>> {
    if (subject === 'call') {
      const call = await live.readCall(callAsker(who), id)
      if (!call.ok) return call
    }
    return done({ tenant: who.tenant.id, subject, id })
  }
  return {
    listFields: async ({ who }) => done({ items: await fields.list(who.tenant.id), next: null }),
    createField: ({ who, body }) => fields.create(who.tenant.id, body, actorOf(who)),
    changeField: ({ who, params, body }) =>
      fields.change(who.tenant.id, params.id, { changes: body, actor: actorOf(who) }),
    readFieldValues: async ({ who, params }) => {
      const of = await ofHis(who, params)
      return of.ok ? fields.read(of.value) : of
    },
    changeFieldValues: async ({ who, params, body }) => {
      const of = await ofHis(who, params)
      if (!of.ok) return of
      if (!live.mayChangeFields(callAsker(who)))
        return { ok: false, code: 'notOffered', detail: 'The template of your group does not allow this.' }
      return fields.fill(of.value, body.values)
    },
  }
}

const actorOf = ({ user }: SignedIn) => ({ id: user.id, name: user.name })
const callAsker = ({ tenant, user }: SignedIn): Asker => ({ tenant: tenant.id, userId: user.id })

function askerOf(who: SignedIn): TemplateAsker {
  return { tenant: who.tenant.id, actor: actorOf(who), language: languageOfCountry(who.tenant.country) }
}
