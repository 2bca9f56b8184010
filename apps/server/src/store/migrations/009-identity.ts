import type { Migration } from '../migrate.ts'

/**
 * Who callers are: what people said of a number is remembered, contacts that were one are joined, and the search for a
 * caller gives what speaks for each match. It decides nothing: `pop/rank.ts` does.
 */
export const identity: Migration = {
  id: 9,
  name: 'identity',
  sql: `
-- Who the number of a call was said to be: one row per call, so that a correction withdraws what was said before.
create table caller_choice (
  tenant_id uuid not null default current_tenant(),
  call_id text collate "C" not null,
  e164 text collate "C" not null,
  contact_id uuid,
  account_id uuid,
  -- Whom the machine had taken him for; where it is another one, a person said that it was not him.
  taken_contact_id uuid,
  taken_account_id uuid,
  -- The number that was dialled to reach us.
  dialled text,
  user_id uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, call_id)
);
create index caller_choice_number on caller_choice (tenant_id, e164, at);
create index caller_choice_contact on caller_choice (tenant_id, contact_id);
create index caller_choice_taken_contact on caller_choice (tenant_id, taken_contact_id);
select protect_tenant_table('caller_choice');

-- Contacts that were found to be another one. Their ids live on: in calls, in links that people keep, in logs under way.
create table merged_contact (
  tenant_id uuid not null default current_tenant(),
  old_id uuid not null,
  contact_id uuid not null,
  -- The contact that is gone, and the one it went into as it was before.
  was jsonb not null,
  user_id uuid not null,
  at timestamptz not null default now(),
  primary key (tenant_id, old_id),
  foreign key (tenant_id, contact_id) references contact on delete cascade
);
create index merged_contact_into on merged_contact (tenant_id, contact_id);
select protect_tenant_table('merged_contact');

-- A contact's present id.
create function present_contact(old uuid) returns uuid language plpgsql stable as $$
begin
  return coalesce((select m.contact_id from merged_contact m where m.tenant_id = current_tenant() and m.old_id = old), old);
end $$;

create or replace function read_customer(in_tenant uuid, in_contact uuid, in_account uuid) returns json language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  contact_id uuid;
  contact json;
  account json;
  account_id uuid;
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  contact_id := present_contact(in_contact);
  contact := contact_json(contact_id);
  account_id := coalesce(in_account, (contact->>'accountId')::uuid);
  account := account_json(account_id);
  if contact is null and account is null then return null; end if;
  return json_build_object('contact', contact, 'account', account, 'customer', customer_json(contact_id, account_id));
end $$;

-- All that one slip of the finger makes of keyed digits: another digit, one too few, one too many, two swapped.
create function one_slip_away(digits text) returns text[] language sql immutable as $$
  select coalesce(array_agg(distinct near), '{}') from (
    select overlay(digits placing d::text from p for 1) as near
      from generate_series(1, char_length(digits)) p, generate_series(0, 9) d
    union all
    select overlay(digits placing '' from p for 1) from generate_series(1, char_length(digits)) p
    union all
    select left(digits, p) || d || substr(digits, p + 1) from generate_series(0, char_length(digits)) p, generate_series(0, 9) d
    union all
    select left(digits, p - 1) || substr(digits, p + 1, 1) || substr(digits, p, 1) || substr(digits, p + 2)
      from generate_series(1, char_length(digits) - 1) p
  ) slips where near <> digits and near <> ''
$$;

-- What people said of a number, the last first.
create function choices_json(in_number text) returns json language plpgsql stable as $$
begin
  return (select json_agg(json_build_object(
      'contactId', k.contact_id, 'accountId', k.account_id, 'notContactId', nullif(k.taken_contact_id, k.contact_id),
      'notAccountId', nullif(k.taken_account_id, k.account_id),
      'dialled', k.dialled, 'at', iso(k.at)) order by k.at desc)
    from (select * from caller_choice where tenant_id = current_tenant() and e164 = in_number order by at desc limit 20) k);
end $$;

-- What is known of one match beside its record: open cases, open tasks, talks of the last year.
create function match_facts(in_contact uuid, in_account uuid, near text[]) returns json language plpgsql stable as $$
declare
  tenant constant uuid := current_tenant();
  facts json;
begin
  if in_contact is null then
    return (select json_build_object('knownSince', iso(a.created_at), 'nearDigits', a.number = any(near),
        'cases', (select coalesce(json_agg(json_build_object('number', r.number, 'ownerId', r.owner_id, 'openedAt', iso(r.opened_at))), '[]')
          from (select number, owner_id, opened_at from case_record where tenant_id = tenant and account_id = in_account
            and status <> 'closed' order by opened_at desc, id desc limit 5) r))
      from account a where a.tenant_id = tenant and a.id = in_account);
  end if;
  return (select json_build_object('knownSince', iso(c.created_at),
      'nearDigits', exists (select from account a where a.tenant_id = tenant and a.id = c.account_id and a.number = any(near))
        or exists (select from case_record r where r.tenant_id = tenant and r.contact_id = c.id and r.number::text = any(near)),
      'cases', (select coalesce(json_agg(json_build_object('number', r.number, 'ownerId', r.owner_id, 'openedAt', iso(r.opened_at))), '[]')
        from (select number, owner_id, opened_at from case_record where tenant_id = tenant and contact_id = c.id
          and status <> 'closed' order by opened_at desc, id desc limit 5) r),
      'openTask', exists (select from task t where t.tenant_id = tenant and t.contact_id = c.id and not t.done),
      'talks', (select coalesce(json_agg(iso(v.at)), '[]')
        from (select at from activity where tenant_id = tenant and contact_id = c.id and kind = 'call' and duration_seconds is not null
          and at > now() - interval '1 year' order by at desc, id desc limit 20) v))
    from contact c where c.tenant_id = tenant and c.id = in_contact);
end $$;

-- Of a number that nobody has: those who have its head, with the rest as their extension; else the one company that has
-- its neighbours. Two probes and at most two short ranges of one index.
create function find_by_block(in_number text, out contacts uuid[], out company uuid) language plpgsql stable as $$
declare
  tenant constant uuid := current_tenant();
  width constant integer := char_length(in_number);
  head text;
begin
  if width < 9 then
    return;
  end if;
  select array_agg(distinct p.contact_id) into contacts
    from generate_series(1, 5) tail
    join contact_phone p on p.tenant_id = tenant and p.e164 = left(in_number, width - tail)
    where regexp_replace(p.text, '\\D', '', 'g') like '%' || right(in_number, tail + 4);
  if contacts is not null then
    return;
  end if;
  foreach head in array case when right(in_number, 1) = '0'
      then array[left(in_number, width - 1), left(in_number, width - 2)] else array[left(in_number, width - 2)] end loop
    select case when count(distinct c.id) > 1 and count(*) = count(c.account_id) and count(distinct c.account_id) = 1
        then (array_agg(c.account_id))[1] end into company
      from (select contact_id from contact_phone where tenant_id = tenant and e164 >= head and e164 < head || ':' limit 50) p
      join contact c on c.tenant_id = tenant and c.id = p.contact_id;
    exit when company is not null;
  end loop;
end $$;

-- Everybody the other party of a call may be, and how each was found: \`via\` the digits of a case or an account, the number,
-- an extension behind it, what people said before, the block of a company. The likeliest way first; who is found twice is
-- listed once.
create function find_caller_by_all(in_tenant uuid, in_number text, in_digits text, in_reason text) returns json language plpgsql as $$
declare
  tenant constant uuid := in_tenant;
  numbered uuid[] := '{}';
  behind uuid[];
  company uuid;
  choices json;
  near text[] := '{}';
  keyed_account uuid;
  keyed_case uuid;
  case_contact uuid;
  case_account uuid;
  keyed_contact uuid;
  matches json;
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  if in_number is not null then
    select coalesce(array_agg(found.contact_id), '{}') into numbered from (
      select distinct p.contact_id, c.sort_key
      from contact_phone p join contact c on c.tenant_id = p.tenant_id and c.id = p.contact_id
      where p.tenant_id = tenant and p.e164 = in_number
      order by c.sort_key limit 50) found;
    choices := choices_json(in_number);
  end if;
  if in_digits is not null then
    if in_digits ~ '^[0-9]{2,12}$' then
      near := one_slip_away(in_digits);
    end if;
    select id into keyed_account from account where tenant_id = tenant and number = in_digits;
    if in_digits ~ '^[0-9]{1,9}$' then
      select r.id, r.contact_id, coalesce(r.account_id, c.account_id) as account_id into keyed_case, case_contact, case_account
      from case_record r left join contact c on c.tenant_id = r.tenant_id and c.id = r.contact_id
      where r.tenant_id = tenant and r.number = in_digits::integer
        and (r.contact_id is not null or r.account_id is not null);
    end if;
    if keyed_account is not null then
      select case when count(*) = 1 then (array_agg(c.id))[1] end into keyed_contact
        from contact c where c.tenant_id = tenant and c.id = any(numbered) and c.account_id = keyed_account;
    end if;
  end if;
  if in_number is not null and cardinality(numbered) = 0 and choices is null and keyed_case is null and keyed_account is null then
    select b.contacts, b.company into behind, company from find_by_block(in_number) b;
  end if;

  with ways as (
    select 1 as rank, 1::bigint as place, case_contact as contact_id, case_account as account_id, 'caseDigits' as via
      where keyed_case is not null
    union all
    select 2, 1, keyed_contact, keyed_account, 'accountDigits' where keyed_account is not null
    union all
    select 3, n.place, n.contact_id, c.account_id, 'number'
      from unnest(numbered) with ordinality as n(contact_id, place) join contact c on c.tenant_id = tenant and c.id = n.contact_id
    union all
    select 4, n.place, n.contact_id, c.account_id, 'extension'
      from unnest(behind) with ordinality as n(contact_id, place) join contact c on c.tenant_id = tenant and c.id = n.contact_id
    union all
    select 5, n.place, c.id, coalesce(c.account_id, a.id), 'memory'
      from rows from (json_to_recordset(choices) as ("contactId" uuid, "accountId" uuid)) with ordinality as n("contactId", "accountId", place)
      left join contact c on c.tenant_id = tenant and c.id = n."contactId"
      left join account a on a.tenant_id = tenant and a.id = n."accountId"
      where c.id is not null or (n."contactId" is null and a.id is not null)
    union all
    select 6, 1, null, company, 'block' where company is not null),
  once as (
    select distinct on (coalesce(contact_id, account_id)) * from ways order by coalesce(contact_id, account_id), rank, place)
  select json_agg(json_build_object('contact', contact_json(o.contact_id), 'account', account_json(o.account_id),
      'reason', case o.via when 'caseDigits' then 'caseNumberDigits' when 'accountDigits' then 'accountNumberDigits' else in_reason end,
      'via', o.via, 'hasNumber', o.contact_id is not null and o.contact_id = any(numbered),
      'facts', match_facts(o.contact_id, o.account_id, near)) order by o.rank, o.place) into matches from once o;

  return json_build_object(
    'matches', coalesce(matches, '[]'),
    'choices', choices,
    'caseId', keyed_case,
    -- Somebody else's number is one slip of the finger away from what was keyed in.
    'digitsDoubtful', (keyed_case is not null or keyed_account is not null) and (
      exists (select from account a where a.tenant_id = tenant and a.number = any(near)
        and a.id is distinct from coalesce(keyed_account, case_account))
      or exists (select from case_record r where r.tenant_id = tenant
        and r.number = any(array(select n::integer from unnest(near) n where n ~ '^[0-9]{1,9}$'))
        and case when case_contact is not null then r.contact_id is distinct from case_contact
          else r.account_id is distinct from coalesce(keyed_account, case_account) end)));
end $$;

-- Most callers key nothing in, and their number is one contact's, of whom nobody ever said anything else: one statement.
-- So is a number that nobody has, nor anybody its neighbours. All others take the long way.
create or replace function find_caller(in_tenant uuid, in_number text, in_digits text, in_reason text) returns json
  language plpgsql as $$
declare
  tenant constant uuid := in_tenant;
  found_count integer;
  was_chosen boolean;
  matches json;
  behind uuid[];
  company uuid;
begin
  if in_digits is not null or in_number is null then
    return find_caller_by_all(in_tenant, in_number, in_digits, in_reason);
  end if;
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  select count(*), exists (select from caller_choice k where k.tenant_id = tenant and k.e164 = in_number),
      json_agg(json_build_object(
      'contact', json_build_object(
        'id', c.id, 'givenName', c.given_name, 'familyName', c.family_name, 'title', c.title, 'email', c.email,
        'accountId', c.account_id, 'accountName', a.name,
        'phones', (select json_agg(json_build_object('label', n.label, 'text', n.text, 'e164', n.e164) order by n.position)
          from contact_phone n where n.tenant_id = tenant and n.contact_id = c.id)),
      'account', case when a.id is not null then json_build_object(
        'id', a.id, 'name', a.name, 'number', a.number, 'industry', a.industry, 'city', a.city, 'country', a.country) end,
      'reason', in_reason, 'via', 'number', 'hasNumber', true,
      -- Talks matter only of those who are known for long: else being known is proof enough.
      'facts', case when c.created_at > now() - interval '1 year' then json_build_object('knownSince', c.created_at)
        else json_build_object('knownSince', c.created_at, 'talks', (
          select coalesce(json_agg(iso(v.at)), '[]') from (
            select at from activity v where v.tenant_id = tenant and v.contact_id = c.id and v.kind = 'call'
              and v.duration_seconds is not null and v.at > now() - interval '1 year' order by v.at desc, v.id desc limit 1) v)) end))
    into found_count, was_chosen, matches
    from contact_phone p
    join contact c on c.tenant_id = tenant and c.id = p.contact_id
    left join account a on a.tenant_id = tenant and a.id = c.account_id
    where p.tenant_id = tenant and p.e164 = in_number;
  if found_count = 0 and not was_chosen then
    select b.contacts, b.company into behind, company from find_by_block(in_number) b;
    if behind is null and company is null then
      return json_build_object('matches', '[]'::json, 'choices', null, 'caseId', null, 'digitsDoubtful', false);
    end if;
  end if;
  if found_count <> 1 or was_chosen then
    return find_caller_by_all(in_tenant, in_number, in_digits, in_reason);
  end if;
  return json_build_object('matches', matches, 'choices', null, 'caseId', null, 'digitsDoubtful', false);
end $$;
`,
}
