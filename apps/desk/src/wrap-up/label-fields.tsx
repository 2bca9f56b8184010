import type { ReactNode } from 'react'
import { useLingui } from '@lingui/react/macro'
import { languages, type Labels } from '@hookswitch/contract'
import { Field } from '#ui/field.tsx'

interface LabelFieldsProps {
  readonly label: ReactNode
  readonly labels: Labels
  /** Names the first for tests. */
  readonly name: string
  readonly onChange: (labels: Labels) => void
}

/** A word in each language of the page; where one is missing, readers of that language see the next that is there. */
export function LabelFields({ label, labels, name, onChange }: LabelFieldsProps) {
  const { i18n } = useLingui()
  const names = new Intl.DisplayNames([i18n.locale === 'en-XA' ? 'en' : i18n.locale], { type: 'language' })
  return (
    <fieldset className="label-fields">
      <legend className="field-label">{label}</legend>
      {languages.map((language) => (
        <Field
          key={language}
          label={names.of(language)}
          name={`${name}-${language}`}
          value={labels[language] ?? ''}
          onChange={(text) => {
            onChange({ ...labels, [language]: text })
          }}
          maxLength={100}
          autoComplete="off"
        />
      ))}
    </fieldset>
  )
}
