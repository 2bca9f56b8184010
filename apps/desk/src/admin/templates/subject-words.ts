import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { FieldKind, FieldSubject } from '@hookswitch/contract'

export const subjectWords: Readonly<Record<FieldSubject, MessageDescriptor>> = {
  contact: msg({ message: 'Contact', context: 'record' }),
  account: msg({ message: 'Account', context: 'company' }),
  case: msg({ message: 'Case', context: 'record' }),
  call: msg({ message: 'Call', context: 'noun' }),
}

export const fieldKindWords: Readonly<Record<FieldKind, MessageDescriptor>> = {
  text: msg({ message: 'Text', context: 'kind of field' }),
  number: msg({ message: 'Number', context: 'kind of field' }),
  date: msg({ message: 'Date', context: 'kind of field' }),
  choice: msg({ message: 'Choice', context: 'kind of field' }),
  checkbox: msg({ message: 'Yes or no', context: 'kind of field' }),
}
