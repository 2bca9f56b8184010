import type { Migration } from '../migrate.ts'

/**
 * Tenants, the people who sign in, and the built-in CRM.
 *
 * Keys of tenant tables begin with the tenant, and so do their foreign keys: PostgreSQL checks those past row-level
 * security, so a key without the tenant could point into somebody else's rows.
 */
export const peopleAndRecords: Migration = {
  id: 1,
  name: 'people and records',
  sql: `
-- Substring search. The order by relevance is ours, so nothing else of it is used.
create extension if not exists pg_trgm;

create function current_tenant() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('hookswitch.tenant', true), '')::uuid $$;

-- What every table with a tenant_id must be given in the step that makes it; see db-rules.ts for the check.
create function protect_tenant_table(name regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy tenant_only on %s using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
end $$;

-- The list of tenants is no tenant's own: who signs in names one of them.
create table tenant (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  country text not null,
  time_zone text not null,
  created_at timestamptz not null default now()
);

create table app_user (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  user_name text not null,
  name text not null,
  role text not null check (role in ('agent', 'supervisor', 'administrator')),
  password_hash text not null,
  device text,
  link text,
  team text,
  country text,
  time_zone text,
  active boolean not null default true,
  language text,
  theme text not null default 'system',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index app_user_name on app_user (tenant_id, lower(user_name));
create index app_user_device on app_user (tenant_id, link, device) where active;
select protect_tenant_table('app_user');

create table app_session (
  tenant_id uuid not null default current_tenant() references tenant,
  -- SHA-256 of the token: who reads the table cannot sign in with it.
  token_hash bytea not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index app_session_user on app_session (tenant_id, user_id);
create index app_session_expiry on app_session (tenant_id, expires_at);
select protect_tenant_table('app_session');

-- Replies to requests with an Idempotency-Key: a repeat is answered from here. status null = still being answered.
create table idempotent_request (
  tenant_id uuid not null default current_tenant() references tenant,
  user_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  reply text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id, key),
  foreign key (tenant_id, user_id) references app_user on delete cascade
);
create index idempotent_request_age on idempotent_request (tenant_id, created_at);
select protect_tenant_table('idempotent_request');

create table account (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  name text not null,
  number text,
  industry text,
  city text,
  country text,
  -- Folded by the server (lower case, no accents): what search reads, and the order of lists.
  search text not null,
  sort_key text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index account_number on account (tenant_id, number);
create index account_order on account (tenant_id, sort_key, id);
create index account_search on account using gin (search gin_trgm_ops);
select protect_tenant_table('account');

create table contact (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  given_name text not null,
  family_name text not null,
  title text,
  email text,
  account_id uuid,
  search text not null,
  sort_key text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references account on delete set null (account_id)
);
create index contact_order on contact (tenant_id, sort_key, id);
create index contact_account on contact (tenant_id, account_id);
create index contact_search on contact using gin (search gin_trgm_ops);
select protect_tenant_table('contact');

create table contact_phone (
  tenant_id uuid not null default current_tenant() references tenant,
  contact_id uuid not null,
  position smallint not null,
  label text not null check (label in ('work', 'mobile', 'home', 'other')),
  -- As a person wrote it; kept where it cannot be understood.
  text text not null,
  -- The one key by which a caller is found.
  e164 text collate "C",
  primary key (tenant_id, contact_id, position),
  foreign key (tenant_id, contact_id) references contact on delete cascade
);
create index contact_phone_e164 on contact_phone (tenant_id, e164) include (contact_id) where e164 is not null;
select protect_tenant_table('contact_phone');

create table case_counter (
  tenant_id uuid primary key default current_tenant() references tenant,
  last integer not null
);
select protect_tenant_table('case_counter');

create table case_record (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  number integer not null,
  subject text not null,
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  status text not null check (status in ('new', 'open', 'waiting', 'escalated', 'closed')),
  type text not null check (type in ('question', 'problem', 'request', 'complaint')),
  origin text not null check (origin in ('phone', 'email', 'web', 'chat', 'visit')),
  owner_id uuid,
  contact_id uuid,
  account_id uuid,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  search text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references app_user on delete set null (owner_id),
  foreign key (tenant_id, contact_id) references contact on delete set null (contact_id),
  foreign key (tenant_id, account_id) references account on delete set null (account_id)
);
create unique index case_record_number on case_record (tenant_id, number);
create index case_record_order on case_record (tenant_id, opened_at, id);
create index case_record_contact on case_record (tenant_id, contact_id, opened_at, id);
create index case_record_account on case_record (tenant_id, account_id, opened_at, id);
create index case_record_search on case_record using gin (search gin_trgm_ops);
select protect_tenant_table('case_record');

create table task (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  subject text not null,
  due_on date,
  done boolean not null default false,
  owner_id uuid,
  contact_id uuid,
  account_id uuid,
  case_id uuid,
  search text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, owner_id) references app_user on delete set null (owner_id),
  foreign key (tenant_id, contact_id) references contact on delete set null (contact_id),
  foreign key (tenant_id, account_id) references account on delete set null (account_id),
  foreign key (tenant_id, case_id) references case_record on delete set null (case_id)
);
create index task_order on task (tenant_id, created_at, id);
create index task_contact on task (tenant_id, contact_id, created_at, id);
create index task_account on task (tenant_id, account_id, created_at, id);
create index task_case on task (tenant_id, case_id, created_at, id);
create index task_search on task using gin (search gin_trgm_ops);
select protect_tenant_table('task');

create table activity (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  -- Names the activity to whoever writes it: written twice, it is one. Null for what a person enters.
  external_key text,
  kind text not null check (kind in ('call', 'email', 'meeting', 'note')),
  subject text not null,
  text text not null default '',
  at timestamptz not null,
  duration_seconds integer,
  direction text check (direction in ('inbound', 'outbound', 'internal')),
  outcome text,
  user_id uuid,
  call_id text,
  contact_id uuid,
  account_id uuid,
  case_id uuid,
  search text not null default '',
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references app_user on delete set null (user_id),
  foreign key (tenant_id, contact_id) references contact on delete set null (contact_id),
  foreign key (tenant_id, account_id) references account on delete set null (account_id),
  foreign key (tenant_id, case_id) references case_record on delete set null (case_id)
);
create unique index activity_external_key on activity (tenant_id, external_key);
create index activity_order on activity (tenant_id, at, id);
create index activity_contact on activity (tenant_id, contact_id, at, id);
create index activity_account on activity (tenant_id, account_id, at, id);
create index activity_case on activity (tenant_id, case_id, at, id);
create index activity_search on activity using gin (search gin_trgm_ops);
select protect_tenant_table('activity');
`,
}
