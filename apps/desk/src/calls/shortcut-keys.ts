import { keysOf, shortcutNames, type ShortcutName } from '#keys/key-choice.ts'

export interface Shortcut {
  /** As in `aria-keyshortcuts`, by the user's own choice; empty when it is switched off. Whoever draws it is drawn again when that changes. */
  readonly aria: string
}

export const shortcuts = Object.fromEntries(
  shortcutNames.map((name) => [
    name,
    {
      get aria() {
        return keysOf(name) ?? ''
      },
    },
  ]),
) as Readonly<Record<ShortcutName, Shortcut>>
