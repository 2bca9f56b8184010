import type { Migration } from '../migrate.ts'

/** What pops are drawn from, the fields that an organisation adds to its records, and what agents read to callers. */
export const templates: Migration = {
  id: 11,
  name: 'templates',
  sql: `
create table pop_template (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 100),
  -- As it is being written; nobody's pop is drawn from it.
  draft jsonb not null check (jsonb_typeof(draft) = 'object'),
  -- Goes up with every change, so that nobody saves over what he has not seen.
  revision integer not null default 1 check (revision > 0),
  -- The one that is published; null until there is one.
  version integer,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index pop_template_name on pop_template (tenant_id, lower(name));
select protect_tenant_table('pop_template');

create table pop_template_version (
  tenant_id uuid not null default current_tenant() references tenant,
  template_id uuid not null,
  version integer not null check (version > 0),
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  at timestamptz not null default clock_timestamp(),
  -- Who published it stays readable when the user is gone.
  user_id uuid not null,
  user_name text not null,
  -- The earlier one of which it is a copy.
  restores integer check (restores < version),
  primary key (tenant_id, template_id, version),
  foreign key (tenant_id, template_id) references pop_template on delete cascade,
  foreign key (tenant_id, template_id, restores) references pop_template_version
);
select protect_tenant_table('pop_template_version');
alter table pop_template add foreign key (tenant_id, id, version) references pop_template_version;

-- What was published stays what it was: calls were shown by it.
create function keep_version() returns trigger language plpgsql as
  $$ begin raise exception 'A published version is never changed.' using errcode = '23514'; end $$;
create trigger keep_version before update on pop_template_version for each row execute function keep_version();

-- A group has one template or none; a template may be that of several groups.
create table group_template (
  tenant_id uuid not null default current_tenant() references tenant,
  group_id uuid not null,
  template_id uuid not null,
  primary key (tenant_id, group_id),
  foreign key (tenant_id, group_id) references user_group on delete cascade,
  foreign key (tenant_id, template_id) references pop_template on delete cascade
);
create index group_template_template on group_template (tenant_id, template_id);
select protect_tenant_table('group_template');

create table call_script (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 100),
  -- By language.
  texts jsonb not null check (jsonb_typeof(texts) = 'object'),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index call_script_name on call_script (tenant_id, lower(name));
select protect_tenant_table('call_script');

-- A queue has one script or none.
create table call_script_queue (
  tenant_id uuid not null default current_tenant() references tenant,
  queue text not null,
  script_id uuid not null,
  primary key (tenant_id, queue),
  foreign key (tenant_id, script_id) references call_script on delete cascade
);
create index call_script_queue_script on call_script_queue (tenant_id, script_id);
select protect_tenant_table('call_script_queue');

create table custom_field (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  subject text not null check (subject in ('contact', 'account', 'case', 'call')),
  key text collate "C" not null check (key ~ '^[a-z][A-Za-z0-9]{0,39}$'),
  kind text not null check (kind in ('text', 'number', 'date', 'choice', 'checkbox')),
  labels jsonb not null check (jsonb_typeof(labels) = 'object'),
  choices jsonb not null default '[]' check (jsonb_typeof(choices) = 'array'),
  active boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  check ((kind = 'choice') = (choices <> '[]'))
);
create unique index custom_field_key on custom_field (tenant_id, subject, key);
select protect_tenant_table('custom_field');

-- Values stand on their record, by the key of the field. A field that has none is not in it.
alter table contact add custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
alter table account add custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
alter table case_record add custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');
-- The table of calls is written at every event and does without what people enter.
create table call_custom (
  tenant_id uuid not null default current_tenant() references tenant,
  call_id text collate "C" not null,
  custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'),
  primary key (tenant_id, call_id)
);
select protect_tenant_table('call_custom');

-- Whoever writes values: each belongs to a field of its subject and is of its kind. What a choice was stays when it is taken
-- out of the list, so only who fills it in is held to the list.
create function check_custom() returns trigger language plpgsql as $$
declare wrong text;
begin
  select v.key into wrong from jsonb_each(new.custom) as v
    left join custom_field f on f.tenant_id = new.tenant_id and f.subject = tg_argv[0] and f.key = v.key
    where f.key is null or not case f.kind
      when 'number' then jsonb_typeof(v.value) = 'number'
      when 'checkbox' then jsonb_typeof(v.value) = 'boolean'
      when 'date' then jsonb_typeof(v.value) = 'string' and (v.value #>> '{}') ~ '^\\d{4}-\\d{2}-\\d{2}$'
      else jsonb_typeof(v.value) = 'string' and length(v.value #>> '{}') <= 2000 end
    limit 1;
  if wrong is not null then
    raise exception 'The custom field % of % does not take this value.', wrong, tg_argv[0] using errcode = '23514';
  end if;
  return new;
end $$;
create trigger check_custom before insert or update of custom on contact
  for each row when (new.custom <> '{}') execute function check_custom('contact');
create trigger check_custom before insert or update of custom on account
  for each row when (new.custom <> '{}') execute function check_custom('account');
create trigger check_custom before insert or update of custom on case_record
  for each row when (new.custom <> '{}') execute function check_custom('case');
create trigger check_custom before insert or update of custom on call_custom
  for each row when (new.custom <> '{}') execute function check_custom('call');
`,
}
