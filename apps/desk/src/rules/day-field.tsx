import { useId } from 'react'

interface DayFieldProps {
  readonly label: string
  /** `2026-11-21`. */
  readonly value: string
  readonly onChange: (day: string) => void
}

export function DayField({ label, value, onChange }: DayFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        type="date"
        value={value}
        onChange={(event) => {
          if (event.target.value !== '') onChange(event.target.value)
        }}
      />
    </div>
  )
}
