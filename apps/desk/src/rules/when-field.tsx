import { Field } from '#ui/field.tsx'

interface WhenFieldProps {
  readonly label: string
  readonly type: 'date' | 'time'
  /** `2026-11-21` or `09:30`. */
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A day or a time of day that is always there: what is half typed is not one yet. */
export function WhenField({ onChange, ...field }: WhenFieldProps) {
  return (
    <Field
      {...field}
      onChange={(value) => {
        if (value !== '') onChange(value)
      }}
    />
  )
}
