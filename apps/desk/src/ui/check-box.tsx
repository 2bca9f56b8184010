import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components'
import { Icon } from './icon.tsx'

interface CheckBoxProps {
  readonly isOn: boolean
  readonly isDisabled?: boolean
  /** Names it for tests and scripts. */
  readonly name?: string
  readonly onChange: (isOn: boolean) => void
  readonly children: ReactNode
}

/** Yes or no, at once. */
export function CheckBox({ isOn, isDisabled = false, name, onChange, children }: CheckBoxProps) {
  return (
    <Checkbox
      className="check-box"
      isSelected={isOn}
      isDisabled={isDisabled}
      onChange={onChange}
      {...(name === undefined ? {} : { name })}
    >
      <span className="check-box-mark" aria-hidden="true">
        {isOn ? <Icon name="check" size={14} /> : null}
      </span>
      <span>{children}</span>
    </Checkbox>
  )
}
