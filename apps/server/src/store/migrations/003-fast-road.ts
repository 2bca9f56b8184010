import type { Migration } from '../migrate.ts'

/**
 * The fast road of a call.
 *
 * Calls are logged first, and put into their tables a moment later.
 *
 * What a batch of changes writes (events, calls, parts, feed, jobs) goes as one row into `live_log`: one insert, one wait
 * for the disk, however many changes are in it, and only then is anybody told. `apply_live` puts logged batches into the
 * tables and takes their rows out of the log, in one transaction that waits for no disk: what a crash takes away of it is
 * in the log again, and settled once more.
 *
 * Callers are found in two steps, each with as few plans as there can be: who it is, then what he has with us.
 */
export const fastRoad: Migration = {
  id: 3,
  name: 'fast road',
  sql: `
create table live_log (
  tenant_id uuid not null default current_tenant(),
  -- The number of the first event of the batch: written twice, it is one.
  id bigint not null,
  body text not null,
  primary key (tenant_id, id)
);
-- Rows live for a moment: to compress them costs more than it saves.
alter table live_log alter column body set storage external;
alter table live_log set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
select protect_tenant_table('live_log');

create function log_live(tenants uuid[], ids bigint[], bodies text[]) returns void language plpgsql as $$
begin
  for place in 1 .. cardinality(ids) loop
    perform set_config('hookswitch.tenant', tenants[place]::text, true);
    -- The answer to an earlier try was lost on the way: it is there.
    insert into live_log (id, body) values (ids[place], bodies[place]) on conflict do nothing;
  end loop;
end $$;

-- Led by the name: led by the tenant it looked as good as the key for finding a user by his id, and read all users.
drop index app_user_name;
create unique index app_user_name on app_user (lower(user_name), tenant_id);

drop function apply_live(json);

-- Puts batches of one tenant that were logged, in the order of their numbers, into the tables. Done twice, it is done once.
create function apply_live(in_tenant uuid, logged bigint[], events json, calls json, parts json, told json, jobs json)
  returns void language plpgsql
  -- Planned once: planning takes longer than running. By keys, though the tables may have been empty when it was planned.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true), set_config('synchronous_commit', 'off', true);
  if cardinality(logged) > 0 then
    delete from live_log where tenant_id = in_tenant and id = any(logged);
    -- The answer to an earlier try was lost on the way: all of it is there.
    if not found then
      return;
    end if;
  end if;
  insert into live_event (tenant_id, id, link, at, kind, body)
    select in_tenant, id, link, to_timestamp(at / 1000), kind, body
    from json_to_recordset(events) as e(id bigint, link text, at float8, kind text, body json)
    on conflict do nothing;
  insert into phone_call (tenant_id, id, link, started_at, ended_at, call, match, notes, notes_version)
    select in_tenant, id, link, to_timestamp("startedAt" / 1000), to_timestamp("endedAt" / 1000), call, match, coalesce(notes, ''), "notesVersion"
    from json_to_recordset(calls)
      as c(id text, link text, "startedAt" float8, "endedAt" float8, call jsonb, match jsonb, notes text, "notesVersion" integer)
    on conflict (tenant_id, id) do update set
      ended_at = excluded.ended_at, call = excluded.call, match = excluded.match,
      -- Absent = unchanged: notes may be long, and most events are not about them.
      notes = case when excluded.notes_version = phone_call.notes_version then phone_call.notes else excluded.notes end,
      notes_version = excluded.notes_version;
  insert into call_part (tenant_id, user_id, call_id, started_at, direction, missed)
    select in_tenant, user_id, call_id, to_timestamp(at / 1000), direction, missed
    from json_to_recordset(parts) as p(user_id uuid, call_id text, at float8, direction text, missed boolean)
    on conflict (tenant_id, user_id, call_id) do update set missed = excluded.missed
      where call_part.missed <> excluded.missed;
  insert into feed (tenant_id, user_id, seq, event_id, at, kind, call_id)
    select in_tenant, user_id, seq, event_id, to_timestamp(at / 1000), kind, call_id
    from json_to_recordset(told) as f(user_id uuid, seq bigint, event_id bigint, at float8, kind text, call_id text)
    on conflict do nothing;
  insert into outbox (tenant_id, kind, key)
    select in_tenant, kind, key from json_to_recordset(jobs) as j(kind text, key text)
    -- In the order in which the worker takes them away again: else the two could wait for each other.
    order by kind, key
    on conflict (tenant_id, kind, key) do update set
      version = outbox.version + 1, attempts = 0, due_at = now(), failed_at = null, error = null;
end $$;

-- Fewer plans to start, each kept: what a caller's lookup costs is mostly that.
create or replace function contact_json(contact_id uuid) returns json language plpgsql stable as $$
declare
  tenant constant uuid := current_tenant();
begin
  return (select json_build_object(
      'id', c.id, 'givenName', c.given_name, 'familyName', c.family_name, 'title', c.title, 'email', c.email,
      'accountId', c.account_id, 'accountName', (select a.name from account a where a.tenant_id = tenant and a.id = c.account_id),
      'phones', (
        select coalesce(json_agg(json_build_object('label', p.label, 'text', p.text, 'e164', p.e164) order by p.position), '[]')
        from contact_phone p where p.tenant_id = tenant and p.contact_id = c.id))
    from contact c where c.tenant_id = tenant and c.id = contact_json.contact_id);
end $$;

create or replace function account_json(account_id uuid) returns json language plpgsql stable as $$
begin
  return (select json_build_object(
      'id', a.id, 'name', a.name, 'number', a.number, 'industry', a.industry, 'city', a.city, 'country', a.country)
    from account a where a.tenant_id = current_tenant() and a.id = account_json.account_id);
end $$;

-- What an agent wants to see of a customer: open cases, open tasks, and what happened last; ten of each, newest first.
-- The two halves of each union are read in the order of an index, so that a large account costs no more than a small one.
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
        (select * from activity where tenant_id = tenant and contact_id = in_contact order by at desc, id desc limit 10)
        union all
        (select * from activity where tenant_id = tenant and account_id = in_account
          and contact_id is distinct from in_contact order by at desc, id desc limit 10)
        order by at desc, id desc limit 10) r)));
end $$;

-- The same for whoever has not named the tenant yet.
create function read_customer_records(in_tenant uuid, in_contact uuid, in_account uuid) returns json language plpgsql as $$
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  return customer_json(in_contact, in_account);
end $$;

drop function find_caller(uuid, text, text, text);

-- Who the other party of a call is. The rules:
--   1. digits that are the number of a case: its contact and account, and the case;
--   2. digits that are the number of an account: it, with the one contact of it that has the telephone number, if just one has;
--   3. the telephone number: the only contact; or, where several contacts of one and the same account share it, the account;
--   4. else nobody: the agent chooses.
-- Matches are listed whatever was chosen, each with its reason.
create function find_caller_by_all(in_tenant uuid, in_number text, in_digits text, in_reason text) returns json language plpgsql as $$
declare
  tenant constant uuid := in_tenant;
  numbered uuid[];
  numbered_accounts uuid[];
  keyed_account uuid;
  keyed_case uuid;
  case_contact uuid;
  case_account uuid;
  chosen_contact uuid;
  chosen_account uuid;
  chosen_reason text;
  matches json;
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  if in_number is not null then
    select array_agg(found.contact_id), array_agg(distinct found.account_id) into numbered, numbered_accounts from (
      select distinct p.contact_id, c.account_id, c.sort_key
      from contact_phone p join contact c on c.tenant_id = p.tenant_id and c.id = p.contact_id
      where p.tenant_id = tenant and p.e164 = in_number
      order by c.sort_key limit 50) found;
  end if;
  if in_digits is not null then
    select id into keyed_account from account where tenant_id = tenant and number = in_digits;
    if in_digits ~ '^[0-9]{1,9}$' then
      select r.id, r.contact_id, coalesce(r.account_id, c.account_id) as account_id into keyed_case, case_contact, case_account
      from case_record r left join contact c on c.tenant_id = r.tenant_id and c.id = r.contact_id
      where r.tenant_id = tenant and r.number = in_digits::integer
        and (r.contact_id is not null or r.account_id is not null);
    end if;
  end if;

  if keyed_case is not null then
    chosen_contact := case_contact;
    chosen_account := case_account;
    chosen_reason := 'caseNumberDigits';
  elsif keyed_account is not null then
    chosen_account := keyed_account;
    chosen_reason := 'accountNumberDigits';
    select case when count(*) = 1 then (array_agg(c.id))[1] end into chosen_contact
      from contact c where c.tenant_id = tenant and c.id = any(numbered) and c.account_id = keyed_account;
  elsif cardinality(numbered) = 1 then
    chosen_contact := numbered[1];
    chosen_account := numbered_accounts[1];
    chosen_reason := in_reason;
  elsif cardinality(numbered) > 1 and cardinality(numbered_accounts) = 1 and numbered_accounts[1] is not null then
    chosen_account := numbered_accounts[1];
    chosen_reason := in_reason;
  end if;

  select json_agg(json_build_object('contact', contact_json(m.contact_id), 'account', account_json(m.account_id), 'reason', m.reason)
      order by m.rank, m.place) into matches
    from (
      select 1 as rank, 1 as place, case_contact as contact_id, case_account as account_id, 'caseNumberDigits' as reason
        where keyed_case is not null
      union all
      select 2, 1, case when keyed_case is null then chosen_contact end, keyed_account, 'accountNumberDigits'
        where keyed_account is not null
      union all
      select 3, n.place, n.contact_id, c.account_id, in_reason
        from unnest(numbered) with ordinality as n(contact_id, place)
        join contact c on c.tenant_id = tenant and c.id = n.contact_id
        where (n.contact_id <> all(array_remove(array[chosen_contact], null)) or chosen_reason = in_reason)
    ) m;

  return json_build_object(
    'matches', coalesce(matches, '[]'),
    -- By their ids: both are in the list.
    'chosen', case when chosen_reason is not null then json_build_object(
      'contactId', chosen_contact, 'accountId', chosen_account, 'reason', chosen_reason) end,
    'caseId', keyed_case);
end $$;

-- Most callers key nothing in, and their number is one contact's or nobody's: one statement. All others take the long way.
create function find_caller(in_tenant uuid, in_number text, in_digits text, in_reason text) returns json language plpgsql as $$
declare
  tenant constant uuid := in_tenant;
  contacts uuid[];
  accounts uuid[];
  matches json;
begin
  if in_digits is not null or in_number is null then
    return find_caller_by_all(in_tenant, in_number, in_digits, in_reason);
  end if;
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  select array_agg(c.id), array_agg(a.id), coalesce(json_agg(json_build_object(
      'contact', json_build_object(
        'id', c.id, 'givenName', c.given_name, 'familyName', c.family_name, 'title', c.title, 'email', c.email,
        'accountId', c.account_id, 'accountName', a.name,
        'phones', (select json_agg(json_build_object('label', n.label, 'text', n.text, 'e164', n.e164) order by n.position)
          from contact_phone n where n.tenant_id = tenant and n.contact_id = c.id)),
      'account', case when a.id is not null then json_build_object(
        'id', a.id, 'name', a.name, 'number', a.number, 'industry', a.industry, 'city', a.city, 'country', a.country) end,
      'reason', in_reason)), '[]')
    into contacts, accounts, matches
    from contact_phone p
    join contact c on c.tenant_id = tenant and c.id = p.contact_id
    left join account a on a.tenant_id = tenant and a.id = c.account_id
    where p.tenant_id = tenant and p.e164 = in_number;
  if cardinality(contacts) > 1 then
    return find_caller_by_all(in_tenant, in_number, in_digits, in_reason);
  end if;
  return json_build_object(
    'matches', matches,
    'chosen', case when contacts is not null then json_build_object(
      'contactId', contacts[1], 'accountId', accounts[1], 'reason', in_reason) end,
    'caseId', null);
end $$;
`,
}
