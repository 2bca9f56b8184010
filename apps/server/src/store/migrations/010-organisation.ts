import type { Migration } from '../migrate.ts'

/** How people are grouped, where they work, which queues there are; and who changed what of all that is administered. */
export const organisation: Migration = {
  id: 10,
  name: 'organisation',
  sql: `
-- What language a user's pop is in, and which number and time formats, comes from where he works.
create table location (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  name text not null,
  language text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  time_zone text not null,
  -- Counts changes: who changes what somebody else has changed meanwhile is told.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index location_name on location (tenant_id, lower(name));
select protect_tenant_table('location');

create table user_group (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  name text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index user_group_name on user_group (tenant_id, lower(name));
select protect_tenant_table('user_group');

-- What is in use is not deleted: whoever wants to is told who uses it.
alter table app_user add group_id uuid, add location_id uuid, add version integer not null default 1;
alter table app_user add foreign key (tenant_id, group_id) references user_group;
alter table app_user add foreign key (tenant_id, location_id) references location;
create index app_user_group on app_user (tenant_id, group_id);
create index app_user_location on app_user (tenant_id, location_id);

-- A queue by its number at a link: what people call it, and how long its agents have for what is left to write.
create table queue (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  link text not null,
  number text not null,
  name text not null,
  wrap_up_seconds integer not null default 0 check (wrap_up_seconds between 0 and 3600),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index queue_number on queue (tenant_id, link, number);
select protect_tenant_table('queue');

-- Written in the transaction of the change itself. No secrets: whoever writes it leaves them out.
create table audit_entry (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  at timestamptz not null default clock_timestamp(),
  -- Who did it stays readable when the user is gone.
  user_id uuid not null,
  user_name text not null,
  action text not null check (action in ('created', 'changed', 'deleted', 'published', 'rolledBack', 'merged', 'retried')),
  -- 'user', 'group', 'location', 'queue', 'template' …
  kind text not null,
  subject_id text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  primary key (tenant_id, id)
);
create index audit_entry_order on audit_entry (tenant_id, at, id);
create index audit_entry_kind on audit_entry (tenant_id, kind, at, id);
create index audit_entry_user on audit_entry (tenant_id, user_id, at, id);
select protect_tenant_table('audit_entry');
-- What was written down stays, whatever bug or hole the server has: nobody may change it, not even the owner of the table.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'Entries of the audit log are not changed and not deleted.' using errcode = '42501';
end $$;
create trigger audit_entry_stays before update or delete on audit_entry
  for each row execute function refuse_audit_change();
create trigger audit_entry_stays_whole before truncate on audit_entry
  for each statement execute function refuse_audit_change();
`,
}
