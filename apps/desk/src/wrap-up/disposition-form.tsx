import { useState, type FormEvent } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Form } from 'react-aria-components'
import {
  ApiError,
  type Disposition,
  type DispositionField,
  type FieldValue,
  type FieldValues,
  type GivenDisposition,
} from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { FieldInput } from '#templates/field-input.tsx'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { useDispositions, useLabelOf, useRefreshLogs } from './use-call-logs.ts'

interface DispositionFormProps {
  readonly callId: string
  /** Dispositions that fit the call, in order. */
  readonly fitting: readonly string[]
  readonly given: GivenDisposition | null
  readonly required: boolean
}

/** How a call came out, in the words of the organisation, and what is asked beside it. */
export function DispositionForm({ callId, fitting, given, required }: DispositionFormProps) {
  const { t } = useLingui()
  const labelOf = useLabelOf()
  const all = useDispositions()
  const offered = fitting.flatMap((id) => all.find((one) => one.id === id) ?? [])
  const draft = useDisposition(callId, given)
  const chosen = all.find(({ id }) => id === draft.chosen)
  // One that is offered no more stays with the call that has it.
  const listed = chosen === undefined || offered.includes(chosen) ? offered : [...offered, chosen]
  if (listed.length === 0) return null
  const nothing = { id: '', text: required ? t`Please choose…` : t`None` }
  return (
    <Form className="disposition" onSubmit={draft.submit} data-form="disposition" validationBehavior="aria">
      <Picker
        label={required ? t`How did it come out? (required)` : t`How did it come out?`}
        value={draft.chosen}
        options={[nothing, ...listed.map(({ id, labels }) => ({ id, text: labelOf(labels, id) }))]}
        onChange={(id) => {
          draft.choose(all.find((one) => one.id === id) ?? null)
        }}
      />
      {chosen?.fields.map((field) => (
        <Asked key={`${chosen.id} ${field.key}`} field={field} draft={draft} />
      ))}
      <p className="form-problem" role="alert">
        {draft.problem}
      </p>
      {draft.isChanged ? (
        <Button
          type="submit"
          tone="main"
          size="small"
          isPending={draft.isSaving}
          data-action="save-disposition"
        >
          <Trans>Save</Trans>
        </Button>
      ) : (
        <p className="quiet-note" role="status" data-disposition={given?.dispositionId ?? ''}>
          {given === null ? null : <Trans>Saved by {given.user}</Trans>}
        </p>
      )}
    </Form>
  )
}

function Asked({ field, draft }: { readonly field: DispositionField; readonly draft: Draft }) {
  const { t, i18n } = useLingui()
  const problem = draft.faults[`values.${field.key}`]
  const need = field.required ? { [i18n.locale]: t`${pick(field, i18n.locale)} (required)` } : {}
  return (
    <FieldInput
      field={{ ...field, id: field.key, subject: 'call', active: true, labels: { ...field.labels, ...need } }}
      languages={[i18n.locale, 'en', ...Object.keys(field.labels)]}
      value={draft.values[field.key] ?? null}
      isReadOnly={false}
      problem={problem === undefined ? null : t`Please fill this in.`}
      onKeep={(value) => {
        draft.keep(field.key, value)
      }}
    />
  )
}

const pick = ({ labels, key }: DispositionField, language: string): string =>
  labels[language] ?? labels['en'] ?? Object.values(labels)[0] ?? key

interface Draft {
  readonly chosen: string
  readonly values: FieldValues
  readonly faults: Readonly<Record<string, string>>
  readonly problem: string | null
  readonly isChanged: boolean
  readonly isSaving: boolean
  readonly choose: (disposition: Disposition | null) => void
  readonly keep: (key: string, value: FieldValue | null) => void
  readonly submit: (event: FormEvent) => void
}

function useDisposition(callId: string, given: GivenDisposition | null): Draft {
  const { i18n } = useLingui()
  const refresh = useRefreshLogs()
  /** Null: as it is at the server. */
  const [edit, setEdit] = useState<{ readonly id: string; readonly values: FieldValues } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isSaving, setSaving] = useState(false)
  const now = edit ?? { id: given?.dispositionId ?? '', values: given?.values ?? {} }
  const save = async (it: typeof now): Promise<void> => {
    setSaving(true)
    setError(null)
    try {
      const body = { dispositionId: it.id === '' ? null : it.id, values: it.values }
      await api.giveDisposition({ params: { id: callId }, body })
      await refresh(callId)
      setEdit(null)
    } catch (problem) {
      setError(problem)
    } finally {
      setSaving(false)
    }
  }
  const faults = error instanceof ApiError ? (error.problem.fields ?? {}) : {}
  return {
    chosen: now.id,
    values: now.values,
    faults,
    // What is said beside a field need not be said of the form.
    problem: error === null || Object.keys(faults).length > 0 ? null : problemText(i18n, error),
    isChanged: edit !== null,
    isSaving,
    choose: (disposition) => {
      const next = { id: disposition?.id ?? '', values: {} }
      setEdit(next)
      setError(null)
      // Nothing more is asked: it is said already.
      if (disposition === null || disposition.fields.length === 0) void save(next)
    },
    keep: (key, value) => {
      const { [key]: _, ...others } = now.values
      setEdit({ id: now.id, values: value === null ? others : { ...others, [key]: value } })
    },
    submit: (event) => {
      event.preventDefault()
      if (!isSaving) void save(now)
    },
  }
}
