import { useLingui } from '@lingui/react'
import type { MessageDescriptor } from '@lingui/core'

/** Says a sentence of the catalogue in the user's language; a text that is no sentence as it is. */
export function useSay(): (text: MessageDescriptor | string) => string {
  const { i18n } = useLingui()
  return (text) => (typeof text === 'string' ? text : i18n._(text))
}
