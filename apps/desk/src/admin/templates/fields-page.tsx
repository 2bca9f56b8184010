import { Trans, useLingui } from '@lingui/react/macro'
import { AdminPage, AdminTable, Answered } from '#admin/admin-page.tsx'
import { useSay } from '#admin/use-say.ts'
import { Button } from '#ui/button.tsx'
import { FieldDialog } from './field-dialog.tsx'
import { fieldKindWords, subjectWords } from './subject-words.ts'
import { useFields, useTemplates } from './use-templates.ts'

/** The fields that the organisation adds to its records and calls. */
export function FieldsPage() {
  const { t } = useLingui()
  const say = useSay()
  const fields = useFields()
  const languages = useTemplates().data?.languages ?? []
  return (
    <AdminPage
      title={<Trans>Fields</Trans>}
      about={
        <Trans>
          What your organisation wants to keep of contacts, accounts, cases and calls beside what is there.
        </Trans>
      }
      action={
        <FieldDialog
          field={null}
          languages={languages}
          trigger={<Button tone="main" icon="plus">{t`New field`}</Button>}
        />
      }
    >
      <Answered of={fields}>
        {({ items }) => (
          <AdminTable
            label={t`Fields`}
            columns={[
              { id: 'key', head: t`Key` },
              { id: 'subject', head: t`Of the` },
              { id: 'kind', head: t`Kind` },
              { id: 'labels', head: t`Name` },
              { id: 'active', head: t`In use` },
            ]}
            rows={items.map((field) => ({
              key: field.id,
              cells: [
                <code key="key">{field.key}</code>,
                say(subjectWords[field.subject]),
                say(fieldKindWords[field.kind]),
                <bdi key="labels">{Object.values(field.labels).join(' · ') || '–'}</bdi>,
                field.active ? t`Yes` : t`No`,
              ],
              actions: (
                <FieldDialog
                  field={field}
                  languages={languages}
                  trigger={<Button size="small" aria-label={t`Change ${field.key}`}>{t`Change`}</Button>}
                />
              ),
            }))}
            empty={<Trans>There is no field yet.</Trans>}
          />
        )}
      </Answered>
    </AdminPage>
  )
}
