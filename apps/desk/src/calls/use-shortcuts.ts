import { useEffect } from 'react'
import { shortcutOf, type ShortcutName } from './shortcut-keys.ts'

/** Where each shortcut leads: the first of these that is on the page and may be pressed. */
const targets: Readonly<Record<ShortcutName, readonly string[]>> = {
  answer: ['[data-command="answerCall"]'],
  hangUp: ['[data-command="clearConnection"]', '[data-command="rejectCall"]'],
  hold: ['[data-command="holdCall"]', '[data-command="retrieveCall"]'],
  notes: ['#notes'],
  dial: ['[data-field="dial"] input'],
  search: ['[data-field="search"] input'],
}

/** Shortcuts press what is on the page, so that they can do nothing that the page does not offer. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const name = shortcutOf(event)
      if (name === null) return
      const target = findTarget(name)
      if (target === null) return
      event.preventDefault()
      if (target instanceof HTMLButtonElement) target.click()
      else target.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

/** The selected call's button comes first, then any other's. */
function findTarget(name: ShortcutName): HTMLElement | null {
  for (const selector of targets[name]) {
    const found = [
      ...document.querySelectorAll<HTMLElement>(`[data-selected="true"] ${selector}`),
      ...document.querySelectorAll<HTMLElement>(selector),
    ]
    const usable = found.find((element) => !element.matches(':disabled, [aria-disabled="true"]'))
    if (usable !== undefined) return usable
  }
  return null
}
