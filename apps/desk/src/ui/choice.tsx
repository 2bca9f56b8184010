import type { ReactNode } from 'react'
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup,
  Select,
  SelectValue,
  type Key,
} from 'react-aria-components'

export interface Option<Value extends string> {
  readonly id: Value
  readonly text: string
}

interface ChoiceProps<Value extends string> {
  readonly label: ReactNode
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly isDisabled?: boolean
  readonly onChange: (value: Value) => void
}

/** A few exclusive options, all seen at once. */
export function Segments<Value extends string>(props: ChoiceProps<Value>) {
  return (
    <RadioGroup
      className="field"
      orientation="horizontal"
      value={props.value}
      onChange={(value) => {
        props.onChange(value as Value)
      }}
    >
      <Label className="field-label">{props.label}</Label>
      <div className="segments">
        {props.options.map((option) => (
          <Radio key={option.id} value={option.id} className="segment">
            {option.text}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}

/** One of many, from a list that opens. */
export function Picker<Value extends string>(props: ChoiceProps<Value>) {
  return <Choose {...props} className="field" labelClass="field-label" />
}

/** The same, small, its name only said aloud: for what filters a list. */
export function Compact<Value extends string>(props: ChoiceProps<Value>) {
  return <Choose {...props} className="compact" labelClass="visually-hidden" />
}

interface ChooseProps<Value extends string> extends ChoiceProps<Value> {
  readonly className: string
  readonly labelClass: string
}

function Choose<Value extends string>(props: ChooseProps<Value>) {
  return (
    <Select
      className={props.className}
      isDisabled={props.isDisabled ?? false}
      value={props.value}
      onChange={(key: Key | null) => {
        if (key !== null) props.onChange(String(key) as Value)
      }}
    >
      <Label className={props.labelClass}>{props.label}</Label>
      <Button className="input picker">
        <SelectValue />
        <span aria-hidden="true" className="picker-arrow" />
      </Button>
      <Popover className="popover">
        <ListBox className="list-box" items={props.options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.text} className="list-item">
              <bdi>{option.text}</bdi>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}
