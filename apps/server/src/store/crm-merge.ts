import { sql, type Transaction } from 'kysely'
import { audit } from './audit-store.ts'
import { refreshCaseSearch } from './crm-cases.ts'
import { changeContact, joinPhones, presentContact, readContacts, type ContactData } from './contact-rows.ts'
import type { Schema } from './db-schema.ts'

export interface MergeQuery {
  /** The contact that stays. */
  readonly into: string
  readonly old: string
  readonly userId: string
}

/**
 * Makes one contact of two. All that belonged to the old one belongs to the other: calls, cases, tasks, numbers, and what
 * was said of its numbers; what the other left empty is filled in. The old id goes on meaning the other, so that calls and
 * logs under way lose nobody. Done twice, it is done once. Undefined when one of them is not there.
 */
export async function mergeContacts(
  db: Transaction<Schema>,
  { into, old, userId }: MergeQuery,
): Promise<ContactData | undefined> {
  const keep = await presentContact(db, into)
  if ((await presentContact(db, old)) === keep) return (await readContacts(db, [keep]))[0]
  // Who writes a record of either waits, or is seen by what follows. In one order, so that nobody waits for each other.
  await db
    .selectFrom('contact')
    .select('id')
    .where('id', 'in', [keep, old])
    .orderBy('id')
    .forUpdate()
    .execute()
  const records = await readContacts(db, [keep, old])
  const [kept, gone] = [keep, old].map((id) => records.find((record) => record.id === id))
  if (kept === undefined || gone === undefined) return undefined
  await moveAll(db, { from: old, to: keep })
  await db.updateTable('merged_contact').set({ contact_id: keep }).where('contact_id', '=', old).execute()
  await db
    .insertInto('merged_contact')
    .values({ old_id: old, contact_id: keep, was: JSON.stringify({ kept, gone }), user_id: userId })
    .execute()
  // Fields of the organisation's own: what the one that stays has of them, it keeps.
  await sql`update contact k set custom = g.custom || k.custom from contact g
    where k.tenant_id = g.tenant_id and k.id = ${keep}::uuid and g.id = ${old}::uuid`.execute(db)
  await db.deleteFrom('contact').where('id', '=', old).execute()
  const merged = await changeContact(db, keep, {
    givenName: kept.givenName === '' ? gone.givenName : kept.givenName,
    title: kept.title ?? gone.title,
    email: kept.email ?? gone.email,
    accountId: kept.accountId ?? gone.accountId,
    phones: joinPhones(kept.phones, gone.phones),
  })
  await refreshCaseSearch(db, keep)
  await noteMerge(db, { userId, keep, kept, gone, merged })
  return merged
}

/** It cannot be undone by hand: who did it, and what the two were, stays readable. */
async function noteMerge(
  db: Transaction<Schema>,
  told: {
    readonly userId: string
    readonly keep: string
    readonly kept: ContactData
    readonly gone: ContactData
    readonly merged: ContactData | undefined
  },
): Promise<void> {
  const { userId, keep, kept, gone, merged } = told
  const user = await db.selectFrom('app_user').select('name').where('id', '=', userId).executeTakeFirst()
  await audit(db, {
    actor: { id: userId, name: user?.name ?? '' },
    action: 'merged',
    kind: 'contact',
    id: keep,
    name: `${kept.givenName} ${kept.familyName}`.trim(),
    before: { kept, merged: gone },
    after: merged === undefined ? null : { kept: merged, merged: null },
  })
}

async function moveAll(
  db: Transaction<Schema>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  for (const table of ['case_record', 'task', 'activity', 'caller_choice'] as const)
    await db.updateTable(table).set({ contact_id: to }).where('contact_id', '=', from).execute()
  // Where both have a part, he who stays keeps his role.
  await sql`update opportunity_person p set contact_id = ${to} where contact_id = ${from} and not exists (
    select from opportunity_person q where q.opportunity_id = p.opportunity_id and q.contact_id = ${to})`.execute(
    db,
  )
  await moveStands(db, { from, to })
  await db
    .updateTable('caller_choice')
    .set({ taken_contact_id: to })
    .where('taken_contact_id', '=', from)
    .execute()
}

/** What stood on the one stands on the other: where a person said so of either, his word counts. */
async function moveStands(
  db: Transaction<Schema>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await sql`
    insert into activity_record as r (activity_id, kind, record_id, how, at, by_hand, removed)
      select activity_id, kind, ${to}, how, at, by_hand, removed from activity_record
      where kind = 'contact' and record_id = ${from}
    on conflict (tenant_id, activity_id, kind, record_id) do update set
      how = excluded.how, by_hand = true, removed = excluded.removed where excluded.by_hand and not r.by_hand`.execute(
    db,
  )
  await db.deleteFrom('activity_record').where('kind', '=', 'contact').where('record_id', '=', from).execute()
}
