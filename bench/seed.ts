import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { contacts } from './load.ts'

/** What a measured agent needs to connect. */
export interface SeededAgent {
  readonly device: string
  /** The value of the session cookie. */
  readonly token: string
}

/** The floor's own two tables, with as many contacts as the product has. */
export async function seedFloor(database: pg.Client): Promise<void> {
  await database.query(`
    create table floor_contact (id text primary key, name text not null, e164 text collate "C" not null);
    create table floor_event (id bigint generated always as identity primary key, device text, caller text, event text, contact text);
    insert into floor_contact
      select n::text, 'Contact ' || n, '+1212' || (2000000 + n) from generate_series(0, ${contacts - 1}) n;
    create index floor_contact_e164 on floor_contact (e164) include (id);
  `)
  await database.query('vacuum analyze floor_contact')
}

/**
 * A tenant's day-to-day size: a million contacts of a hundred thousand accounts, every tenth account with an open
 * case, and agents with a phone and a session each. Written as the superuser in a few statements; indexes that would
 * be kept up to date row by row are made at the end.
 */
export async function seedProduct(
  database: pg.Client,
  tenant: string,
  agents: number,
): Promise<readonly SeededAgent[]> {
  await database.query(`create function pg_temp.id_of(text) returns uuid language sql immutable as
    $$ select overlay(overlay(md5($1) placing '4' from 13) placing '8' from 17)::uuid $$`)
  const dropped = await dropSearchIndexes(database)
  // Keys between these rows are right by construction; checking two million of them one by one takes minutes.
  await database.query('set session_replication_role = replica')
  await database.query(`set maintenance_work_mem = '1GB'`)
  await database.query(
    `insert into account (tenant_id, id, name, number, country, search, sort_key)
     select $1, pg_temp.id_of('account' || n), 'Account ' || n, (100000 + n)::text, 'US', 'account ' || n, 'account ' || n
     from generate_series(0, $2::int - 1) n`,
    [tenant, contacts / 10],
  )
  await database.query(
    `insert into contact (tenant_id, id, given_name, family_name, account_id, search, sort_key)
     select $1, pg_temp.id_of('contact' || n), 'Given', 'Family ' || n, pg_temp.id_of('account' || n / 10), 'given family ' || n, 'family ' || n
     from generate_series(0, $2::int - 1) n`,
    [tenant, contacts],
  )
  await database.query(
    `insert into contact_phone (tenant_id, contact_id, position, label, text, e164)
     select $1, pg_temp.id_of('contact' || n), 0, 'work', '+1212' || (2000000 + n), '+1212' || (2000000 + n)
     from generate_series(0, $2::int - 1) n`,
    [tenant, contacts],
  )
  await database.query(
    `insert into case_record (tenant_id, number, subject, priority, status, type, origin, contact_id, account_id, search)
     select $1, n + 1, 'Case ' || n, 'normal', 'open', 'question', 'phone', pg_temp.id_of('contact' || n * 10), pg_temp.id_of('account' || n), 'case ' || n
     from generate_series(0, $2::int - 1) n`,
    [tenant, contacts / 10],
  )
  for (const definition of dropped) await database.query(definition)
  await database.query('vacuum analyze')
  return seedAgents(database, tenant, agents)
}

/** Devices 20000, 20001, … */
export function deviceOf(index: number): string {
  return String(20_000 + index)
}

async function seedAgents(
  database: pg.Client,
  tenant: string,
  agents: number,
): Promise<readonly SeededAgent[]> {
  const seeded = Array.from({ length: agents }, (_, index) => ({
    device: deviceOf(index),
    secret: randomBytes(32).toString('base64url'),
  }))
  await database.query(
    `insert into app_user (tenant_id, id, user_name, name, role, password_hash, device, link)
     select $1, pg_temp.id_of('user' || device), 'bench' || device, 'Agent ' || device, 'agent', '-', device, 'bench'
     from unnest($2::text[]) device`,
    [tenant, seeded.map(({ device }) => device)],
  )
  await database.query(
    `insert into app_session (tenant_id, token_hash, user_id, expires_at)
     select $1, hash, pg_temp.id_of('user' || device), now() + interval '1 day'
     from unnest($2::text[], $3::bytea[]) as given (device, hash)`,
    [
      tenant,
      seeded.map(({ device }) => device),
      seeded.map(({ secret }) => createHash('sha256').update(secret).digest()),
    ],
  )
  return seeded.map(({ device, secret }) => ({ device, token: `${tenant}.${secret}` }))
}

async function dropSearchIndexes(database: pg.Client): Promise<readonly string[]> {
  const found = await database.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes where indexname like '%\\_search'`,
  )
  for (const { name } of found.rows) await database.query(`drop index ${name}`)
  return found.rows.map(({ definition }) => definition)
}
