import { sql } from 'kysely'
import { readContacts, type ContactData } from './contact-rows.ts'
import type { SameBy } from './contact-import.ts'
import { inOrder } from './crm-page.ts'
import type { Database } from './db.ts'

export interface DuplicateData {
  readonly by: SameBy
  readonly contacts: readonly [ContactData, ContactData]
}

export interface DuplicatePage {
  readonly items: readonly DuplicateData[]
  /** The contact to look on from; null at the end of all. */
  readonly next: string | null
}

/** So many contacts are looked at before the search gives an answer: it goes on from there. */
const lookedAt = 2_000
/** With more people than this a number is a switchboard's. */
const mostSharing = 8
/** Of one look, the surest first: a company whose people are all called alike does not bury the others. */
const mostPairs = 200

/**
 * Contacts that may be one: the same number and names that look alike, the same e-mail, or names that look alike within a
 * company. Goes through all of them in the order of their names, some at a time, so that a million are no burden.
 */
export function findDuplicates(
  database: Database,
  tenant: string,
  after: string | null,
): Promise<DuplicatePage> {
  return database.inTenant(tenant, async (db) => {
    const { rows } = await sql<{ one: string; other: string | null; by: SameBy | null; last: boolean }>`
      with looked as materialized (
        select id, sort_key, account_id, email_key from contact
        where ${after === null ? sql`true` : sql`(sort_key, id) > ((select sort_key from contact where id = ${after}), ${after}::uuid)`}
        order by sort_key, id limit ${lookedAt}),
      pairs as (
        select s.id as one, c.id as other, 'number' as by from looked s
          join contact_phone p on p.contact_id = s.id and p.e164 is not null
          join lateral (select contact_id from contact_phone q where q.e164 = p.e164 limit ${mostSharing + 1}) q on q.contact_id <> s.id
          join contact c on c.id = q.contact_id
          where (c.sort_key, c.id) > (s.sort_key, s.id) and similarity(c.sort_key, s.sort_key) >= 0.4
        union all
        select s.id, c.id, 'email' from looked s join contact c on c.email_key = s.email_key and c.id <> s.id
          where (c.sort_key, c.id) > (s.sort_key, s.id)
        union all
        select s.id, c.id, 'name' from looked s join contact c on c.account_id = s.account_id and c.id <> s.id
          where (c.sort_key, c.id) > (s.sort_key, s.id) and similarity(c.sort_key, s.sort_key) >= 0.7)
      (select one, other, by, false as last from (
        select distinct on (one, other) one, other, by, case by when 'email' then 1 when 'number' then 2 else 3 end as weak from pairs order by one, other, case by when 'email' then 1 when 'number' then 2 else 3 end) once
        order by weak, one, other limit ${mostPairs})
      union all
      (select id, null, null, true from looked order by sort_key desc, id desc limit 1)`.execute(db)
    const pairs = rows.flatMap(({ one, other, by }) =>
      other === null || by === null ? [] : [{ one, other, by }],
    )
    const ids = [...new Set(pairs.flatMap(({ one, other }) => [one, other]))]
    const known = new Map(inOrder(ids, await readContacts(db, ids)).map((contact) => [contact.id, contact]))
    const items = pairs.flatMap(({ one, other, by }): DuplicateData[] => {
      const [first, second] = [known.get(one), known.get(other)]
      return first === undefined || second === undefined ? [] : [{ by, contacts: [first, second] }]
    })
    const last = rows.find((row) => row.last)?.one ?? null
    const { rows: more } = await sql<{ is: boolean }>`
      select exists (select from contact where ${
        last === null
          ? sql`false`
          : sql`(sort_key, id) > ((select sort_key from contact where id = ${last}), ${last}::uuid)`
      }) as is`.execute(db)
    return { items, next: more[0]?.is === true ? last : null }
  })
}
