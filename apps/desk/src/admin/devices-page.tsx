import { useState, type ReactElement } from 'react'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { fieldSentences, type Device, type User } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { SearchPicker } from '#ui/search-picker.tsx'
import { AdminPage, AdminTable, Answered } from './admin-page.tsx'
import { EditDialog } from './edit-dialog.tsx'
import type { Draft } from './use-draft.ts'
import { useDevices, useLinks, useRefresh, useUsers } from './use-organisation.ts'
import { useSay } from './use-say.ts'

const states: Readonly<Record<Device['state'], MessageDescriptor>> = {
  idle: msg`free`,
  ringing: msg`rings`,
  busy: msg`on a call`,
  outOfService: msg`out of service`,
  unmonitored: msg`not watched`,
  unknown: msg`unknown`,
}
const kinds: Readonly<Record<Device['kind'], MessageDescriptor>> = {
  telephone: msg`Telephone`,
  queue: msg`Queue`,
  number: msg`Number`,
  park: msg`Park slot`,
  voicemail: msg`Voicemail`,
  other: msg`Other`,
}

/** What the telephone systems watch for us, how it is now, and whose it is. */
export function DevicesPage() {
  const { t } = useLingui()
  const devices = useDevices()
  return (
    <AdminPage
      title={<Trans>Devices</Trans>}
      about={
        <Trans>
          Telephones, queues and other devices that are watched at the telephone systems, as they are now.
        </Trans>
      }
      action={
        <AssignDialog
          device={null}
          trigger={<Button tone="main" icon="plus">{t`Assign a telephone`}</Button>}
        />
      }
    >
      <Answered of={devices}>{(items) => <DeviceTable devices={items} />}</Answered>
    </AdminPage>
  )
}

function DeviceTable({ devices }: { readonly devices: readonly Device[] }) {
  const { t } = useLingui()
  const say = useSay()
  const [only, setOnly] = useState('')
  const shown = devices.filter(
    ({ device, name, users }) =>
      only.trim() === '' ||
      [device, name ?? '', ...users.map((user) => user.name)].some((text) =>
        text.toLowerCase().includes(only.trim().toLowerCase()),
      ),
  )
  return (
    <>
      <div className="admin-tools">
        <Field label={t`Find by number or name`} value={only} onChange={setOnly} autoComplete="off" />
      </div>
      <AdminTable
        label={t`Devices`}
        columns={[
          { id: 'device', head: t`Number` },
          { id: 'kind', head: t`Kind` },
          { id: 'state', head: t`State` },
          { id: 'users', head: t`User` },
          { id: 'link', head: t`Telephone system` },
        ]}
        rows={shown.map((device) => ({
          key: `${device.link} ${device.device}`,
          cells: [
            <bdi key="device">{device.device}</bdi>,
            <span key="kind">
              {say(kinds[device.kind])} {device.name === null ? null : <bdi>{device.name}</bdi>}
            </span>,
            <StateOf key="state" device={device} />,
            <bdi key="users">{device.users.map(({ name }) => name).join(', ')}</bdi>,
            <bdi key="link">{device.link}</bdi>,
          ],
          ...(device.kind === 'telephone' || device.kind === 'other'
            ? { actions: <Actions device={device} /> }
            : {}),
        }))}
        empty={<Trans>There is no such device.</Trans>}
      />
    </>
  )
}

function StateOf({ device: { state, problem } }: { readonly device: Device }) {
  const say = useSay()
  return (
    <span>
      <span className="badge" data-state={state}>
        {say(states[state])}
      </span>
      {problem === null ? null : <small className="admin-why">{problem}</small>}
    </span>
  )
}

function Actions({ device }: { readonly device: Device }) {
  const { t } = useLingui()
  const number = device.device
  return (
    <AssignDialog
      device={device}
      trigger={<Button size="small" aria-label={t`Assign ${number}`}>{t`Assign`}</Button>}
    />
  )
}

type Values = { readonly link: string; readonly device: string; readonly userId: string }

const shape = {
  safeParse(given: unknown) {
    const { link, device, userId } = given as Values
    const issues = [
      ...(link === '' ? [{ path: ['link'], message: fieldSentences.link }] : []),
      ...(device.trim() === '' ? [{ path: ['device'], message: fieldSentences.device }] : []),
      ...(userId === '' ? [{ path: ['userId'], message: fieldSentences.user }] : []),
    ]
    return { success: issues.length === 0, error: { issues } }
  },
}

const nobody = 'nobody'

interface AssignDialogProps {
  readonly device: Device | null
  readonly trigger: ReactElement
}

function AssignDialog({ device, trigger }: AssignDialogProps) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const users = useUsers().data ?? []
  const links = useLinks().data ?? []
  const number = device?.device ?? ''
  const owner = device?.users[0]?.id ?? (device === null ? '' : nobody)
  return (
    <EditDialog<Values>
      title={device === null ? t`Assign a telephone` : t`Assign ${number}`}
      trigger={trigger}
      form="assign"
      initial={{ link: device?.link ?? links[0]?.name ?? '', device: device?.device ?? '', userId: owner }}
      version={null}
      shape={shape}
      save={async ({ values }) => {
        await assign(users, values, owner)
        await refresh()
      }}
    >
      {(draft) => (
        <AssignForm
          draft={draft}
          isNew={device === null}
          users={users}
          links={links.map(({ name }) => name)}
        />
      )}
    </EditDialog>
  )
}

/** The telephone goes to somebody, and is nobody else's of whom this person saw that it was his. */
async function assign(
  users: readonly User[],
  { link, device, userId }: Values,
  owner: string,
): Promise<void> {
  const [old, next] = [owner, userId].map((id) => users.find((user) => user.id === id))
  if (old?.id === next?.id) return
  if (old !== undefined)
    await api.changeUser({ params: old, body: { link: null, device: null, version: old.version } })
  if (next !== undefined)
    await api.changeUser({ params: next, body: { link, device: device.trim(), version: next.version } })
}

interface AssignFormProps {
  readonly draft: Draft<Values>
  readonly isNew: boolean
  readonly users: readonly User[]
  readonly links: readonly string[]
}

function AssignForm({ draft: { values, set, error }, isNew, users, links }: AssignFormProps) {
  const { t } = useLingui()
  const people = users
    .filter(({ active }) => active)
    .map(({ id, name, device }) => ({ id, text: device === null ? name : `${name} · ${device}` }))
  return (
    <>
      {isNew ? (
        <>
          <Picker
            label={t`Telephone system`}
            value={values.link}
            options={links.map((id) => ({ id, text: id }))}
            onChange={set('link')}
          />
          <Field
            label={t`Number of the telephone`}
            name="device"
            inputMode="tel"
            value={values.device}
            onChange={set('device')}
            error={error('device')}
            autoComplete="off"
          />
        </>
      ) : null}
      <SearchPicker
        label={t`User`}
        value={values.userId}
        options={isNew ? people : [{ id: nobody, text: t`Nobody` }, ...people]}
        error={error('userId')}
        onChange={set('userId')}
      />
    </>
  )
}
