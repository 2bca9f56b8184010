import type { KeyMap } from '@hookswitch/contract'

/**
 * What each key does unless the user chose otherwise. Alt with a letter: clear of what people type, of screen readers'
 * single keys (WCAG 2.1.4) and of AltGr.
 */
const usual = {
  answer: 'Alt+A',
  hangUp: 'Alt+X',
  hold: 'Alt+H',
  transfer: 'Alt+T',
  add: 'Alt+C',
  back: 'Alt+B',
  swap: 'Alt+W',
  park: 'Alt+P',
  keys: 'Alt+I',
  mute: 'Alt+M',
  pickUp: 'Alt+G',
  notes: 'Alt+N',
  dial: 'Alt+K',
  search: 'Alt+S',
  colleagues: 'Alt+J',
  agent: 'Alt+R',
  line: 'Alt+L',
  help: '?',
} as const

export type ShortcutName = keyof typeof usual
export const shortcutNames = Object.keys(usual) as readonly ShortcutName[]

/** The keys that hold now, for everything on the page that shows or hears them. */
class KeyChoice {
  #chosen: KeyMap = {}
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): KeyMap => this.#chosen

  use(chosen: KeyMap): void {
    this.#chosen = chosen
    for (const listener of this.#listeners) listener()
  }
}

export const keyChoice = new KeyChoice()

/** Null = switched off. */
export function keysOf(name: ShortcutName, chosen: KeyMap = keyChoice.read()): string | null {
  const own = chosen[name]
  return own === undefined ? usual[name] : own
}

export function shortcutAt(keys: string, chosen: KeyMap = keyChoice.read()): ShortcutName | null {
  return shortcutNames.find((name) => keysOf(name, chosen) === keys) ?? null
}

/** What was chosen, with one thing otherwise: what is as ever is not kept. */
export function withKeys(chosen: KeyMap, name: ShortcutName, keys: string | null): KeyMap {
  const { [name]: _before, ...rest } = chosen
  return keys === usual[name] ? rest : { ...rest, [name]: keys }
}

/** Without the user's choice; null where something else has these keys by now. */
export function asEver(chosen: KeyMap, name: ShortcutName): KeyMap | null {
  const owner = shortcutAt(usual[name], chosen)
  return owner === null || owner === name ? withKeys(chosen, name, usual[name]) : null
}
