import { useState } from 'react'
import { useLingui } from '@lingui/react/macro'
import { pickLabel, type CustomField, type FieldValue } from '@hookswitch/contract'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { CheckBox } from '#ui/check-box.tsx'

interface FieldInputProps {
  readonly field: CustomField
  readonly languages: readonly string[]
  readonly value: FieldValue | null
  readonly isReadOnly: boolean
  readonly problem: string | null
  readonly onKeep: (value: FieldValue | null) => void
}

/** One field of a record, by its kind. */
export function FieldInput(props: FieldInputProps) {
  const { field, languages, value, isReadOnly, problem, onKeep } = props
  const { t } = useLingui()
  const label = pickLabel(field.labels, languages) ?? field.key
  if (field.kind === 'checkbox')
    return (
      <CheckBox isOn={value === true} isDisabled={isReadOnly} onChange={onKeep}>
        {label}
      </CheckBox>
    )
  if (field.kind === 'choice') {
    const options = field.choices.map((one) => ({
      id: one.value,
      text: pickLabel(one.labels, languages) ?? one.value,
    }))
    const isOld = typeof value === 'string' && !options.some(({ id }) => id === value)
    const all = [{ id: '', text: t`not chosen` }, ...options, ...(isOld ? [{ id: value, text: value }] : [])]
    return (
      <Picker
        label={label}
        value={typeof value === 'string' ? value : ''}
        options={all}
        isDisabled={isReadOnly}
        onChange={(next) => {
          onKeep(next === '' ? null : next)
        }}
      />
    )
  }
  return <TextInput key={String(value)} {...{ field, label, value, isReadOnly, problem, onKeep }} />
}

interface TextInputProps extends Omit<FieldInputProps, 'languages'> {
  readonly label: string
}

/** Text, number or date: kept when it is left. */
function TextInput({ field, label, value, isReadOnly, problem, onKeep }: TextInputProps) {
  const { t } = useLingui()
  const [text, setText] = useState(value === null ? '' : String(value))
  const [wrong, setWrong] = useState<string | null>(null)
  const keep = (): void => {
    const read = readText(field.kind, text)
    setWrong(read === undefined ? t`This is not a number.` : null)
    if (read !== undefined && read !== value) onKeep(read)
  }
  return (
    <Field
      label={label}
      value={text}
      onChange={setText}
      onBlur={keep}
      isReadOnly={isReadOnly}
      type={field.kind === 'date' ? 'date' : 'text'}
      {...(field.kind === 'number' ? { inputMode: 'decimal' as const } : {})}
      autoComplete="off"
      error={wrong ?? problem}
    />
  )
}

/** Undefined for what is no number. People write a comma where a point is meant. */
function readText(kind: CustomField['kind'], text: string): FieldValue | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (kind !== 'number') return trimmed
  const number = Number(trimmed.replace(',', '.'))
  return Number.isFinite(number) ? number : undefined
}
