import { createHash } from 'node:crypto'
import {
  allowedActions,
  builtInTemplate,
  languagesOf,
  template as templateShape,
  type MyTemplate,
  type Template,
} from '@hookswitch/contract'
import type { TemplateOfUser, TemplatesOfUsers } from '#calls/templates-of-users.ts'
import type { BookRows } from '#store/template-book.ts'

export interface BookOptions {
  readonly tenants: readonly string[]
  readonly read: (tenant: string) => Promise<BookRows>
}

/** What of one tenant is drawn from what, ready: a call asks for its user's and gets the same object each time. */
interface Page {
  readonly rows: BookRows
  readonly published: ReadonlyMap<string, { readonly version: number; readonly content: Template }>
  readonly byGroup: ReadonlyMap<string, string>
  readonly users: ReadonlyMap<string, BookRows['users'][number]>
  readonly drawn: Map<string, OfUser>
  /** By user: it is asked for with every frame of his calls. */
  readonly found: Map<string, OfUser>
}

interface OfUser extends TemplateOfUser {
  readonly mine: MyTemplate
}

/**
 * Which template each user's calls are shown by. In memory: calls never wait for it and never ask the database. Whoever
 * changes something of it says so by `reload`.
 */
export class TemplateBook implements TemplatesOfUsers {
  readonly #options: BookOptions
  readonly #pages = new Map<string, Page>()
  readonly #reloading = new Map<string, Promise<void>>()

  constructor(options: BookOptions) {
    this.#options = options
  }

  async load(): Promise<void> {
    await Promise.all(this.#options.tenants.map((tenant) => this.reload(tenant)))
  }

  /** Reads a tenant's anew. One after the other: what was read last is what is believed. */
  reload(tenant: string): Promise<void> {
    const before = this.#reloading.get(tenant) ?? Promise.resolve()
    const next = before.then(async () => {
      this.#pages.set(tenant, pageOf(await this.#options.read(tenant)))
    })
    this.#reloading.set(
      tenant,
      next.catch(() => {}),
    )
    return next
  }

  of(user: { readonly id: string; readonly tenant: string }): TemplateOfUser {
    return this.#find(user)
  }

  /** With all that it takes to draw it. */
  mine(user: { readonly id: string; readonly tenant: string }): MyTemplate {
    return this.#find(user).mine
  }

  /** The sites whose pages may stand in a pop of this tenant. */
  panels(tenant: string): readonly string[] {
    const all = [...(this.#pages.get(tenant)?.published.values() ?? [])]
    return all.flatMap(({ content }) =>
      content.components.flatMap((it) => (it.kind === 'webPanel' ? [it.url] : [])),
    )
  }

  #find({ id, tenant }: { readonly id: string; readonly tenant: string }): OfUser {
    const page = this.#pages.get(tenant)
    if (page === undefined) return nobodys
    const known = page.found.get(id)
    if (known !== undefined) return known
    const found = this.#drawFor(page, id)
    page.found.set(id, found)
    return found
  }

  #drawFor(page: Page, id: string): OfUser {
    const user = page.users.get(id)
    const group = user?.group ?? null
    const template = group === null ? undefined : page.byGroup.get(group)
    const languages = languagesOf({
      preference: user?.language ?? null,
      location: user?.location ?? null,
      country: page.rows.country,
    })
    const name = `${template} ${languages.join(' ')}`
    const known = page.drawn.get(name)
    if (known !== undefined) return known
    const drawn = draw(page, { template, languages })
    page.drawn.set(name, drawn)
    return drawn
  }
}

function pageOf(rows: BookRows): Page {
  const published = rows.templates.flatMap(({ id, version, content }) => {
    // What an older server published and this one does not understand is not guessed at: its groups see the built-in one.
    const read = templateShape.safeParse(content)
    return read.success ? [[id, { version, content: read.data }] as const] : []
  })
  return {
    rows,
    published: new Map(published),
    byGroup: new Map(rows.groups.map(({ group, template }) => [group, template])),
    users: new Map(rows.users.map((user) => [user.id, user])),
    drawn: new Map(),
    found: new Map(),
  }
}

function draw(
  { published, rows }: Pick<Page, 'published' | 'rows'>,
  { template, languages }: { readonly template: string | undefined; readonly languages: readonly string[] },
): OfUser {
  const found = template === undefined ? undefined : published.get(template)
  const content = found?.content ?? builtInTemplate
  const kinds = new Set(content.components.map(({ kind }) => kind))
  const mine = {
    id: found === undefined ? null : (template ?? null),
    version: found?.version ?? 0,
    languages: [...languages],
    template: content,
    scripts: kinds.has('script') ? rows.scripts.map((it) => ({ ...it, queues: [...it.queues] })) : [],
    fields: kinds.has('customFields') ? (rows.fields as MyTemplate['fields']) : [],
  }
  const key = createHash('sha256').update(JSON.stringify(mine)).digest('hex').slice(0, 12)
  const allowed = allowedActions(content.actions)
  const { id, version } = mine
  const ref = { key, id, version, language: languages[0] ?? 'en', actions: [...allowed] }
  return { mine: { key, ...mine }, json: JSON.stringify(ref), ref, allows: (action) => allowed.has(action) }
}

const empty = { published: new Map(), rows: { country: 'US', scripts: [], fields: [] } }
/** Of a tenant that the server does not know, and of tests that are about something else. */
const nobodys = draw(empty as unknown as Page, { template: undefined, languages: ['en'] })
