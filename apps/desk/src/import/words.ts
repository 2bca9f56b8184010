import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Duplicate, ImportResult } from '@hookswitch/contract'
import type { Column } from './csv.ts'

export const columnWords: Readonly<Record<Column, MessageDescriptor>> = {
  none: msg`Leave out`,
  givenName: msg`Given name`,
  familyName: msg`Family name`,
  fullName: msg`Whole name`,
  title: msg`Position`,
  company: msg`Company`,
  email: msg`E-mail`,
  work: msg`Telephone at work`,
  mobile: msg`Mobile telephone`,
  home: msg`Telephone at home`,
  other: msg`Other telephone`,
}

export const outcomeOfLine: Readonly<Record<ImportResult['outcome'], MessageDescriptor>> = {
  created: msg`New`,
  filled: msg`Known, is filled in`,
  known: msg`Known, stays as it is`,
  failed: msg`Cannot be taken`,
}

export const problemOfLine: Readonly<Record<NonNullable<ImportResult['problem']>, MessageDescriptor>> = {
  nameless: msg`There is no name in this line.`,
  email: msg`This is not an e-mail address.`,
  nothing: msg`This line is empty.`,
}

export const sameWords: Readonly<Record<Duplicate['by'], MessageDescriptor>> = {
  number: msg`the same number`,
  email: msg`the same e-mail`,
  name: msg`nearly the same name at the same company`,
}
