/** What a key press is called, as in `aria-keyshortcuts`: `Alt+A`, `Control+Shift+F2`, `?`. */
type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'altKey' | 'ctrlKey' | 'shiftKey' | 'metaKey' | 'getModifierState'
>

const modifiers: ReadonlySet<string> = new Set([
  'Alt',
  'AltGraph',
  'Control',
  'Shift',
  'Meta',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
])

/** Null while only Alt, Control or the like is down, and for what AltGr writes. */
export function pressedKeys(event: Press): string | null {
  // The browser itself sends such events when it fills a field in: they have no key.
  if (typeof event.key !== 'string' || event.getModifierState('AltGraph')) return null
  const key = nameOf(event)
  if (key === null) return null
  // Shift belongs to the sign that it makes (`?`), but not to a letter.
  const shift = event.shiftKey && (key.length > 1 || /[A-Z0-9]/.test(key))
  return [
    event.ctrlKey ? 'Control' : '',
    event.altKey ? 'Alt' : '',
    shift ? 'Shift' : '',
    event.metaKey ? 'Meta' : '',
    key,
  ]
    .filter((it) => it !== '')
    .join('+')
}

/**
 * What is printed on the key decides, so that Alt+A is at the key A on QWERTY, AZERTY and Dvorak alike. Where a key writes
 * no Latin letter (Arabic, Greek, Option on a Mac), its place decides: there the keyboard's Latin side is as in the USA.
 */
function nameOf({ key, code, altKey, ctrlKey, metaKey }: Press): string | null {
  if (modifiers.has(key) && key !== 'Dead') return null
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase()
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)
  const atPlace = place?.[1] ?? place?.[2]
  const isSign = /^[!-~]$/.test(key)
  if (key === '؟') return '?'
  if (atPlace !== undefined && (!isSign || altKey || ctrlKey || metaKey)) return atPlace
  if (key === 'Dead') return null
  if (key === '+') return 'Plus'
  return key === ' ' ? 'Space' : key
}

/** Why a user cannot have these keys; null if he can. */
export function refuseKeys(keys: string): 'typing' | 'browser' | null {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const bare = !parts.includes('Alt') && !parts.includes('Control') && !parts.includes('Meta')
  // Single letters are what people type, and what screen readers go by (WCAG 2.2, 2.1.4); signs hold outside of fields only.
  if (bare && !/^F\d+$/.test(key) && !/^[!-/:-@[-`{-~]$/.test(key)) return 'typing'
  if (editing.has(key)) return 'browser'
  const held = parts.slice(0, -1).join('+')
  return browsers[held]?.includes(key) === true ? 'browser' : null
}

const editing: ReadonlySet<string> = new Set([
  'Tab',
  'Escape',
  'Enter',
  'Space',
  'Backspace',
  'Delete',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
])

/** What browsers and editors of text have taken already, or never tell a page of. */
const ofControl = 'A C F H J L N O P R S T U V W X Y Z 0 1 2 3 4 5 6 7 8 9'.split(' ')
const browsers: Readonly<Record<string, readonly string[]>> = {
  '': ['F1', 'F3', 'F5', 'F6', 'F7', 'F10', 'F11', 'F12'],
  Control: ofControl,
  Meta: [...ofControl, 'Q', 'M'],
  'Control+Shift': 'B C D I J K N P R T V W'.split(' '),
  Alt: ['F4', 'D', 'E', 'F'],
}

/** Whether a press without Alt or Control writes where it is pressed. */
export function writesInto(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role="textbox"]'))
  )
}

/** Whether the keys hold where somebody types: only those that write nothing. */
export const writesNothing = (keys: string): boolean => /Alt\+|Control\+|Meta\+|^(?:Shift\+)?F\d+$/.test(keys)
