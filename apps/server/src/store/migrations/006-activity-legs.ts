import type { Migration } from '../migrate.ts'

/** Who had a part in a logged call: one row per leg, as children of the call's one activity. */
export const activityLegs: Migration = {
  id: 6,
  name: 'activity legs',
  sql: `
create table activity_leg (
  tenant_id uuid not null default current_tenant(),
  activity_id uuid not null,
  -- In the order in which they came into the call.
  position smallint not null,
  role text not null,
  device text not null,
  -- The colleague whose telephone it was. Without foreign keys to users: each would lock, and so write to, the user's row.
  user_id uuid,
  number text,
  name text,
  -- Who brought the call here: the caller, or the colleague who passed it on.
  from_user_id uuid,
  from_number text,
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  outcome text,
  primary key (tenant_id, activity_id, position),
  foreign key (tenant_id, activity_id) references activity on delete cascade
);
select protect_tenant_table('activity_leg');
`,
}
