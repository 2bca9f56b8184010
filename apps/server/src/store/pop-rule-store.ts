/** Rules of what pops: the draft and the versions. `content` is what the contract calls a rule set. */
import { sql, type Transaction } from 'kysely'
import { type Actor, audit } from './audit-store.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

export interface RuleVersionRow {
  readonly version: number
  readonly at: Date
  readonly user: string
  readonly restores: number | null
  readonly rules: number
}

export interface RulesRow {
  readonly draft: unknown
  readonly revision: number
  /** Whether the draft differs from what is in force. */
  readonly changed: boolean
  /** Newest first. */
  readonly versions: readonly RuleVersionRow[]
}

/** What can be named in a rule. */
export interface RuleWordsRow {
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  readonly queues: readonly { readonly number: string; readonly name: string }[]
  readonly teams: readonly string[]
  readonly countries: readonly string[]
  readonly industries: readonly string[]
}

type Changed = RulesRow | 'changedMeanwhile'

/** Each method sees one tenant only; every change is in the audit log. */
export interface PopRuleStore {
  /** @param empty the draft where nothing was written yet. */
  read(tenant: string, empty: object): Promise<RulesRow>
  readVersion(tenant: string, version: number): Promise<unknown>
  /** The version in force; undefined where none was published. */
  readPublished(tenant: string): Promise<{ readonly version: number; readonly content: unknown } | undefined>
  /** @param revision the last one that was seen; 0 where there was no draft. */
  save(
    tenant: string,
    given: { readonly draft: object; readonly revision: number; readonly actor: Actor },
  ): Promise<Changed>
  /** The draft becomes the next version; what is in force already is not published twice. */
  publish(tenant: string, by: { readonly revision: number; readonly actor: Actor }): Promise<Changed>
  /** An earlier version becomes the next one and the draft. Undefined when there is no such version. */
  rollBack(
    tenant: string,
    by: { readonly version: number; readonly actor: Actor },
  ): Promise<RulesRow | undefined>
  words(tenant: string): Promise<RuleWordsRow>
}

export function createPopRuleStore(database: Database): PopRuleStore {
  return {
    read: (tenant, empty) =>
      database.inTenant(tenant, async (db) => (await readRules(db)) ?? blank(JSON.stringify(empty))),
    readVersion: (tenant, version) =>
      database.inTenant(tenant, async (db) => (await contentOf(db, version))?.content),
    readPublished: (tenant) => database.inTenant(tenant, published),
    save: (tenant, given) => database.inTenant(tenant, (db) => save(db, given)),
    publish: (tenant, by) => database.inTenant(tenant, (db) => publish(db, by)),
    rollBack: (tenant, by) => database.inTenant(tenant, (db) => rollBack(db, by)),
    words: (tenant) => database.inTenant(tenant, readWords),
  }
}

const blank = (empty: string): RulesRow => ({
  draft: JSON.parse(empty) as unknown,
  revision: 0,
  changed: false,
  versions: [],
})

/** Undefined while nobody has written a rule. */
async function readRules(db: Transaction<Schema>): Promise<RulesRow | undefined> {
  const draft = await db
    .selectFrom('pop_rule_draft as d')
    .leftJoin('pop_rule_version as v', (join) =>
      join.on('v.version', '=', sql<number>`(select max(version) from pop_rule_version)`),
    )
    .select([
      'd.content as draft',
      'd.revision',
      sql<boolean>`d.content is distinct from v.content`.as('changed'),
    ])
    .executeTakeFirst()
  if (draft === undefined) return undefined
  const versions = await db
    .selectFrom('pop_rule_version')
    .select([
      'version',
      'at',
      'user_name as user',
      'restores',
      sql<number>`jsonb_array_length(content->'rules')`.as('rules'),
    ])
    .orderBy('version', 'desc')
    .execute()
  return { ...draft, versions }
}

function contentOf(db: Transaction<Schema>, version: number) {
  return db
    .selectFrom('pop_rule_version')
    .select(['version', 'content'])
    .where('version', '=', version)
    .executeTakeFirst()
}

