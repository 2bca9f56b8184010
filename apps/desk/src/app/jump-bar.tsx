import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Button } from 'react-aria-components'
import { Icon, type IconName } from '#ui/icon.tsx'

interface Place {
  readonly name: string
  /** What it leads to. */
  readonly selector: string
  readonly icon: IconName
  readonly words: MessageDescriptor
}

const places: readonly Place[] = [
  { name: 'phone', selector: '.phone', icon: 'answer', words: msg`Phone` },
  { name: 'page', selector: '#main', icon: 'person', words: msg({ message: 'Page', context: 'jump bar' }) },
  { name: 'notes', selector: '.notes-panel', icon: 'note', words: msg`Notes` },
  // Its place is kept while there is nothing to wrap up, so that the others never move (see app.css).
  {
    name: 'wrapUp',
    selector: '.wrap-up',
    icon: 'check',
    words: msg({ message: 'Wrap-up', context: 'jump bar' }),
  },
  {
    name: 'calls',
    selector: '.side-tabs',
    icon: 'clock',
    words: msg({ message: 'Calls', context: 'jump bar' }),
  },
]

/** Where the parts of the desk stand below each other: one press leads to each, however long the page between them is. */
export function JumpBar() {
  const { t, i18n } = useLingui()
  return (
    <nav className="jump-bar" aria-label={t`Parts of this page`}>
      {places.map(({ name, selector, icon, words }) => (
        <Button
          key={name}
          className="jump"
          data-jump={name}
          onPress={() => {
            jumpTo(selector)
          }}
        >
          <Icon name={icon} />
          <span>{i18n._(words)}</span>
        </Button>
      ))}
    </nav>
  )
}

/** The keyboard goes along: its next step is within what was asked for. */
function jumpTo(selector: string): void {
  const place = document.querySelector<HTMLElement>(selector)
  if (place === null) return
  place.tabIndex = -1
  place.scrollIntoView({ block: 'start' })
  place.focus({ preventScroll: true })
}
