import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { z } from 'zod'
import { AdminPage, AdminTable, Answered } from '#admin/admin-page.tsx'
import { DeleteDialog } from '#admin/delete-dialog.tsx'
import { EditDialog } from '#admin/edit-dialog.tsx'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { useTemplates } from './use-templates.ts'

/** All templates of pops. */
export function TemplatesPage() {
  const { t } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  const templates = useTemplates()
  return (
    <AdminPage
      title={<Trans>Templates</Trans>}
      about={
        <Trans>What users see when a call rings. A group without a template sees the built-in one.</Trans>
      }
      action={<NewTemplate />}
    >
      <Answered of={templates}>
        {({ items }) => (
          <AdminTable
            label={t`Templates`}
            columns={[
              { id: 'name', head: t`Name` },
              { id: 'groups', head: t`Groups` },
              { id: 'published', head: t`Published` },
            ]}
            rows={items.map(({ id, name, groups, version, publishedAt, changed }) => ({
              key: id,
              cells: [
                <Link key="name" to="/admin/templates/$id" params={{ id }}>
                  <bdi>{name}</bdi>
                </Link>,
                <bdi key="groups">{groups.map((group) => group.name).join(', ') || '–'}</bdi>,
                <span key="published">
                  {publishedAt === null || version === null
                    ? t`not yet`
                    : `${t`Version ${version}`}, ${formats.moment(publishedAt, minute)}`}
                  {changed && version !== null ? ` · ${t`has a newer draft`}` : null}
                </span>,
              ],
              actions: <DeleteTemplate id={id} name={name} />,
            }))}
            empty={<Trans>There is no template yet: everybody sees the built-in pop.</Trans>}
          />
        )}
      </Answered>
    </AdminPage>
  )
}

function DeleteTemplate({ id, name }: { readonly id: string; readonly name: string }) {
  const queries = useQueryClient()
  return (
    <DeleteDialog
      name={name}
      onDelete={async () => {
        await api.deleteTemplate({ params: { id } })
        await queries.invalidateQueries({ queryKey: ['templates'] })
      }}
    />
  )
}

const shape = z.object({ name: z.string().trim().min(1).max(100), copyOf: z.string() })

function NewTemplate() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const templates = useTemplates()
  const copies = [
    { id: '', text: t`The built-in one` },
    ...(templates.data?.items ?? []).map(({ id, name }) => ({ id, text: name })),
  ]
  return (
    <EditDialog
      title={t`New template`}
      trigger={<Button tone="main" icon="plus">{t`New template`}</Button>}
      form="template"
      initial={{ name: '', copyOf: '' }}
      shape={shape}
      version={null}
      save={async ({ values: { name, copyOf } }) => {
        const made = await api.createTemplate({ body: { name, copyOf: copyOf === '' ? null : copyOf } })
        await navigate({ to: '/admin/templates/$id', params: { id: made.id } })
      }}
    >
      {({ values, set, error }) => (
        <>
          <Field
            label={t`Name`}
            name="name"
            value={values.name}
            onChange={set('name')}
            error={error('name')}
            autoComplete="off"
          />
          <Picker
            label={<Trans>Begin with</Trans>}
            value={values.copyOf}
            options={copies}
            onChange={set('copyOf')}
          />
        </>
      )}
    </EditDialog>
  )
}
