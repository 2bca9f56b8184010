import type { ReactElement } from 'react'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { roles, type User } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useMe } from '#app/session.tsx'
import { CheckBox } from '#ui/check-box.tsx'
import { Picker, type Option } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { DraftField } from './draft-field.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { useWords } from './kind-words.ts'
import { News } from './news.tsx'
import type { Draft } from './use-draft.ts'
import { latest, useGroups, useLinks, useLocations, useRefresh } from './use-organisation.ts'
import { bodyOf, changesOf, shapeOf, valuesOf, type UserValues } from './user-values.ts'

interface UserDialogProps {
  readonly user: User | null
  readonly trigger: ReactElement
}

const blank: UserValues = {
  name: '',
  userName: '',
  role: 'agent',
  groupId: '',
  locationId: '',
  team: '',
  link: '',
  device: '',
  password: '',
  active: true,
}

export function UserDialog({ user, trigger }: UserDialogProps) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const queries = useQueryClient()
  const me = useMe()
  return (
    <EditDialog<UserValues>
      title={user === null ? t`New user` : t`Change ${user.name}`}
      trigger={trigger}
      form="user"
      initial={user === null ? blank : valuesOf(user)}
      version={user?.version ?? null}
      shape={shapeOf(user === null)}
      save={async ({ values, changed, version }) => {
        if (user === null) await api.createUser({ body: bodyOf(values) })
        else await api.changeUser({ params: user, body: { ...changesOf(values, changed), version } })
        await refresh()
        // Who changes his own place sees the page of that place.
        if (user?.id === me.id) await queries.invalidateQueries({ queryKey: ['me'] })
      }}
      reread={async () => {
        const now = await latest(api.listUsers, user?.id)
        return now && { values: valuesOf(now), version: now.version }
      }}
    >
      {(draft) => <UserForm draft={draft} isNew={user === null} />}
    </EditDialog>
  )
}

interface UserFormProps {
  readonly draft: Draft<UserValues>
  readonly isNew: boolean
}

function UserForm({ draft, isNew }: UserFormProps) {
  const { t } = useLingui()
  const { values, set, news } = draft
  return (
    <>
      <DraftField draft={draft} name="name" label={t`Name`} spellCheck="false" />
      <DraftField draft={draft} name="userName" label={t`User name`} spellCheck="false" />
      <Field
        label={isNew ? t`Password` : t`New password`}
        name="password"
        type="password"
        value={values.password}
        onChange={set('password')}
        error={draft.error('password')}
        autoComplete="new-password"
        {...(isNew ? {} : { hint: t`Empty: it stays as it is. A new one signs this person out everywhere.` })}
      />
      <RolePicker draft={draft} />
      <Assigned draft={draft} />
      <DraftField draft={draft} name="team" label={t`Team`} spellCheck="false" />
      <Telephone draft={draft} />
      {isNew ? null : (
        <div>
          <CheckBox isOn={values.active} onChange={set('active')} name="active">
            {t`May sign in`}
          </CheckBox>
          <News of={news.active === undefined ? undefined : news.active ? t`May sign in` : t`switched off`} />
        </div>
      )}
    </>
  )
}

function RolePicker({ draft: { values, set, news } }: { readonly draft: Draft<UserValues> }) {
  const { t } = useLingui()
  const words = useWords()
  return (
    <div>
      <Picker
        label={t`Role`}
        value={values.role}
        options={roles.map((id) => ({ id, text: words.role(id) }))}
        onChange={set('role')}
      />
      <News of={news.role && words.role(news.role)} />
    </div>
  )
}

function Assigned({ draft }: { readonly draft: Draft<UserValues> }) {
  const { t } = useLingui()
  const groups = optionsOf(useGroups().data)
  const locations = optionsOf(useLocations().data)
  const none = { id: '', text: t`none` }
  return (
    <>
      <OneOf draft={draft} name="groupId" label={t`Group`} options={[none, ...groups]} />
      <OneOf draft={draft} name="locationId" label={t`Location`} options={[none, ...locations]} />
    </>
  )
}

function Telephone({ draft }: { readonly draft: Draft<UserValues> }) {
  const { t } = useLingui()
  const links = useLinks().data ?? []
  const names = [...new Set([...links.map(({ name }) => name), draft.values.link])].filter((it) => it !== '')
  const options = [{ id: '', text: t`none` }, ...names.map((id) => ({ id, text: id }))]
  return (
    <>
      <OneOf draft={draft} name="link" label={t`Telephone system`} options={options} />
      <DraftField draft={draft} name="device" label={t`Number of the telephone`} spellCheck="false" />
    </>
  )
}

interface OneOfProps {
  readonly draft: Draft<UserValues>
  readonly name: 'groupId' | 'locationId' | 'link'
  readonly label: string
  readonly options: readonly Option<string>[]
}

function OneOf({ draft, name, label, options }: OneOfProps) {
  const said = draft.news[name]
  return (
    <div>
      <Picker label={label} value={draft.values[name]} options={options} onChange={draft.set(name)} />
      <p className="field-error">{draft.error(name)}</p>
      <News of={said === undefined ? undefined : options.find(({ id }) => id === said)?.text} />
    </div>
  )
}

const optionsOf = (
  list: readonly { readonly id: string; readonly name: string }[] | undefined,
): Option<string>[] => (list ?? []).map(({ id, name }) => ({ id, text: name }))
