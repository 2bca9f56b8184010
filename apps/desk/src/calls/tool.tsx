import { Trans } from '@lingui/react/macro'
import { Button as AriaButton } from 'react-aria-components'
import { useIsLive } from '#live/use-live.ts'
import { Icon, type IconName } from '#ui/icon.tsx'

interface ToolProps {
  readonly icon: IconName
  readonly name: string
  readonly keys?: string
  readonly isDisabled?: boolean
  readonly isPending?: boolean
  readonly onPress: () => void
  /** The command that it asks at once. */
  readonly command?: string
  /** What it opens and closes, and whether that is open. */
  readonly opens?: string
  readonly isOpen?: boolean
  /** Of what is either on or off. */
  readonly isOn?: boolean
}

/** One of the many things that can be done with a call: its name beneath its picture, large enough for a finger. */
export function Tool(props: ToolProps) {
  const { icon, name, isPending = false, isDisabled = false, command, opens, isOpen, isOn } = props
  const live = useIsLive()
  return (
    <AriaButton
      className="tool"
      isDisabled={!live || isDisabled}
      isPending={isPending}
      onPress={props.onPress}
      {...(props.keys === undefined ? {} : { 'aria-keyshortcuts': props.keys })}
      {...(isOpen === undefined ? {} : { 'aria-expanded': isOpen })}
      {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
      {...(command === undefined ? {} : { 'data-command': command })}
      {...(opens === undefined ? {} : { 'data-opens': opens })}
    >
      {isPending ? null : <Icon name={icon} size={18} />}
      <span className="tool-name">{isPending ? <Trans>{name}: asked…</Trans> : name}</span>
    </AriaButton>
  )
}
