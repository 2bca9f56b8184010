import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { componentColumns, type CallAction, type ColumnOf, type ListedKind } from '@hookswitch/contract'
import { accountWords, callerWords, historyWords, opportunityWords, taskWords } from '#templates/words.ts'

const caseWords: Readonly<Record<ColumnOf<'cases'>, MessageDescriptor>> = {
  number: msg`Case`,
  priority: msg`Priority`,
  status: msg`Status`,
  type: msg`Type`,
  origin: msg`Origin`,
  openedAt: msg`Opened`,
  owner: msg`Owner`,
  contactName: msg`Contact`,
}

/** What each column is called where nobody calls it otherwise. */
export const columnWords: Readonly<Record<ListedKind, Readonly<Record<string, MessageDescriptor>>>> = {
  caller: callerWords,
  account: accountWords,
  cases: caseWords,
  opportunities: opportunityWords,
  tasks: taskWords,
  history: historyWords,
}

/** Columns that have a name of their own on the page: only there another one is seen. */
export const labelledColumns: Partial<Readonly<Record<ListedKind, readonly string[]>>> = {
  caller: ['accountNumber', 'place', 'email'],
  account: componentColumns.account,
  cases: componentColumns.cases,
}

export const actionWords: Readonly<Record<CallAction, MessageDescriptor>> = {
  answerCall: msg`Answer`,
  rejectCall: msg`Reject`,
  deflectCall: msg`Pass on a ringing call`,
  clearConnection: msg`Hang up`,
  clearCall: msg`End the call for everybody`,
  holdCall: msg`Hold`,
  retrieveCall: msg`Retrieve`,
  consultationCall: msg`Ask a colleague first`,
  singleStepTransfer: msg`Transfer at once`,
  singleStepConference: msg`Add somebody at once`,
  generateDigits: msg`Keys`,
  parkCall: msg`Park`,
  alternateCall: msg`Swap two calls`,
  reconnectCall: msg`Go back to who waits`,
  transferCall: msg`Join two calls and leave`,
  conferenceCall: msg`Join two calls and stay`,
  chooseCaller: msg`Say who the caller is`,
  createContact: msg`Create a contact from a call`,
  changeFields: msg`Fill in more details`,
}
