import type { Migration } from '../migrate.ts'

/** What people write down during a call, and the part of it that the caller is shown. */
export const entry: Migration = {
  id: 13,
  name: 'entry',
  sql: `
-- One document (Yjs) a call: its updates, in order. The call itself is written behind the back of the telephones
-- (apply_live), perhaps after its first note: so there is no foreign key to it.
create table entry_doc (
  tenant_id uuid not null default current_tenant() references tenant,
  call_id text collate "C" not null,
  -- Of the newest update. Its row is locked by whoever adds one or puts several together.
  last_seq bigint not null check (last_seq > 0),
  -- The newest update that the notes of the call (phone_call.notes) know of.
  told_seq bigint not null default 0 check (told_seq between 0 and last_seq),
  created_at timestamptz not null default now(),
  primary key (tenant_id, call_id)
);
-- A server that starts tells the calls what the last one did not come to.
create index entry_doc_untold on entry_doc (tenant_id, call_id) where told_seq < last_seq;
select protect_tenant_table('entry_doc');

create table entry_update (
  tenant_id uuid not null default current_tenant(),
  call_id text collate "C" not null,
  seq bigint not null check (seq > 0),
  -- Who wrote it; null for several put together, and for what the server itself did.
  user_id uuid,
  at timestamptz not null default clock_timestamp(),
  body bytea not null check (octet_length(body) between 1 and 262144),
  primary key (tenant_id, call_id, seq),
  foreign key (tenant_id, call_id) references entry_doc on delete cascade
);
select protect_tenant_table('entry_update');

-- Links by which the caller sees what was chosen for him.
create table entry_share (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  call_id text collate "C" not null,
  -- SHA-256 of the secret half of the token: who reads the table cannot open the page.
  token_hash bytea not null check (octet_length(token_hash) = 32),
  created_at timestamptz not null default clock_timestamp(),
  -- People stay readable when the user is gone.
  created_by uuid not null,
  created_by_name text not null,
  expires_at timestamptz not null check (expires_at > created_at),
  revoked_at timestamptz,
  revoked_by_name text,
  views integer not null default 0 check (views >= 0),
  first_viewed_at timestamptz,
  last_viewed_at timestamptz,
  primary key (tenant_id, id),
  check ((revoked_at is null) = (revoked_by_name is null)),
  check ((views = 0) = (first_viewed_at is null) and (views = 0) = (last_viewed_at is null))
);
create unique index entry_share_token on entry_share (tenant_id, token_hash);
create index entry_share_call on entry_share (tenant_id, call_id, created_at);
-- At most one is open.
create unique index entry_share_open on entry_share (tenant_id, call_id) where revoked_at is null;
select protect_tenant_table('entry_share');
`,
}
