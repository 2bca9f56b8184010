import type { ReactElement } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { fieldKey, fieldKinds, fieldSubjects, type CustomField } from '@hookswitch/contract'
import { z } from 'zod'
import { EditDialog } from '#admin/edit-dialog.tsx'
import type { Draft } from '#admin/use-draft.ts'
import { useSay } from '#admin/use-say.ts'
import { api } from '#app/api.ts'
import { CheckBox } from '#ui/check-box.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { draftOf, fieldOf, type FieldDraft } from './field-draft.ts'
import { fieldKindWords, subjectWords } from './subject-words.ts'

interface FieldDialogProps {
  readonly field: CustomField | null
  readonly languages: readonly string[]
  readonly trigger: ReactElement
}

const shape = z.object({ key: fieldKey }).loose()

/** A new field, or what may be changed of one. */
export function FieldDialog({ field, languages, trigger }: FieldDialogProps) {
  const { t } = useLingui()
  const queries = useQueryClient()
  const all = [...new Set([...languages, ...Object.keys(field?.labels ?? {})])]
  return (
    <EditDialog<FieldDraft>
      title={field === null ? t`New field` : t`Change ${field.key}`}
      trigger={trigger}
      form="field"
      initial={draftOf(field, all)}
      shape={shape}
      version={field === null ? null : 0}
      save={async ({ values }) => {
        const given = fieldOf(values, all)
        const { labels, choices } = given
        if (field === null) await api.createField({ body: given })
        else
          await api.changeField({
            params: { id: field.id },
            body: {
              labels,
              active: values['active'] === true,
              ...(field.kind === 'choice' ? { choices } : {}),
            },
          })
        await queries.invalidateQueries({ queryKey: ['fields'] })
      }}
    >
      {(draft) => (
        <>
          {field === null ? <Kind draft={draft} /> : null}
          <Names draft={draft} languages={all} />
          {field === null ? null : (
            <CheckBox isOn={draft.values['active'] === true} onChange={draft.set('active')}>
              <Trans>In use</Trans>
            </CheckBox>
          )}
        </>
      )}
    </EditDialog>
  )
}

interface PartProps {
  readonly draft: Draft<FieldDraft>
}

/** What stays as it is once there are values. */
function Kind({ draft: { values, set, error } }: PartProps) {
  const { t } = useLingui()
  const say = useSay()
  return (
    <>
      <Field
        label={t`Key`}
        name="key"
        value={String(values['key'])}
        onChange={set('key')}
        error={error('key')}
        hint={t`For imports and programs: letters and digits. It stays as it is.`}
        autoComplete="off"
      />
      <Picker
        label={<Trans>Of the</Trans>}
        value={String(values['subject'])}
        options={fieldSubjects.map((id) => ({ id, text: say(subjectWords[id]) }))}
        onChange={set('subject')}
      />
      <Picker
        label={<Trans>Kind</Trans>}
        value={String(values['kind'])}
        options={fieldKinds.map((id) => ({ id, text: say(fieldKindWords[id]) }))}
        onChange={set('kind')}
      />
    </>
  )
}

function Names({
  draft: { values, set, error },
  languages,
}: PartProps & { readonly languages: readonly string[] }) {
  const { t, i18n } = useLingui()
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const field = (name: string, label: string) => (
    <Field
      key={name}
      label={label}
      name={name}
      value={String(values[name] ?? '')}
      onChange={set(name)}
      error={error(name)}
      autoComplete="off"
    />
  )
  return (
    <>
      {languages.map((one) => field(`label-${one}`, names.of(one) ?? one))}
      {values['kind'] === 'choice' ? (
        <>
          {field('choices', t`Choices: their keys, separated by commas`)}
          {languages.map((one) => {
            const language = names.of(one) ?? one
            return field(`choices-${one}`, t`Choices: their names in ${language}, in the same order`)
          })}
        </>
      ) : null}
    </>
  )
}
