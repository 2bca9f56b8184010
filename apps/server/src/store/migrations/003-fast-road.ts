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
 * What a caller has with us is read apart from who it is, with as few plans as there can be.
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

-- What a customer has with us, for whoever has not named the tenant yet.
create function read_customer_records(in_tenant uuid, in_contact uuid, in_account uuid) returns json language plpgsql as $$
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  return customer_json(in_contact, in_account);
end $$;
`,
}
