import { useLingui } from '@lingui/react/macro'
import { opportunityRoles } from '@hookswitch/contract'
import { RecordSearch } from '#records/record-search.tsx'
import { Button } from '#ui/button.tsx'
import { Compact } from '#ui/choice.tsx'
import type { PersonEntry } from './kinds.ts'
import { roleWords } from './words.ts'

interface PeopleFieldProps {
  readonly label: string
  readonly value: readonly PersonEntry[]
  readonly onChange: (value: readonly PersonEntry[]) => void
}

/** Who has a say in it, and which. */
export function PeopleField({ label, value, onChange }: PeopleFieldProps) {
  const { t, i18n } = useLingui()
  const roles = opportunityRoles.map((id) => ({ id, text: i18n._(roleWords[id]) }))
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="field-label">{label}</span>
      {value.map((person) => {
        const name = person.title
        return (
          <div key={person.id} className="entry-row">
            <bdi className="entry-name">{name}</bdi>
            <Compact
              label={t`Part of ${name}`}
              value={person.role}
              options={roles}
              onChange={(role) => {
                onChange(value.map((one) => (one.id === person.id ? { ...one, role } : one)))
              }}
            />
            <Button
              tone="quiet"
              icon="close"
              iconOnly
              aria-label={t`Remove ${name}`}
              onPress={() => {
                onChange(value.filter(({ id }) => id !== person.id))
              }}
            />
          </div>
        )
      })}
      <RecordSearch
        label={t`Add somebody by name or number`}
        kinds={['contact']}
        onPick={({ id, title }) => {
          if (!value.some((one) => one.id === id)) onChange([...value, { id, title, role: 'other' }])
        }}
      />
    </div>
  )
}
