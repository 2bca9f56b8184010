import type { ReactElement } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { groupFields, type Group } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { AdminPage, AdminTable, Answered } from './admin-page.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { News } from './news.tsx'
import { latest, useGroups, useRefresh } from './use-organisation.ts'

/** Groups of users: what the pop shows depends on them. */
export function GroupsPage() {
  const { t } = useLingui()
  const groups = useGroups()
  return (
    <AdminPage
      title={<Trans>Groups</Trans>}
      about={<Trans>What a user sees when a call rings depends on the group.</Trans>}
      action={<GroupDialog group={null} trigger={<Button tone="main" icon="plus">{t`New group`}</Button>} />}
    >
      <Answered of={groups}>
        {(items) => (
          <AdminTable
            label={t`Groups`}
            columns={[
              { id: 'name', head: t`Name` },
              { id: 'users', head: t`Users` },
            ]}
            rows={items.map((group) => ({
              key: group.id,
              cells: [<bdi key="name">{group.name}</bdi>, group.users],
              actions: <Actions group={group} />,
            }))}
            empty={<Trans>There is no group yet.</Trans>}
          />
        )}
      </Answered>
    </AdminPage>
  )
}

function Actions({ group }: { readonly group: Group }) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const { id, name, version } = group
  return (
    <>
      <GroupDialog
        group={group}
        trigger={<Button size="small" aria-label={t`Change ${name}`}>{t`Change`}</Button>}
      />
      <DeleteDialog
        name={name}
        onDelete={async () => {
          await api.deleteGroup({ params: { id }, query: { version } })
          await refresh()
        }}
      />
    </>
  )
}

function GroupDialog({ group, trigger }: { readonly group: Group | null; readonly trigger: ReactElement }) {
  const { t } = useLingui()
  const refresh = useRefresh()
  return (
    <EditDialog
      title={group === null ? t`New group` : t`Change ${group.name}`}
      trigger={trigger}
      form="group"
      initial={{ name: group?.name ?? '' }}
      shape={groupFields}
      version={group?.version ?? null}
      save={async ({ values, changed, version }) => {
        if (group === null) await api.createGroup({ body: values })
        else await api.changeGroup({ params: group, body: { ...changed, version } })
        await refresh()
      }}
      reread={async () => {
        const now = await latest(api.listGroups, group?.id)
        return now && { values: { name: now.name }, version: now.version }
      }}
    >
      {({ values, set, error, news }) => (
        <div>
          <Field
            label={t`Name`}
            name="name"
            value={values.name}
            onChange={set('name')}
            error={error('name')}
            autoComplete="off"
          />
          <News of={news.name} />
        </div>
      )}
    </EditDialog>
  )
}
