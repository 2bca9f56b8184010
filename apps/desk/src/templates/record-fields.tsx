import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { lastLanguage, type FieldSubject } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useLive } from '#live/use-live.ts'
import { Section } from '#records/related.tsx'
import { FieldsOf } from './field-values.tsx'

interface RecordFieldsProps {
  readonly subject: FieldSubject
  readonly id: string
}

/** What the organisation keeps of a record beside what is there, on the page of the record; nothing where it keeps nothing. */
export function RecordFields({ subject, id }: RecordFieldsProps) {
  const { i18n } = useLingui()
  const { line } = useLive().state
  const { data } = useQuery({
    queryKey: ['fields'],
    queryFn: async ({ signal }) => api.listFields({ signal }),
  })
  const fields = data?.items.filter((field) => field.subject === subject && field.active) ?? []
  if (fields.length === 0) return null
  return (
    <Section title={<Trans>More details</Trans>}>
      <FieldsOf
        subject={subject}
        id={id}
        fields={fields}
        languages={[i18n.locale, lastLanguage]}
        isReadOnly={line?.template?.actions.includes('changeFields') === false}
      />
    </Section>
  )
}
