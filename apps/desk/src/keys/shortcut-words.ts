import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ShortcutName } from './key-choice.ts'

/** What each key does. */
export const shortcutWords: Readonly<Record<ShortcutName, MessageDescriptor>> = {
  answer: msg`Answer the call that rings`,
  hangUp: msg`Hang up, or reject`,
  hold: msg`Hold, or retrieve`,
  transfer: msg`Transfer, or pass on while it rings`,
  add: msg`Add somebody, or make one conference of two calls`,
  back: msg`Back to the one who waits on hold`,
  swap: msg`Swap the one who waits with the one you speak with`,
  park: msg`Park the call`,
  keys: msg`Keys for a menu at the far end`,
  mute: msg`Microphone off, or on`,
  pickUp: msg`Pick up what rings in your group`,
  notes: msg`Write notes`,
  dial: msg`Type a number to call`,
  search: msg`Search records`,
  colleagues: msg`Colleagues`,
  agent: msg`Ready or not ready`,
  line: msg`Do not disturb, and where calls go`,
  help: msg`Show these keys`,
}

const printed: Readonly<Record<string, MessageDescriptor>> = {
  Control: msg({ message: 'Ctrl', context: 'key' }),
  Shift: msg({ message: 'Shift', context: 'key' }),
}
const signs: Readonly<Record<string, string>> = { Meta: '⌘', Plus: '+' }

/** Keys as they are printed on a keyboard of this language. */
export function printedKeys(i18n: I18n, keys: string): readonly string[] {
  return keys
    .split('+')
    .map((key) => (printed[key] === undefined ? (signs[key] ?? key) : i18n._(printed[key])))
}
