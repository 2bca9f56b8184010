import type { ReactNode } from 'react'
import {
  Button,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  type Key,
} from 'react-aria-components'
import type { Option } from './choice.tsx'

interface SearchPickerProps {
  readonly label: ReactNode
  readonly value: string
  readonly options: readonly Option<string>[]
  readonly error?: string | null
  readonly onChange: (value: string) => void
}

/** One of very many: typing narrows the list down. */
export function SearchPicker({ label, value, options, error, onChange }: SearchPickerProps) {
  return (
    <ComboBox
      className="field"
      value={value}
      defaultItems={options}
      isInvalid={error != null}
      menuTrigger="input"
      onChange={(key: Key | null) => {
        if (key !== null) onChange(String(key))
      }}
    >
      <Label className="field-label">{label}</Label>
      <div className="search-picker">
        <Input className="input" autoComplete="off" spellCheck={false} />
        <Button className="search-picker-open">
          <span aria-hidden="true" className="picker-arrow" />
        </Button>
      </div>
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover">
        <ListBox<Option<string>> className="list-box">
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.text} className="list-item">
              <bdi>{option.text}</bdi>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
