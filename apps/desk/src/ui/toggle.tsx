import type { ReactNode } from 'react'
import { Trans } from '@lingui/react/macro'
import { Button } from 'react-aria-components'

interface ToggleProps {
  readonly isOn: boolean
  /** A change is on its way; what is shown is still what was. */
  readonly isAsked: boolean
  readonly isDisabled: boolean
  readonly command: string
  readonly onPress: () => void
  readonly children: ReactNode
}

/** On or off, where only the telephone system decides: pressing asks, and the knob moves when it has happened. */
export function Toggle({ isOn, isAsked, isDisabled, command, onPress, children }: ToggleProps) {
  return (
    <Button
      className="toggle"
      aria-pressed={isOn}
      isDisabled={isDisabled}
      isPending={isAsked}
      data-command={command}
      onPress={onPress}
    >
      <span className="toggle-knob" />
      <span>{children}</span>
      {isAsked ? (
        <small>
          <Trans>asked…</Trans>
        </small>
      ) : null}
    </Button>
  )
}
