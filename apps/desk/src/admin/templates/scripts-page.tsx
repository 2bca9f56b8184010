import type { ReactElement } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { TextArea, TextField, Label } from 'react-aria-components'
import { unknownPlaceholders, type CallScript } from '@hookswitch/contract'
import { z } from 'zod'
import { AdminPage, AdminTable, Answered } from '#admin/admin-page.tsx'
import { DeleteDialog } from '#admin/delete-dialog.tsx'
import { EditDialog } from '#admin/edit-dialog.tsx'
import { api } from '#app/api.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Placeholders } from './component-parts.tsx'
import { useScripts, useTemplates } from './use-templates.ts'
import './template-editor.css'

/** Texts that agents read to callers. */
export function ScriptsPage() {
  const { t, i18n } = useLingui()
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const scripts = useScripts()
  const templates = useTemplates()
  const languages = templates.data?.languages ?? []
  return (
    <AdminPage
      title={<Trans>Scripts</Trans>}
      about={
        <Trans>
          What agents read to callers: shown where a template has a script, for every call or by queue.
        </Trans>
      }
      action={
        <ScriptDialog
          script={null}
          languages={languages}
          trigger={<Button tone="main" icon="plus">{t`New script`}</Button>}
        />
      }
    >
      <Answered of={scripts}>
        {({ items }) => (
          <AdminTable
            label={t`Scripts`}
            columns={[
              { id: 'name', head: t`Name` },
              { id: 'queues', head: t`Queues` },
              { id: 'languages', head: t`Languages` },
            ]}
            rows={items.map((script) => ({
              key: script.id,
              cells: [
                <bdi key="name">{script.name}</bdi>,
                script.queues.join(', ') || '–',
                Object.keys(script.texts)
                  .map((language) => names.of(language) ?? language)
                  .join(', '),
              ],
              actions: <Actions script={script} languages={languages} />,
            }))}
            empty={<Trans>There is no script yet.</Trans>}
          />
        )}
      </Answered>
    </AdminPage>
  )
}

function Actions({
  script,
  languages,
}: {
  readonly script: CallScript
  readonly languages: readonly string[]
}) {
  const { t } = useLingui()
  const queries = useQueryClient()
  const { id, name } = script
  return (
    <>
      <ScriptDialog
        script={script}
        languages={languages}
        trigger={<Button size="small" aria-label={t`Change ${name}`}>{t`Change`}</Button>}
      />
      <DeleteDialog
        name={name}
        onDelete={async () => {
          await api.deleteScript({ params: { id } })
          await queries.invalidateQueries({ queryKey: ['scripts'] })
        }}
      />
    </>
  )
}

interface ScriptDialogProps {
  readonly script: CallScript | null
  readonly languages: readonly string[]
  readonly trigger: ReactElement
}

const named = z.object({ name: z.string().trim().min(1).max(100) }).loose()

function ScriptDialog({ script, languages, trigger }: ScriptDialogProps) {
  const { t, i18n } = useLingui()
  const queries = useQueryClient()
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const all = [...new Set([...languages, ...Object.keys(script?.texts ?? {})])]
  const texts = Object.fromEntries(all.map((language) => [`text-${language}`, script?.texts[language] ?? '']))
  return (
    <EditDialog<Record<string, string>>
      title={script === null ? t`New script` : t`Change ${script.name}`}
      trigger={trigger}
      form="script"
      initial={{ name: script?.name ?? '', queues: script?.queues.join(', ') ?? '', ...texts }}
      shape={named}
      version={script === null ? null : 0}
      save={async ({ values }) => {
        const body = scriptOf(values, all)
        if (script === null) await api.createScript({ body })
        else await api.changeScript({ params: { id: script.id }, body })
        await queries.invalidateQueries({ queryKey: ['scripts'] })
      }}
    >
      {({ values, set, error }) => (
        <>
          <Field
            label={t`Name`}
            name="name"
            value={values['name'] ?? ''}
            onChange={set('name')}
            error={error('name')}
            autoComplete="off"
          />
          <Field
            label={t`Numbers of queues, separated by commas`}
            name="queues"
            value={values['queues'] ?? ''}
            onChange={set('queues')}
            autoComplete="off"
          />
          {all.map((language) => (
            <ScriptField
              key={language}
              name={`text-${language}`}
              label={names.of(language) ?? language}
              value={values[`text-${language}`] ?? ''}
              onChange={set(`text-${language}`)}
            />
          ))}
          <Placeholders />
        </>
      )}
    </EditDialog>
  )
}

interface ScriptFieldProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

function ScriptField({ name, label, value, onChange }: ScriptFieldProps) {
  const unknown = unknownPlaceholders(value).map((one) => `{${one}}`)
  const list = unknown.join(', ')
  return (
    <TextField className="field" value={value} onChange={onChange} name={name} maxLength={10_000}>
      <Label className="field-label">{label}</Label>
      <TextArea className="input script-input" rows={4} dir="auto" />
      <span className="field-hint" role="status">
        {unknown.length === 0 ? null : <Trans>Nothing fills {list}: it is shown as it stands.</Trans>}
      </span>
    </TextField>
  )
}

function scriptOf(values: Readonly<Record<string, string>>, languages: readonly string[]) {
  const texts = languages.flatMap((language) => {
    const text = values[`text-${language}`] ?? ''
    return text.trim() === '' ? [] : [[language, text] as const]
  })
  const queues = (values['queues'] ?? '').split(/[,;\s]+/).filter((number) => number !== '')
  return { name: values['name'] ?? '', texts: Object.fromEntries(texts), queues }
}
