import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ColumnOf, ComponentKind, Opportunity } from '@hookswitch/contract'

/** What components are called where the template does not call them otherwise. */
export const kindWords: Readonly<Record<ComponentKind, MessageDescriptor>> = {
  caller: msg`Caller`,
  account: msg({ message: 'Account', context: 'company' }),
  cases: msg`Cases`,
  opportunities: msg`Opportunities`,
  tasks: msg`Tasks`,
  history: msg`Last calls and activities`,
  notes: msg`Notes of this call`,
  script: msg`Script`,
  customFields: msg`More details`,
  webPanel: msg`Web page`,
  links: msg`Links`,
}

export const callerWords: Readonly<Record<ColumnOf<'caller'>, MessageDescriptor>> = {
  title: msg`Title`,
  company: msg`Company`,
  number: msg`Number`,
  reason: msg`How the record was found`,
  accountNumber: msg`Account`,
  place: msg`Place`,
  email: msg`E-mail`,
  phones: msg`Other numbers`,
}

export const accountWords: Readonly<Record<ColumnOf<'account'>, MessageDescriptor>> = {
  name: msg`Name`,
  number: msg`Number`,
  industry: msg`Industry`,
  city: msg`City`,
  country: msg`Country`,
}

export const opportunityWords: Readonly<Record<ColumnOf<'opportunities'>, MessageDescriptor>> = {
  stage: msg`Stage`,
  amount: msg`Amount`,
  closeOn: msg`To be decided by`,
  owner: msg`Owner`,
}

export const taskWords: Readonly<Record<ColumnOf<'tasks'>, MessageDescriptor>> = {
  dueOn: msg`Due date`,
  owner: msg`Owner`,
}

export const historyWords: Readonly<Record<ColumnOf<'history'>, MessageDescriptor>> = {
  at: msg`When`,
  text: msg`Notes`,
  outcome: msg`How it ended`,
  user: msg`Colleague`,
  duration: msg`Duration`,
}

export const stageWords: Readonly<Record<Opportunity['stage'], MessageDescriptor>> = {
  qualify: msg`Qualification`,
  needs: msg`Needs`,
  proposal: msg`Proposal`,
  negotiation: msg`Negotiation`,
  decision: msg`Decision`,
}
