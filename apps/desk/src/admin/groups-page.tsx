import { Trans, useLingui } from '@lingui/react/macro'
import { groupFields, type Group } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { DraftField } from './draft-field.tsx'
import { ListPage, type Keeping } from './list-page.tsx'
import { useGroups } from './use-organisation.ts'

type Values = { readonly name: string }

const keeping: Keeping<Group, Values> = {
  form: 'group',
  shape: groupFields,
  valuesOf: ({ name }) => ({ name }),
  list: api.listGroups,
  create: async (body) => api.createGroup({ body }),
  change: async ({ id }, body) => api.changeGroup({ params: { id }, body }),
  remove: async ({ id, version }) => api.deleteGroup({ params: { id }, query: { version } }),
}

/** Groups of users: what the pop shows depends on them. */
export function GroupsPage() {
  const { t } = useLingui()
  return (
    <ListPage
      keeping={keeping}
      title={<Trans>Groups</Trans>}
      about={<Trans>What a user sees when a call rings depends on the group.</Trans>}
      newOne={t`New group`}
      things={useGroups()}
      label={t`Groups`}
      columns={[
        { id: 'name', head: t`Name` },
        { id: 'users', head: t`Users` },
      ]}
      cellsOf={({ name, users }) => [<bdi key="name">{name}</bdi>, users]}
      empty={<Trans>There is no group yet.</Trans>}
      blank={{ name: '' }}
    >
      {(draft) => <DraftField draft={draft} name="name" label={t`Name`} />}
    </ListPage>
  )
}
