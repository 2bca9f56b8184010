import { Trans, useLingui } from '@lingui/react/macro'
import type { PhoneNumber } from '@hookswitch/contract'
import { labelWords } from '#records/words.ts'
import { Button } from '#ui/button.tsx'
import { Compact } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import type { PhoneEntry } from './kinds.ts'

interface PhonesFieldProps {
  readonly label: string
  readonly value: readonly PhoneEntry[]
  readonly onChange: (value: readonly PhoneEntry[]) => void
  readonly problem: string | null
}

/** Numbers as a person writes them, each with its kind. */
export function PhonesField({ label, value, onChange, problem }: PhonesFieldProps) {
  const { t, i18n } = useLingui()
  const kinds = (['work', 'mobile', 'home', 'other'] as const).map((id) => ({
    id,
    text: i18n._(labelWords[id]),
  }))
  const change = (index: number, part: Partial<PhoneEntry>): void => {
    onChange(value.map((phone, at) => (at === index ? { ...phone, ...part } : phone)))
  }
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="field-label">{label}</span>
      {value.map((phone, index) => (
        // Rows have no name of their own: one is known by its place.
        <div key={index} className="entry-row">
          <Compact<PhoneNumber['label']>
            label={t`Kind of number`}
            value={phone.label}
            options={kinds}
            onChange={(kind) => {
              change(index, { label: kind })
            }}
          />
          <Field
            label={t`Telephone number ${index + 1}`}
            hideLabel
            value={phone.text}
            inputMode="tel"
            autoComplete="off"
            onChange={(text) => {
              change(index, { text })
            }}
          />
          <Button
            tone="quiet"
            icon="close"
            iconOnly
            aria-label={t`Remove number ${index + 1}`}
            onPress={() => {
              onChange(value.filter((_, at) => at !== index))
            }}
          />
        </div>
      ))}
      {problem === null ? null : <span className="field-error">{problem}</span>}
      <Button
        size="small"
        icon="plus"
        onPress={() => {
          onChange([...value, { label: 'work', text: '' }])
        }}
      >
        <Trans>Add a number</Trans>
      </Button>
    </div>
  )
}
