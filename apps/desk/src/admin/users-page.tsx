import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { User } from '@hookswitch/contract'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { AdminPage, AdminTable, Answered } from './admin-page.tsx'
import { useWords } from './kind-words.ts'
import { useGroups, useLocations, useUsers } from './use-organisation.ts'
import { UserDialog } from './user-dialog.tsx'

/** Who may sign in, as what, where, and with which telephone. */
export function UsersPage() {
  const { t } = useLingui()
  const users = useUsers()
  const [search, setSearch] = useState('')
  return (
    <AdminPage
      title={<Trans>Users</Trans>}
      about={<Trans>Who signs in, what they may do, where they work, and which telephone is theirs.</Trans>}
      action={<UserDialog user={null} trigger={<Button tone="main" icon="plus">{t`New user`}</Button>} />}
    >
      <div className="admin-tools">
        <Field
          label={t`Find by name, user name or telephone`}
          value={search}
          onChange={setSearch}
          autoComplete="off"
        />
      </div>
      <Answered of={users}>{(items) => <UserTable users={items.filter(finder(search))} />}</Answered>
    </AdminPage>
  )
}

function UserTable({ users }: { readonly users: readonly User[] }) {
  const { t } = useLingui()
  const words = useWords()
  const [groups, locations] = [useGroups().data, useLocations().data]
  const nameIn = (
    list: readonly { readonly id: string; readonly name: string }[] | undefined,
    id: string | null,
  ) => list?.find((it) => it.id === id)?.name ?? ''
  return (
    <AdminTable
      label={t`Users`}
      columns={[
        { id: 'name', head: t`Name` },
        { id: 'userName', head: t`User name` },
        { id: 'role', head: t`Role` },
        { id: 'group', head: t`Group` },
        { id: 'location', head: t`Location` },
        { id: 'device', head: t`Telephone` },
      ]}
      rows={users.map((user) => ({
        key: user.id,
        cells: [
          <span key="name">
            <bdi>{user.name}</bdi>{' '}
            {user.active ? null : (
              <span className="badge">
                <Trans>switched off</Trans>
              </span>
            )}
          </span>,
          <bdi key="userName">{user.userName}</bdi>,
          words.role(user.role),
          <bdi key="group">{nameIn(groups, user.groupId)}</bdi>,
          <bdi key="location">{nameIn(locations, user.locationId)}</bdi>,
          <bdi key="device">{user.device === null ? '' : `${user.device} · ${user.link ?? ''}`}</bdi>,
        ],
        actions: (
          <UserDialog
            user={user}
            trigger={<Button size="small" aria-label={t`Change ${user.name}`}>{t`Change`}</Button>}
          />
        ),
      }))}
      empty={<Trans>Nobody found</Trans>}
    />
  )
}

function finder(search: string): (user: User) => boolean {
  const sought = search.trim().toLowerCase()
  return ({ name, userName, device }) =>
    [name, userName, device ?? ''].some((text) => text.toLowerCase().includes(sought))
}
