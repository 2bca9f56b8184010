import type { Migration } from '../migrate.ts'

const letters = [1, 2, 3, 4, 5, 6]
/** What is left of the first six letters of `word`: all, without each one, without each two. */
const leftOver = [
  [],
  ...letters.map((one) => [one]),
  ...letters.flatMap((one) => letters.filter((two) => two > one).map((two) => [one, two])),
].map((out) => {
  const ends = [0, ...out, letters.length + 1]
  const kept = ends.slice(1).map((end, index) => ({ from: (ends[index] ?? 0) + 1, end }))
  return kept
    .filter(({ from, end }) => end > from)
    .map(({ from, end }) => `substr(word, ${from}, ${end - from})`)
    .join(' || ')
})

/**
 * What people work with while no call is up: opportunities, records that two may change, search that forgives a slip of the
 * finger, lists in any order, imports that can be repeated.
 */
export const secondInterface: Migration = {
  id: 15,
  name: 'second interface',
  sql: `
-- Chances to sell something, and who has a say in them.
create table opportunity (
  tenant_id uuid not null default current_tenant() references tenant,
  id uuid not null default gen_random_uuid(),
  name text not null,
  account_id uuid,
  stage text not null check (stage in ('qualify', 'needs', 'proposal', 'negotiation', 'decision')),
  status text not null default 'open' check (status in ('open', 'won', 'lost')),
  amount numeric(14, 2) check (amount >= 0),
  -- ISO 4217; an amount without one says nothing.
  currency text collate "C" check (currency ~ '^[A-Z]{3}$'),
  close_on date,
  -- Where no day is set, behind all days: lists are in this order.
  close_order date not null generated always as (coalesce(close_on, 'infinity'::date)) stored,
  owner_id uuid,
  search text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  check (amount is null or currency is not null),
  foreign key (tenant_id, account_id) references account on delete set null (account_id),
  foreign key (tenant_id, owner_id) references app_user on delete set null (owner_id)
);
create index opportunity_order on opportunity (tenant_id, close_order, id);
create index opportunity_newest on opportunity (tenant_id, created_at, id);
create index opportunity_account on opportunity (tenant_id, account_id, close_order, id);
create index opportunity_search on opportunity using gin (search gin_trgm_ops);
select protect_tenant_table('opportunity');

create table opportunity_person (
  tenant_id uuid not null default current_tenant() references tenant,
  opportunity_id uuid not null,
  contact_id uuid not null,
  role text not null check (role in ('decisionMaker', 'buyer', 'influencer', 'evaluator', 'user', 'other')),
  primary key (tenant_id, opportunity_id, contact_id),
  foreign key (tenant_id, opportunity_id) references opportunity on delete cascade,
  foreign key (tenant_id, contact_id) references contact on delete cascade
);
create index opportunity_person_contact on opportunity_person (tenant_id, contact_id);
select protect_tenant_table('opportunity_person');

-- Counted up by each change that a person makes: who changes what has changed meanwhile is told so.
alter table account add version integer not null default 1;
alter table contact add version integer not null default 1;
alter table case_record add version integer not null default 1;
alter table task add version integer not null default 1;

-- The other orders of lists.
create index account_newest on account (tenant_id, created_at, id);
create index contact_newest on contact (tenant_id, created_at, id);
alter table case_record add priority_order smallint not null
  generated always as (case priority when 'urgent' then 4 when 'high' then 3 when 'normal' then 2 else 1 end) stored;
create index case_record_priority on case_record (tenant_id, priority_order, id);
alter table task add due_order date not null generated always as (coalesce(due_on, 'infinity'::date)) stored;
create index task_due on task (tenant_id, due_order, id);

-- Lines of files that were taken, with what came of them: sent again, a line is answered from here.
create table import_row (
  tenant_id uuid not null default current_tenant() references tenant,
  import_id uuid not null,
  row integer not null,
  result jsonb not null,
  at timestamptz not null default now(),
  primary key (tenant_id, import_id, row)
);
create index import_row_age on import_row (tenant_id, at);
select protect_tenant_table('import_row');
-- As a column: under row-level security no index answers a question that calls a function.
alter table contact add email_key text collate "C" generated always as (lower(email)) stored;
create index contact_email on contact (tenant_id, email_key) where email_key is not null;

-- The opportunities that are open with a customer: those of the account, and those in which the contact has a part.
create function opportunities_json(in_contact uuid, in_account uuid) returns json language plpgsql stable as $$
declare
  tenant constant uuid := current_tenant();
begin
  return (select json_agg(json_build_object(
      'id', o.id, 'name', o.name, 'stage', o.stage, 'status', o.status, 'amount', o.amount::text, 'currency', o.currency,
      'closeOn', o.close_on, 'accountId', o.account_id,
      'accountName', (select a.name from account a where a.tenant_id = tenant and a.id = o.account_id),
      'owner', (select u.name from app_user u where u.tenant_id = tenant and u.id = o.owner_id)) order by o.close_order, o.id)
    from (
      (select * from opportunity where tenant_id = tenant and account_id = in_account and status = 'open'
        order by close_order, id limit 10)
      union all
      (select r.* from opportunity_person p join opportunity r on r.tenant_id = tenant and r.id = p.opportunity_id
        where p.tenant_id = tenant and p.contact_id = in_contact and r.status = 'open'
          and r.account_id is distinct from in_account limit 10)
      order by close_order, id limit 10) o);
end $$;

-- What an agent sees of a customer, and what is open to be sold to him.
alter function customer_json(uuid, uuid) rename to customer_records_json;
create function customer_json(in_contact uuid, in_account uuid) returns json language plpgsql stable as $$
begin
  return json_build_object('records', customer_records_json(in_contact, in_account),
    'opportunities', opportunities_json(in_contact, in_account));
end $$;

-- Who has a part in an open opportunity is likelier to call than his colleague.
alter function match_facts(uuid, uuid, text[]) rename to match_record_facts;
create function match_facts(in_contact uuid, in_account uuid, near text[]) returns json language plpgsql stable as $$
declare
  tenant constant uuid := current_tenant();
begin
  return (match_record_facts(in_contact, in_account, near)::jsonb || jsonb_build_object('openOpportunity',
    case when in_contact is null
      then exists (select from opportunity o where o.tenant_id = tenant and o.account_id = in_account and o.status = 'open')
      else exists (select from opportunity_person p join opportunity o on o.tenant_id = tenant and o.id = p.opportunity_id
        where p.tenant_id = tenant and p.contact_id = in_contact and o.status = 'open') end))::json;
end $$;

-- The words of what is searched, each once: what is mistyped is looked up here first.
create table search_word (
  tenant_id uuid not null default current_tenant() references tenant,
  source text collate "C" not null,
  word text collate "C" not null,
  -- What is left of its beginning when letters are left out: see slip_keys.
  slips integer[] not null,
  primary key (tenant_id, source, word)
);
create index search_word_part on search_word using gin (word gin_trgm_ops);
create index search_word_slips on search_word using gin (slips);
select protect_tenant_table('search_word');

-- Keys of the first six letters of a word with up to so many letters left out, each key a number. Two words that differ by as many
-- slips have one of them in common, also where the end of one of them is not typed yet; those of another scope have none. One
-- expression, since it is made for every word that is written.
create function slip_keys(scope text, word text, most integer) returns integer[] language sql immutable parallel safe as $$
  select (array[${leftOver.map((part) => `hashtext(scope || ${part})`).join(', ')}])[1:case most when 1 then 7 else 22 end] $$;

create function words_of(searched text) returns setof text language sql immutable parallel safe as
  $$ select left(w, 1000) from regexp_split_to_table(searched, '[^[:alpha:]]+') w where char_length(w) > 2 $$;

-- Words of rows that were written by one statement. In one order, so that two who write the same words do not wait for each other.
-- Most are known: keys are made for those that are not.
create function keep_search_words() returns trigger language plpgsql as $$
begin
  insert into search_word (tenant_id, source, word, slips)
    select n.tenant_id, tg_argv[0], n.word, slip_keys(n.tenant_id::text || tg_argv[0], n.word, 2)
    from (select distinct r.tenant_id, w as word from written r, words_of(r.search) w) n
    where not exists (select from search_word k
      where k.tenant_id = n.tenant_id and k.source = tg_argv[0] and k.word = n.word collate "C")
    order by 1, 3
    on conflict do nothing;
  return null;
end $$;

-- All words of a tenant that are not kept yet: after rows were written past the triggers.
create function fill_search_words(in_tenant uuid) returns void language plpgsql as $$
declare
  searched text;
begin
  perform set_config('hookswitch.tenant', in_tenant::text, true);
  foreach searched in array array['account', 'case_record', 'contact', 'opportunity', 'task'] loop
    execute format('insert into search_word (tenant_id, source, word, slips)
      select $1, %1$L, n.word, slip_keys($1::text || %1$L, n.word, 2)
      from (select distinct w as word from %1$I, words_of(search) w where tenant_id = $1) n order by 3
      on conflict do nothing', searched) using in_tenant;
  end loop;
end $$;

do $$
declare
  searched text;
begin
  foreach searched in array array['account', 'case_record', 'contact', 'opportunity', 'task'] loop
    execute format('create trigger search_words_of_new after insert on %1$I referencing new table as written
      for each statement execute function keep_search_words(%1$L)', searched);
    execute format('create trigger search_words_of_changed after update on %1$I referencing new table as written
      for each statement execute function keep_search_words(%1$L)', searched);
  end loop;
  perform fill_search_words(id) from tenant;
  perform set_config('hookswitch.tenant', '', true);
end $$;
`,
}
