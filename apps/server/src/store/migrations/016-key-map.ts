import type { Migration } from '../migrate.ts'

/** Which keys of the page each user has changed or switched off. */
export const keyMap: Migration = {
  id: 16,
  name: 'keyMap',
  sql: `
create table key_map (
  tenant_id uuid not null default current_tenant() references tenant,
  user_id uuid not null,
  -- {"answer": "F2", "park": null}; who has changed none has no row.
  keys jsonb not null check (jsonb_typeof(keys) = 'object' and keys <> '{}'),
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references app_user on delete cascade
);
select protect_tenant_table('key_map');
`,
}
