import { useLingui } from '@lingui/react'
import type { Labels } from '@hookswitch/contract'
import { Field } from '#ui/field.tsx'

interface LabelFieldsProps {
  /** What it is that has these words, for who does not see the line. */
  readonly of: string
  readonly labels: Labels
  readonly languages: readonly string[]
  /** The page's own word, which is shown where there is none. */
  readonly own: string
  readonly onChange: (labels: Labels) => void
}

/** A word in each language of the organisation; an empty one falls back. */
export function LabelFields({ of, labels, languages, own, onChange }: LabelFieldsProps) {
  const { i18n } = useLingui()
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  return (
    <div className="label-fields" role="group" aria-label={of}>
      {languages.map((language) => (
        <Field
          key={language}
          label={names.of(language) ?? language}
          value={labels[language] ?? ''}
          placeholder={own}
          name={`label-${language}`}
          maxLength={100}
          onChange={(text) => {
            const { [language]: _, ...others } = labels
            onChange(text === '' ? others : { ...others, [language]: text })
          }}
        />
      ))}
    </div>
  )
}
