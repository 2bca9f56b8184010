import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components'

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'children' | 'inputMode'> {
  readonly label: ReactNode
  readonly hideLabel?: boolean
  readonly hint?: ReactNode
  readonly error?: string | null
  readonly placeholder?: string
  readonly inputMode?: NonNullable<InputHTMLAttributes<HTMLInputElement>['inputMode']>
  readonly inputRef?: Ref<HTMLInputElement>
  readonly keyShortcuts?: string
}

/** One line of text with its name above it. */
export function Field(props: FieldProps) {
  const {
    label,
    hideLabel = false,
    hint,
    error,
    placeholder,
    inputMode,
    inputRef,
    keyShortcuts,
    ...rest
  } = props
  return (
    <TextField {...rest} className="field" isInvalid={error != null}>
      <Label className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</Label>
      <Input
        className="input"
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(inputMode === undefined ? {} : { inputMode })}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        {...(keyShortcuts === undefined ? {} : { 'aria-keyshortcuts': keyShortcuts })}
      />
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  )
}
