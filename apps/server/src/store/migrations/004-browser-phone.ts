import type { Migration } from '../migrate.ts'

/** The telephone in a browser: which browser it is, and how its calls sounded. */
export const browserPhone: Migration = {
  id: 4,
  name: 'browser phone',
  sql: `
-- One row per user whose phone is, or lately was, a browser.
create table phone_lease (
  tenant_id uuid not null default current_tenant(),
  user_id uuid not null,
  -- A name that the browser made for itself.
  browser text not null,
  since timestamptz not null default now(),
  -- Until then no other browser becomes the phone unless its user says so.
  until timestamptz not null,
  -- The calls it is talking on, as SIP knows them: what another page needs to take them up.
  dialogs jsonb not null default '[]',
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references app_user on delete cascade
);
select protect_tenant_table('phone_lease');

-- Written once, when the call is over at the phone. No foreign key to the call: that is written when it is convenient.
create table call_quality (
  tenant_id uuid not null default current_tenant(),
  call_id text collate "C" not null,
  user_id uuid not null,
  at timestamptz not null default now(),
  quality jsonb not null,
  primary key (tenant_id, call_id, user_id),
  foreign key (tenant_id, user_id) references app_user on delete cascade
);
select protect_tenant_table('call_quality');
`,
}
