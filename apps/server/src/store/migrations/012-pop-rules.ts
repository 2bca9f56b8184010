import type { Migration } from '../migrate.ts'

/** What pops, by rules: the draft that is being written, every version that was published, and what was decided for whom. */
export const popRules: Migration = {
  id: 12,
  name: 'pop-rules',
  sql: `
-- One for a tenant.
create table pop_rule_draft (
  tenant_id uuid not null default current_tenant() references tenant,
  content jsonb not null check (jsonb_typeof(content->'rules') = 'array'),
  revision integer not null default 1 check (revision > 0),
  primary key (tenant_id)
);
select protect_tenant_table('pop_rule_draft');

-- The one with the largest number is in force. A version is what was decided by: it never changes.
create table pop_rule_version (
  tenant_id uuid not null default current_tenant() references tenant,
  version integer not null check (version > 0),
  content jsonb not null check (jsonb_typeof(content->'rules') = 'array'),
  at timestamptz not null default clock_timestamp(),
  -- Who did it stays readable when the user is gone.
  user_id uuid not null,
  user_name text not null,
  -- Rolled back: which earlier one it is again.
  restores integer check (restores < version),
  primary key (tenant_id, version),
  foreign key (tenant_id, restores) references pop_rule_version
);
select protect_tenant_table('pop_rule_version');
create function refuse_change() returns trigger language plpgsql as
  $$ begin raise exception 'What was published stays as it was.'; end $$;
create trigger pop_rule_version_stays before update on pop_rule_version for each row execute function refuse_change();

-- What the rules said for one user of one call, moment by moment, with the facts that they went by: from these and from the
-- version, why every other rule did not pop can be told at any time. Written behind the back of the calls.
create table pop_decision (
  tenant_id uuid not null default current_tenant(),
  call_id text collate "C" not null,
  user_id uuid not null,
  at timestamptz not null,
  moments jsonb not null check (jsonb_typeof(moments) = 'array'),
  primary key (tenant_id, call_id, user_id)
);
create index pop_decision_age on pop_decision using brin (at);
select protect_tenant_table('pop_decision');
`,
}
