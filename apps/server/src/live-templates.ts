import type { CallView } from '@hookswitch/contract'
import type { LiveUser } from '#calls/directory.ts'
import type { History } from '#calls/history.ts'
import type { LiveCalls } from '#calls/live-calls.ts'
import { readTemplateBook } from '#store/template-book.ts'
import type { LiveTenant } from '#store/live-users.ts'
import { TemplateBook } from '#templates/book.ts'
import type { LiveOptions } from './live-options.ts'

/** Reads what pops are drawn from, before the first call is. */
export async function openTemplates(
  { database }: LiveOptions,
  tenants: readonly LiveTenant[],
): Promise<TemplateBook> {
  const book = new TemplateBook({
    tenants: tenants.map(({ id }) => id),
    read: (tenant) => readTemplateBook(database.pool, tenant),
  })
  await book.load()
  return book
}

/** Something of it was changed: it is read anew, and those whose pop is drawn otherwise now are told. */
export async function templatesChanged(
  parts: { readonly book: TemplateBook; readonly live: LiveCalls },
  tenant: string,
): Promise<void> {
  const { book, live } = parts
  const users = live.directory.all().filter((user) => user.tenant === tenant)
  const before = new Map(users.map((user) => [user.id, book.of(user).ref.key]))
  await book.reload(tenant)
  const others = users.filter((user) => book.of(user).ref.key !== before.get(user.id))
  for (const on of new Set(others.map((user) => live.linkOf(user)))) on?.drawnOtherwise()
}

/** Any call of a tenant, whole, as the one at whose telephone it was saw it. */
export async function readCallOfTenant(
  parts: { readonly history: History; readonly live: LiveCalls },
  asker: { readonly tenant: string; readonly userId: string },
  id: string,
): Promise<CallView | undefined> {
  const found = await parts.history.findAny(asker.tenant, id)
  if (found === undefined) return undefined
  const { on, live } = found
  const devices = live.call.legs.map(({ device }) => device).toReversed()
  const theirs = devices.flatMap((device) => parts.live.directory.at(on.link, device))[0]
  const nobody: LiveUser = {
    id: asker.userId,
    tenant: asker.tenant,
    name: '',
    team: null,
    device: null,
    link: null,
  }
  return JSON.parse(on.draw(live, theirs ?? nobody)) as CallView
}
