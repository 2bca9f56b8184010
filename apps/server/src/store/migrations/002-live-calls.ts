import type { Migration } from '../migrate.ts'

/**
 * Calls, what each user has been told of them, and what is still to be written elsewhere.
 *
 * These tables are written at every event of every telephone. They have no foreign keys: each check would lock a row of
 * the tenant and of the user, and so write to it, once per event. Their keys come from the server's own memory.
 */
export const liveCalls: Migration = {
  id: 2,
  name: 'live calls',
  sql: `
create table phone_call (
  tenant_id uuid not null default current_tenant(),
  id text not null,
  link text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- The call as the model has it.
  call jsonb not null,
  -- Who the other party is, as far as it was found or chosen.
  match jsonb,
  notes text not null default '',
  notes_version integer not null default 0,
  primary key (tenant_id, id)
);
create index phone_call_live on phone_call (tenant_id, link) where ended_at is null;
create index phone_call_ended on phone_call (tenant_id, ended_at) where ended_at is not null;
select protect_tenant_table('phone_call');

-- One row per call and user whose telephone had a part in it: the history of that user.
create table call_part (
  tenant_id uuid not null default current_tenant(),
  user_id uuid not null,
  call_id text collate "C" not null,
  started_at timestamptz not null,
  direction text not null,
  missed boolean not null,
  primary key (tenant_id, user_id, call_id)
);
create index call_part_order on call_part (tenant_id, user_id, started_at, call_id);
select protect_tenant_table('call_part');

-- Everything that changed a call, in order. A batch is known by its first row: written twice, it is one.
create table live_event (
  tenant_id uuid not null default current_tenant(),
  id bigint not null,
  link text not null,
  at timestamptz not null,
  kind text not null,
  body json,
  primary key (tenant_id, id)
);
create index live_event_age on live_event using brin (at);
select protect_tenant_table('live_event');

-- What each user was told, numbered without gaps. A row names the call; the page is drawn anew when it is read, so that
-- a client which was away hears what is true now and nothing that is over. (As drawn pages, these rows would be fifty
-- times as large, and a telephone that stopped ringing meanwhile would ring.)
create table feed (
  tenant_id uuid not null default current_tenant(),
  user_id uuid not null,
  seq bigint not null,
  event_id bigint not null,
  at timestamptz not null,
  kind text not null,
  call_id text,
  primary key (tenant_id, user_id, seq)
);
create index feed_age on feed using brin (at);
select protect_tenant_table('feed');

-- Writes that have to leave. One row per thing written: a change before it has left is the same job.
create table outbox (
  tenant_id uuid not null default current_tenant(),
  kind text not null,
  key text not null,
  version integer not null default 1,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  failed_at timestamptz,
  error text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, kind, key)
);
create index outbox_due on outbox (tenant_id, due_at) where failed_at is null;
create index outbox_failed on outbox (tenant_id, failed_at) where failed_at is not null;
select protect_tenant_table('outbox');

-- The server's runs, counted: the upper half of the numbers in live_event.
create sequence server_run;

-- Writes a batch of changes, of any number of tenants, in the one transaction of the statement that calls it.
create function apply_live(batch json) returns void language plpgsql
  -- Planned once: planning takes longer than running. By keys, though the tables may have been empty when it was planned.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  part json;
begin
  for part in select value from json_array_elements(batch) loop
    perform set_config('hookswitch.tenant', part->>'tenant', true);
    -- The answer to an earlier try was lost on the way: all of it is there.
    if exists (select 1 from live_event where tenant_id = current_tenant() and id = (part->'events'->0->>'id')::bigint) then
      continue;
    end if;
    insert into live_event (id, link, at, kind, body)
      select id, link, to_timestamp(at / 1000), kind, body
      from json_to_recordset(part->'events') as e(id bigint, link text, at float8, kind text, body json);
    insert into phone_call (id, link, started_at, ended_at, call, match, notes, notes_version)
      select id, link, to_timestamp("startedAt" / 1000), to_timestamp("endedAt" / 1000), call, match, coalesce(notes, ''), "notesVersion"
      from json_to_recordset(part->'calls')
        as c(id text, link text, "startedAt" float8, "endedAt" float8, call jsonb, match jsonb, notes text, "notesVersion" integer)
      on conflict (tenant_id, id) do update set
        ended_at = excluded.ended_at, call = excluded.call, match = excluded.match,
        -- Absent = unchanged: notes may be long, and most events are not about them.
        notes = case when excluded.notes_version = phone_call.notes_version then phone_call.notes else excluded.notes end,
        notes_version = excluded.notes_version;
    insert into call_part (user_id, call_id, started_at, direction, missed)
      select user_id, call_id, to_timestamp(at / 1000), direction, missed
      from json_to_recordset(part->'parts') as p(user_id uuid, call_id text, at float8, direction text, missed boolean)
      on conflict (tenant_id, user_id, call_id) do update set missed = excluded.missed
        where call_part.missed <> excluded.missed;
    insert into feed (user_id, seq, event_id, at, kind, call_id)
      select user_id, seq, event_id, to_timestamp(at / 1000), kind, call_id
      from json_to_recordset(part->'feed') as f(user_id uuid, seq bigint, event_id bigint, at float8, kind text, call_id text);
    insert into outbox (kind, key)
      select kind, key from json_to_recordset(part->'jobs') as j(kind text, key text)
      -- In the order in which the worker takes them away again: else the two could wait for each other.
      order by kind, key
      on conflict (tenant_id, kind, key) do update set
        version = outbox.version + 1, attempts = 0, due_at = now(), failed_at = null, error = null;
  end loop;
end $$;

create function iso(moment timestamptz) returns text language sql immutable parallel safe as
  $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

create function contact_json(contact_id uuid) returns json language sql stable as $$
  select json_build_object(
    'id', c.id, 'givenName', c.given_name, 'familyName', c.family_name, 'title', c.title, 'email', c.email,
    'accountId', c.account_id, 'accountName', (select a.name from account a where a.tenant_id = c.tenant_id and a.id = c.account_id),
    'phones', coalesce((
      select json_agg(json_build_object('label', p.label, 'text', p.text, 'e164', p.e164) order by p.position)
      from contact_phone p where p.tenant_id = c.tenant_id and p.contact_id = c.id), '[]'))
  from contact c where c.tenant_id = current_tenant() and c.id = contact_json.contact_id
$$;

create function account_json(account_id uuid) returns json language sql stable as $$
  select json_build_object('id', a.id, 'name', a.name, 'number', a.number, 'industry', a.industry, 'city', a.city, 'country', a.country)
  from account a where a.tenant_id = current_tenant() and a.id = account_json.account_id
$$;

-- What an agent wants to see of a customer: open cases, open tasks, and what happened last; ten of each, newest first.
-- The two halves of each union are read in the order of an index, so that a large account costs no more than a small one.
create function customer_json(in_contact uuid, in_account uuid) returns json language plpgsql stable as $$
declare
  tenant constant uuid := current_tenant();
begin
  return json_build_object(
    'cases', coalesce((select json_agg(json_build_object(
        'id', r.id, 'subject', r.subject, 'priority', r.priority, 'number', r.number, 'owner', o.name, 'openedAt', iso(r.opened_at),
        'contactName', nullif(concat_ws(' ', nullif(n.given_name, ''), n.family_name), ''), 'status', r.status, 'type', r.type, 'origin', r.origin,
        'contactId', r.contact_id, 'accountId', r.account_id) order by r.opened_at desc, r.id desc)
      from (select id from (
          (select id, opened_at from case_record where tenant_id = tenant and contact_id = in_contact and status <> 'closed'
            order by opened_at desc, id desc limit 10)
          union
          (select id, opened_at from case_record where tenant_id = tenant and account_id = in_account and status <> 'closed'
            order by opened_at desc, id desc limit 10)) u order by opened_at desc, id desc limit 10) newest
      join case_record r on r.tenant_id = tenant and r.id = newest.id
      left join app_user o on o.tenant_id = r.tenant_id and o.id = r.owner_id
      left join contact n on n.tenant_id = r.tenant_id and n.id = r.contact_id), '[]'),
    'tasks', coalesce((select json_agg(json_build_object(
        'id', r.id, 'subject', r.subject, 'dueOn', r.due_on, 'done', r.done,
        'contactId', r.contact_id, 'accountId', r.account_id, 'caseId', r.case_id, 'owner', o.name) order by r.created_at desc, r.id desc)
      from (select id from (
          (select id, created_at from task where tenant_id = tenant and contact_id = in_contact and not done
            order by created_at desc, id desc limit 10)
          union
          (select id, created_at from task where tenant_id = tenant and account_id = in_account and not done
            order by created_at desc, id desc limit 10)) u order by created_at desc, id desc limit 10) newest
      join task r on r.tenant_id = tenant and r.id = newest.id
      left join app_user o on o.tenant_id = r.tenant_id and o.id = r.owner_id), '[]'),
    'activities', coalesce((select json_agg(json_build_object(
        'id', r.id, 'kind', r.kind, 'subject', r.subject, 'text', r.text, 'at', iso(r.at), 'durationSeconds', r.duration_seconds,
        'direction', r.direction, 'outcome', r.outcome, 'user', o.name, 'callId', r.call_id,
        'contactId', r.contact_id, 'accountId', r.account_id, 'caseId', r.case_id) order by r.at desc, r.id desc)
      from (select id from (
          (select id, at from activity where tenant_id = tenant and contact_id = in_contact order by at desc, id desc limit 10)
          union
          (select id, at from activity where tenant_id = tenant and account_id = in_account order by at desc, id desc limit 10)) u
          order by at desc, id desc limit 10) newest
      join activity r on r.tenant_id = tenant and r.id = newest.id
      left join app_user o on o.tenant_id = r.tenant_id and o.id = r.user_id), '[]'));
end $$;

-- Everything about the other party of a call, in one go. The rules of who is chosen:
--   1. digits that are the number of a case: its contact and account, and the case;
--   2. digits that are the number of an account: it, with the one contact of it that has the telephone number, if just one has;
--   3. the telephone number: the only contact; or, where several contacts of one and the same account share it, the account;
--   4. else nobody: the agent chooses.
-- Matches are listed whatever was chosen, each with its reason.
create function find_caller(in_tenant uuid, in_number text, in_digits text, in_reason text) returns json language plpgsql
  -- As above.
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
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
    'caseId', keyed_case,
    'customer', case when chosen_reason is not null then customer_json(chosen_contact, chosen_account) end);
end $$;

-- The same for a customer who is known already. Null where neither record exists (any more).
create function read_customer(in_tenant uuid, in_contact uuid, in_account uuid) returns json language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  contact json;
  account json;
  account_id uuid;
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  contact := contact_json(in_contact);
  account_id := coalesce(in_account, (contact->>'accountId')::uuid);
  account := account_json(account_id);
  if contact is null and account is null then return null; end if;
  return json_build_object('contact', contact, 'account', account, 'customer', customer_json(in_contact, account_id));
end $$;
`,
}
