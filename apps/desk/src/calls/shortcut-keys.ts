/** Alt with a letter: clear of what people type, of screen readers' single keys (WCAG 2.1.4) and of AltGr. */
export interface Shortcut {
  /** `KeyboardEvent.code`: the place of the key, whatever layout. */
  readonly code: string
  /** As in `aria-keyshortcuts`. */
  readonly aria: string
}

const alt = (letter: string): Shortcut => ({ code: `Key${letter}`, aria: `Alt+${letter}` })

export const shortcuts = {
  answer: alt('A'),
  hangUp: alt('X'),
  hold: alt('H'),
  transfer: alt('T'),
  add: alt('C'),
  back: alt('B'),
  swap: alt('W'),
  park: alt('P'),
  keys: alt('I'),
  mute: alt('M'),
  pickUp: alt('G'),
  notes: alt('N'),
  dial: alt('K'),
  search: alt('S'),
  colleagues: alt('J'),
  agent: alt('R'),
  line: alt('L'),
} as const

export type ShortcutName = keyof typeof shortcuts

/** The shortcut that a key press means, if any. */
export function shortcutOf(event: KeyboardEvent): ShortcutName | null {
  const isAltGraph = event.getModifierState('AltGraph')
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isAltGraph) return null
  const found = Object.entries(shortcuts).find(([, shortcut]) => shortcut.code === event.code)
  return found === undefined ? null : (found[0] as ShortcutName)
}
