import type { Ref } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { Icon, type IconName } from './icon.tsx'

export interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  readonly tone?: 'plain' | 'main' | 'good' | 'bad' | 'quiet'
  readonly size?: 'small' | 'normal' | 'large'
  readonly icon?: IconName
  /** Only the icon is seen; `aria-label` must then say what it does. */
  readonly iconOnly?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

export function Button(props: ButtonProps) {
  const { tone = 'plain', size = 'normal', icon, iconOnly = false, children, ...rest } = props
  return (
    <AriaButton {...rest} className={`button button-${tone} button-${size}${iconOnly ? ' button-icon' : ''}`}>
      {(state) => (
        <>
          {icon === undefined ? null : <Icon name={icon} size={size === 'large' ? 20 : 16} />}
          {typeof children === 'function' ? children({ ...state, defaultChildren: null }) : children}
        </>
      )}
    </AriaButton>
  )
}
