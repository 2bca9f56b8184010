import type { Migration } from '../migrate.ts'

/**
 * What a call leaves behind: on which records its one log stands, what people said of it afterwards, and what they still owe it.
 *
 * `activity` holds what the machine knows of a call. What a person corrected is marked, field by field, and record by record:
 * the machine writes its log again whenever something late is told, and leaves alone what is marked.
 */
export const callLogs: Migration = {
  id: 14,
  name: 'call logs',
  sql: `
-- The record itself: of one that was merged into another, that one; null where there is none (any more).
create function present_record(in_kind text, in_id uuid) returns uuid language plpgsql stable as $$
declare
  found uuid;
begin
  case in_kind
    when 'contact' then select id into found from contact where tenant_id = current_tenant() and id = present_contact(in_id);
    when 'account' then select id into found from account where tenant_id = current_tenant() and id = in_id;
    when 'case' then select id into found from case_record where tenant_id = current_tenant() and id = in_id;
    when 'opportunity' then select id into found from opportunity where tenant_id = current_tenant() and id = in_id;
  end case;
  return found;
end $$;

-- What people call it.
create function record_title(in_kind text, in_id uuid) returns text language plpgsql stable as $$
declare
  found text;
begin
  case in_kind
    when 'contact' then
      select concat_ws(' ', nullif(given_name, ''), family_name) into found from contact where tenant_id = current_tenant() and id = in_id;
    when 'account' then select name into found from account where tenant_id = current_tenant() and id = in_id;
    when 'case' then select number || ' ' || subject into found from case_record where tenant_id = current_tenant() and id = in_id;
    when 'opportunity' then select name into found from opportunity where tenant_id = current_tenant() and id = in_id;
  end case;
  return found;
end $$;

-- Which records a user opened or made while a call of his was up. Noted at once: at the end of the call they go into its log.
create table call_record (
  tenant_id uuid not null default current_tenant(),
  call_id text collate "C" not null,
  user_id uuid not null,
  kind text not null check (kind in ('contact', 'account', 'case', 'opportunity')),
  -- Of any of the kinds, and so without a foreign key.
  record_id uuid not null,
  how text not null check (how in ('opened', 'created')),
  at timestamptz not null default now(),
  primary key (tenant_id, call_id, kind, record_id, user_id)
);
select protect_tenant_table('call_record');

-- The records that an activity stands on.
create table activity_record (
  tenant_id uuid not null default current_tenant(),
  activity_id uuid not null,
  kind text not null check (kind in ('contact', 'account', 'case', 'opportunity')),
  record_id uuid not null,
  how text not null check (how in ('matched', 'opened', 'created', 'corrected')),
  -- When the activity was: lists of a record are read in this order.
  at timestamptz not null,
  -- A person said so: the machine neither takes it away nor puts it back.
  by_hand boolean not null default false,
  -- A person took it away. The row stays, so that the machine knows.
  removed boolean not null default false check (by_hand or not removed),
  primary key (tenant_id, activity_id, kind, record_id),
  foreign key (tenant_id, activity_id) references activity on delete cascade
);
create index activity_record_order on activity_record (tenant_id, kind, record_id, at, activity_id) where not removed;
select protect_tenant_table('activity_record');

-- Fields that a person changed: name of the field to who did it and when.
alter table activity add edited jsonb not null default '{}';

-- What is written with its records named in it stands on them. The journal of calls names all of them itself.
create function keep_activity_records() returns trigger language plpgsql as $$
begin
  insert into activity_record (tenant_id, activity_id, kind, record_id, how, at)
    select w.tenant_id, w.id, r.kind, r.id, 'matched', w.at from written w,
      lateral (values ('contact', w.contact_id), ('account', w.account_id), ('case', w.case_id)) r(kind, id)
    where r.id is not null
    on conflict do nothing;
  return null;
end $$;
create trigger activity_records_of_new after insert on activity referencing new table as written
  for each statement execute function keep_activity_records();

insert into activity_record (tenant_id, activity_id, kind, record_id, how, at)
  select a.tenant_id, a.id, r.kind, r.id, 'matched', a.at from activity a,
    lateral (values ('contact', a.contact_id), ('account', a.account_id), ('case', a.case_id)) r(kind, id)
  where r.id is not null;

-- How a call is said to have come out, in the words of the organisation. One that is not used any more is kept inactive.
create table disposition (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  position integer not null default 0,
  labels jsonb not null check (jsonb_typeof(labels) = 'object' and labels <> '{}'),
  -- What is asked beside it.
  fields jsonb not null default '[]' check (jsonb_typeof(fields) = 'array'),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select protect_tenant_table('disposition');

-- For calls of which queues it is; of none named, for every call.
create table disposition_queue (
  tenant_id uuid not null default current_tenant(),
  disposition_id uuid not null,
  queue_id uuid not null,
  primary key (tenant_id, disposition_id, queue_id),
  foreign key (tenant_id, disposition_id) references disposition on delete cascade,
  foreign key (tenant_id, queue_id) references queue on delete cascade
);
create index disposition_queue_of on disposition_queue (tenant_id, queue_id);
select protect_tenant_table('disposition_queue');

-- Whether calls of a queue must be given a disposition; without a queue: all other calls, and how long there is for it after them.
create table wrap_up_rule (
  tenant_id uuid not null default current_tenant() references tenant,
  queue_id uuid,
  required boolean not null,
  -- A queue's own time stands with the queue.
  seconds integer check (seconds between 0 and 3600),
  unique nulls not distinct (tenant_id, queue_id),
  check ((queue_id is null) = (seconds is not null)),
  foreign key (tenant_id, queue_id) references queue on delete cascade
);
select protect_tenant_table('wrap_up_rule');

-- One for each call: what was said last. Written by people only.
create table call_disposition (
  tenant_id uuid not null default current_tenant(),
  call_id text collate "C" not null,
  disposition_id uuid not null,
  fields jsonb not null default '{}' check (jsonb_typeof(fields) = 'object'),
  user_id uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, call_id),
  foreign key (tenant_id, disposition_id) references disposition
);
create index call_disposition_of on call_disposition (tenant_id, disposition_id);
select protect_tenant_table('call_disposition');

-- Whether a text fits a search: of each group of LIKE patterns one.
create function fits_search(searched text, groups jsonb) returns boolean language sql immutable parallel safe as $$
  select not exists (select from jsonb_array_elements(groups) g
    where not exists (select from jsonb_array_elements_text(g) p where searched like p)) $$;

-- What an agent wants to see of a customer: open cases, open tasks, and what happened last; ten of each, newest first.
-- The two halves of each union are read in the order of an index, so that a large account costs no more than a small one.
-- What happened last is what stands on the records, whoever put it there.
create or replace function customer_json(in_contact uuid, in_account uuid) returns json language plpgsql stable as $$
declare
  tenant constant uuid := current_tenant();
begin
  return (select json_build_object(
    'cases', (select coalesce(json_agg(json_build_object(
        'id', r.id, 'subject', r.subject, 'priority', r.priority, 'number', r.number,
        'owner', (select o.name from app_user o where o.tenant_id = tenant and o.id = r.owner_id), 'openedAt', iso(r.opened_at),
        'contactName', (select nullif(concat_ws(' ', nullif(n.given_name, ''), n.family_name), '')
          from contact n where n.tenant_id = tenant and n.id = r.contact_id),
        'status', r.status, 'type', r.type, 'origin', r.origin,
        'contactId', r.contact_id, 'accountId', r.account_id) order by r.opened_at desc, r.id desc), '[]')
      from (
        (select * from case_record where tenant_id = tenant and contact_id = in_contact and status <> 'closed'
          order by opened_at desc, id desc limit 10)
        union all
        (select * from case_record where tenant_id = tenant and account_id = in_account and status <> 'closed'
          and contact_id is distinct from in_contact order by opened_at desc, id desc limit 10)
        order by opened_at desc, id desc limit 10) r),
    'tasks', (select coalesce(json_agg(json_build_object(
        'id', r.id, 'subject', r.subject, 'dueOn', r.due_on, 'done', r.done,
        'contactId', r.contact_id, 'accountId', r.account_id, 'caseId', r.case_id,
        'owner', (select o.name from app_user o where o.tenant_id = tenant and o.id = r.owner_id))
        order by r.created_at desc, r.id desc), '[]')
      from (
        (select * from task where tenant_id = tenant and contact_id = in_contact and not done
          order by created_at desc, id desc limit 10)
        union all
        (select * from task where tenant_id = tenant and account_id = in_account and not done
          and contact_id is distinct from in_contact order by created_at desc, id desc limit 10)
        order by created_at desc, id desc limit 10) r),
    'activities', (select coalesce(json_agg(json_build_object(
        'id', r.id, 'kind', r.kind, 'subject', r.subject, 'text', r.text, 'at', iso(r.at), 'durationSeconds', r.duration_seconds,
        'direction', r.direction, 'outcome', r.outcome,
        'user', (select o.name from app_user o where o.tenant_id = tenant and o.id = r.user_id), 'callId', r.call_id,
        'contactId', r.contact_id, 'accountId', r.account_id, 'caseId', r.case_id) order by r.at desc, r.id desc), '[]')
      from (
        (select activity_id, at from activity_record where tenant_id = tenant and kind = 'contact' and record_id = in_contact
          and not removed order by at desc, activity_id desc limit 10)
        union
        (select activity_id, at from activity_record where tenant_id = tenant and kind = 'account' and record_id = in_account
          and not removed order by at desc, activity_id desc limit 10)
        order by at desc, activity_id desc limit 10) newest
      join activity r on r.tenant_id = tenant and r.id = newest.activity_id)));
end $$;
`,
}
