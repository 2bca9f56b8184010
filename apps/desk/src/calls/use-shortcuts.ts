import { useEffect } from 'react'
import { shortcutAt, type ShortcutName } from '#keys/key-choice.ts'
import { pressedKeys, writesInto, writesNothing } from '#keys/key-press.ts'

/** Where each shortcut leads: the first of these that is on the page and may be pressed. */
const targets: Readonly<Record<ShortcutName, readonly string[]>> = {
  answer: ['[data-command="answerCall"]'],
  hangUp: ['[data-command="clearConnection"]', '[data-command="rejectCall"]'],
  hold: ['[data-command="holdCall"]', '[data-command="retrieveCall"]'],
  transfer: ['[data-command="transferCall"]', '[data-opens="transfer"]', '[data-opens="deflect"]'],
  add: ['[data-command="conferenceCall"]', '[data-opens="add"]'],
  back: ['[data-command="reconnectCall"]'],
  swap: ['[data-command="alternateCall"]'],
  park: ['[data-command="parkCall"]', '[data-opens="park"]'],
  keys: ['[data-opens="keys"]'],
  mute: ['[data-command="setMicrophoneMute"]'],
  pickUp: ['[data-command="groupPickup"]'],
  notes: ['#notes'],
  dial: ['[data-field="dial"] input'],
  search: ['[data-field="search"] input'],
  colleagues: ['[data-tab="colleagues"]'],
  agent: ['[data-opens="agent"]'],
  line: ['[data-opens="line"]'],
  help: ['[data-opens="help"]'],
}

/** Shortcuts press what is on the page, so that they can do nothing that the page does not offer. */
export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener('keydown', pressShortcut)
    return () => {
      window.removeEventListener('keydown', pressShortcut)
    }
  }, [])
}

/** Does what the keys mean, wherever they were pressed: here, or in the small window. */
export function pressShortcut(event: KeyboardEvent): void {
  const name = event.defaultPrevented ? null : shortcutOf(event)
  if (name === null) return
  const target = findTarget(name)
  if (target === null) return
  event.preventDefault()
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.focus()
  else press(target, name)
}

/** The shortcut that a key press means where it is pressed, if any. */
function shortcutOf(event: KeyboardEvent): ShortcutName | null {
  const keys = event.isComposing ? null : pressedKeys(event)
  if (keys === null || (!writesNothing(keys) && writesInto(event.target))) return null
  return shortcutAt(keys)
}

/** What opens something takes the focus first: closed again, the focus is where it can be found. */
function press(target: HTMLElement, name: ShortcutName): void {
  const opens = target.dataset['opens'] !== undefined || name === 'colleagues'
  if (opens) target.focus()
  target.click()
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