function published(db: Transaction<Schema>) {
  return db
    .selectFrom('pop_rule_version')
    .select(['version', 'content'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function whole(db: Transaction<Schema>): Promise<RulesRow> {
  const rules = await readRules(db)
  if (rules === undefined) throw new Error('A draft that was just written is not there.')
  return rules
}

const named = { kind: 'popRules', name: 'Pop rules' } as const

async function save(
  db: Transaction<Schema>,
  { draft, revision, actor }: { draft: object; revision: number; actor: Actor },
): Promise<Changed> {
  const before = await lockDraft(db)
  if ((before?.revision ?? 0) !== revision) return 'changedMeanwhile'
  const content = JSON.stringify(draft)
  if (before === undefined) {
    // Two who begin at once: the second finds the first one's.
    const made = await db
      .insertInto('pop_rule_draft')
      .values({ content })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows !== 1n) return 'changedMeanwhile'
  } else
    await db
      .updateTable('pop_rule_draft')
      .set({ content, revision: revision + 1 })
      .execute()
  await noteDraft(db, { actor, before: before?.content, after: draft })
  return whole(db)
}

function noteDraft(
  db: Transaction<Schema>,
  { actor, before, after }: { readonly actor: Actor; readonly before: unknown; readonly after: unknown },
): Promise<void> {
  const action = before === undefined ? 'created' : 'changed'
  return audit(db, {
    ...named,
    actor,
    action,
    id: 'draft',
    before: (before as object | undefined) ?? null,
    after: after as object,
  })
}

function lockDraft(db: Transaction<Schema>) {
  return db.selectFrom('pop_rule_draft').select(['content', 'revision']).forUpdate().executeTakeFirst()
}

async function publish(
  db: Transaction<Schema>,
  { revision, actor }: { revision: number; actor: Actor },
): Promise<Changed> {
  const draft = await lockDraft(db)
  if (draft?.revision !== revision) return 'changedMeanwhile'
  const rules = await whole(db)
  if (!rules.changed) return rules
  const before = await published(db)
  await addVersion(db, { content: draft.content, restores: null, before, actor })
  return whole(db)
}

async function rollBack(
  db: Transaction<Schema>,
  { version, actor }: { version: number; actor: Actor },
): Promise<RulesRow | undefined> {
  // Nobody publishes meanwhile.
  const draft = await lockDraft(db)
  const [wanted, before] = [await contentOf(db, version), await published(db)]
  if (wanted === undefined || before === undefined) return undefined
  // The last one is in force already: only the draft goes back to it.
  if (before.version === version) {
    if (!(await whole(db)).changed) return whole(db)
    await noteDraft(db, { actor, before: draft?.content, after: wanted.content })
  } else await addVersion(db, { content: wanted.content, restores: version, before, actor })
  await db
    .updateTable('pop_rule_draft')
    .set({ content: JSON.stringify(wanted.content), revision: sql`revision + 1` })
    .execute()
  return whole(db)
}

async function addVersion(
  db: Transaction<Schema>,
  next: {
    readonly content: unknown
    readonly restores: number | null
    readonly before: { readonly version: number; readonly content: unknown } | undefined
    readonly actor: Actor
  },
): Promise<void> {
  const { content, restores, before, actor } = next
  const version = (before?.version ?? 0) + 1
  await db
    .insertInto('pop_rule_version')
    .values({ version, content: JSON.stringify(content), restores, user_id: actor.id, user_name: actor.name })
    .execute()
  await audit(db, {
    ...named,
    actor,
    action: restores === null ? 'published' : 'rolledBack',
    id: String(version),
    before: (before?.content as object | undefined) ?? null,
    after: content as object,
  })
}

async function readWords(db: Transaction<Schema>): Promise<RuleWordsRow> {
  const { rows } = await sql<RuleWordsRow>`
    select
      (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by lower(name)), '[]') from user_group) as groups,
      (select coalesce(json_agg(json_build_object('number', number, 'name', name) order by lower(name)), '[]') from queue) as queues,
      (select coalesce(json_agg(distinct team), '[]') from app_user where team is not null) as teams,
      -- Of a hundred thousand accounts one look says enough.
      (select coalesce(json_agg(distinct country), '[]') from (select country from account where country is not null limit 20000) a) as countries,
      (select coalesce(json_agg(distinct industry), '[]') from (select industry from account where industry is not null limit 20000) a) as industries
  `.execute(db)
  const [words] = rows
  if (words === undefined) throw new Error('A select without a table gave no row.')
  return words
}
