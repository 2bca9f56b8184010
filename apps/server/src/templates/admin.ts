import {
  builtInTemplate,
  template as shape,
  type RouteReply,
  type Template,
  type TemplateDetail,
} from '@hookswitch/contract'
import { type Answer, done, orMissing, writing } from '#crm-builtin/answer.ts'
import type { Actor } from '#store/audit-store.ts'
import type { NewScriptRow, ScriptRow, ScriptStore } from '#store/script-store.ts'
import type { TemplateHeadRow, TemplateRow, TemplateStore } from '#store/template-store.ts'

/** Whoever administers, and of which organisation. */
export interface TemplateAsker {
  readonly tenant: string
  readonly actor: Actor
  /** The language of the organisation itself. */
  readonly language: string
}

export interface TemplateAdminOptions {
  readonly templates: TemplateStore
  readonly scripts: ScriptStore
  /** What users see may be another one now. */
  readonly changed: (tenant: string) => Promise<void>
}

export interface TemplateChangesInput {
  readonly revision: number
  readonly name?: string | undefined
  readonly draft?: Template | undefined
  readonly groupIds?: readonly string[] | undefined
}

/** What administrators do with templates and scripts. */
export class TemplateAdmin {
  readonly #options: TemplateAdminOptions

  constructor(options: TemplateAdminOptions) {
    this.#options = options
  }

  async list({ tenant, language }: TemplateAsker): Promise<RouteReply<'listTemplates'>> {
    const { templates, groups, languages } = await this.#options.templates.list(tenant)
    return {
      items: templates.map(headView),
      groups: [...groups],
      languages: [...new Set([...languages, language, 'en'])].toSorted(),
    }
  }

  async read({ tenant }: TemplateAsker, id: string): Promise<Answer<TemplateDetail>> {
    const found = await this.#options.templates.read(tenant, id)
    return orMissing(found && detailView(found))
  }

  async create(
    { tenant, actor }: TemplateAsker,
    { name, copyOf }: { readonly name: string; readonly copyOf: string | null },
  ): Promise<Answer<TemplateDetail>> {
    const copied = copyOf === null ? undefined : await this.#options.templates.read(tenant, copyOf)
    if (copyOf !== null && copied === undefined) return orMissing<TemplateDetail>(undefined)
    const draft = copied === undefined ? builtInTemplate : readable(copied.draft)
    return writing(
      async () => detailView(await this.#options.templates.create(tenant, { name, draft }, actor)),
      nameTaken,
    )
  }

  async change(
    { tenant, actor }: TemplateAsker,
    id: string,
    { revision, ...changes }: TemplateChangesInput,
  ): Promise<Answer<TemplateDetail>> {
    const changed = await writing(
      () => this.#options.templates.change(tenant, id, { revision, changes, actor }),
      nameTaken,
    )
    if (!changed.ok) return changed
    if (changes.groupIds !== undefined) await this.#options.changed(tenant)
    return changedView(changed.value)
  }

  async delete({ tenant, actor }: TemplateAsker, id: string): Promise<Answer<undefined>> {
    return this.#gone(tenant, await this.#options.templates.delete(tenant, id, actor))
  }

  async publish(
    { tenant, actor }: TemplateAsker,
    id: string,
    revision: number,
  ): Promise<Answer<TemplateDetail>> {
    const published = await this.#options.templates.publish(tenant, id, { revision, actor })
    await this.#options.changed(tenant)
    return changedView(published)
  }

  async rollBack(
    { tenant, actor }: TemplateAsker,
    id: string,
    version: number,
  ): Promise<Answer<TemplateDetail>> {
    const restored = await this.#options.templates.rollBack(tenant, id, { version, actor })
    await this.#options.changed(tenant)
    return changedView(restored)
  }

  async listScripts({ tenant }: TemplateAsker): Promise<RouteReply<'listScripts'>> {
    return { items: (await this.#options.scripts.list(tenant)).map(scriptView), next: null }
  }

  async createScript(
    { tenant, actor }: TemplateAsker,
    script: NewScriptRow,
  ): Promise<Answer<ReturnType<typeof scriptView>>> {
    const made = await writing(() => this.#options.scripts.create(tenant, script, actor), scriptTaken)
    if (!made.ok) return made
    await this.#options.changed(tenant)
    return done(scriptView(made.value))
  }

  async changeScript(
    { tenant, actor }: TemplateAsker,
    id: string,
    script: NewScriptRow,
  ): Promise<Answer<ReturnType<typeof scriptView>>> {
    const changed = await writing(
      () => this.#options.scripts.change(tenant, id, { script, actor }),
      scriptTaken,
    )
    if (!changed.ok) return changed
    await this.#options.changed(tenant)
    return orMissing(changed.value && scriptView(changed.value))
  }

  async deleteScript({ tenant, actor }: TemplateAsker, id: string): Promise<Answer<undefined>> {
    return this.#gone(tenant, await this.#options.scripts.delete(tenant, id, actor))
  }

  async #gone(tenant: string, was: boolean): Promise<Answer<undefined>> {
    if (!was) return orMissing<undefined>(undefined)
    await this.#options.changed(tenant)
    return done(undefined)
  }
}

const nameTaken = 'Another template has this name already.'
const scriptTaken = 'Another script has this name, or one of these queues, already.'

/** A draft of another version of this program, as far as it is understood. */
function readable(draft: unknown): Template {
  const read = shape.safeParse(draft)
  return read.success ? read.data : builtInTemplate
}

function headView({ id, name, groups, version, publishedAt, changed }: TemplateHeadRow) {
  return { id, name, groups: [...groups], version, publishedAt: publishedAt?.toISOString() ?? null, changed }
}

function detailView(row: TemplateRow): TemplateDetail {
  const versions = row.versions.map((it) => ({ ...it, at: it.at.toISOString() }))
  return { ...headView(row), draft: readable(row.draft), revision: row.revision, versions }
}

function changedView(row: TemplateRow | 'changedMeanwhile' | undefined): Answer<TemplateDetail> {
  if (row === 'changedMeanwhile')
    return {
      ok: false,
      code: 'changedMeanwhile',
      detail: 'Somebody else changed this template meanwhile. Look at it again before you change it.',
    }
  return orMissing(row && detailView(row))
}

const scriptView = ({ id, name, texts, queues }: ScriptRow) => ({
  id,
  name,
  texts: { ...texts },
  queues: [...queues],
})
