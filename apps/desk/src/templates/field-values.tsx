import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ComponentOf, CustomField, FieldSubject, FieldValue, FieldValues } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { Lines, Nothing } from '#records/related.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import type { Drawing } from './drawing.ts'
import { FieldInput } from './field-input.tsx'
import { mayDo } from './may-do.ts'

/** Fields of the record, or of the call, that a component of the pop shows. */
export function FieldValuesForm({
  it,
  drawing,
}: {
  readonly it: ComponentOf<'customFields'>
  readonly drawing: Drawing
}) {
  const { call, match, pop, mine, isPreview } = drawing
  const wanted = mine.fields.filter((field) => field.subject === it.subject)
  const fields =
    it.fields.length === 0 ? wanted : it.fields.flatMap((key) => wanted.filter((field) => field.key === key))
  const ids: Readonly<Record<FieldSubject, string | undefined>> = {
    call: call.id,
    contact: match?.contact?.id,
    account: match?.account?.id,
    case: pop?.cases[0]?.id,
  }
  const id = ids[it.subject]
  if (fields.length === 0) return <Nothing />
  // As many lines as there will be fields: their place is kept.
  if (id === undefined) return pop === null ? <Lines count={fields.length * 2} /> : <Nothing />
  const isReadOnly = isPreview || !mayDo(call, 'changeFields')
  return (
    <FieldsOf
      subject={it.subject}
      id={id}
      fields={fields}
      languages={mine.languages}
      isReadOnly={isReadOnly}
    />
  )
}

interface FieldsOfProps {
  readonly subject: FieldSubject
  readonly id: string
  readonly fields: readonly CustomField[]
  readonly languages: readonly string[]
  readonly isReadOnly: boolean
}

/** The fields of one record, each kept as soon as it is left. */
export function FieldsOf({ subject, id, fields, languages, isReadOnly }: FieldsOfProps) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const queryKey = ['fieldValues', subject, id]
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => api.readFieldValues({ params: { subject, id }, signal }),
  })
  const [problems, setProblems] = useState<Readonly<Record<string, string | null>>>({})
  const [saved, setSaved] = useState<string | null>(null)
  const keep = async (key: string, value: FieldValue | null): Promise<void> => {
    setProblems((all) => ({ ...all, [key]: null }))
    setSaved(null)
    try {
      const kept = await api.changeFieldValues({
        params: { subject, id },
        body: { values: { [key]: value } },
      })
      queries.setQueryData(queryKey, kept)
      setSaved(key)
    } catch (problem) {
      setProblems((all) => ({ ...all, [key]: problemText(i18n, problem) }))
    }
  }
  if (error !== null && data === undefined) return <LoadFailed error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Lines count={fields.length * 2} />
  const values: FieldValues = data.values
  return (
    <div className="field-values" data-fields={subject}>
      {fields.map((field) => (
        <FieldInput
          key={field.id}
          field={field}
          languages={languages}
          value={values[field.key] ?? null}
          isReadOnly={isReadOnly}
          problem={problems[field.key] ?? null}
          onKeep={(value) => void keep(field.key, value)}
        />
      ))}
      <p className="field-hint" role="status">
        {saved === null ? null : <Trans>Saved</Trans>}
      </p>
    </div>
  )
}
