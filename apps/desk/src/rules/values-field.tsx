import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { CheckBox } from '#ui/check-box.tsx'
import { Field } from '#ui/field.tsx'

interface Known {
  readonly id: string
  readonly name: string
}

interface ValuesFieldProps {
  readonly legend: string
  readonly values: readonly string[]
  /** To be ticked. */
  readonly known: readonly Known[]
  /** Words of the writer’s own, with how they are called; null where only what is known counts. */
  readonly free: { readonly label: string; readonly hint?: string } | null
  readonly onChange: (values: string[]) => void
}

/** Some of what is known, and others written with commas between. */
export function ValuesField({ legend, values, known, free, onChange }: ValuesFieldProps) {
  const own = values.filter((value) => !known.some(({ id }) => id === value))
  const ticked = values.filter((value) => known.some(({ id }) => id === value))
  return (
    <fieldset className="rule-values">
      <legend className="field-label">{legend}</legend>
      {known.length === 0 ? null : (
        <div className="rule-ticks">
          {known.map(({ id, name }) => (
            <CheckBox
              key={id}
              isOn={ticked.includes(id)}
              onChange={(isOn) => {
                onChange([...(isOn ? [...ticked, id] : ticked.filter((one) => one !== id)), ...own])
              }}
            >
              <bdi>{name}</bdi>
            </CheckBox>
          ))}
        </div>
      )}
      {free === null ? null : (
        <OwnWords
          {...free}
          words={own}
          onChange={(words) => {
            onChange([...ticked, ...words])
          }}
        />
      )}
      {known.length === 0 && free === null ? (
        <p className="quiet-note">
          <Trans>There is nothing to choose from yet.</Trans>
        </p>
      ) : null}
    </fieldset>
  )
}

interface OwnWordsProps {
  readonly label: string
  readonly hint?: string
  readonly words: readonly string[]
  readonly onChange: (words: string[]) => void
}

function OwnWords({ label, hint, words, onChange }: OwnWordsProps) {
  const { t } = useLingui()
  // A comma that was just typed would vanish if the text came from the values alone.
  const [text, setText] = useState(words.join(', '))
  const says = hint ?? t`Several with commas between`
  return (
    <Field
      label={label}
      hint={says}
      value={text}
      autoComplete="off"
      onChange={(written) => {
        setText(written)
        onChange(wordsOf(written))
      }}
    />
  )
}

function wordsOf(text: string): string[] {
  return [...new Set(text.split(/[,;،]/).map((word) => word.trim()))].filter((word) => word !== '')
}
