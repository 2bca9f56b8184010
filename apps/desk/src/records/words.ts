import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Activity, CaseRecord, MatchReason, PhoneNumber, UnsureCode } from '@hookswitch/contract'

export const priorityWords: Readonly<Record<CaseRecord['priority'], MessageDescriptor>> = {
  low: msg`Low`,
  normal: msg`Normal`,
  high: msg`High`,
  urgent: msg`Urgent`,
}

export const statusWords: Readonly<Record<CaseRecord['status'], MessageDescriptor>> = {
  new: msg`New`,
  open: msg`Open`,
  waiting: msg({ message: 'Waiting', context: 'case' }),
  escalated: msg`Escalated`,
  closed: msg`Closed`,
}

export const typeWords: Readonly<Record<CaseRecord['type'], MessageDescriptor>> = {
  question: msg`Question`,
  problem: msg`Problem`,
  request: msg`Request`,
  complaint: msg`Complaint`,
}

export const originWords: Readonly<Record<CaseRecord['origin'], MessageDescriptor>> = {
  phone: msg`Phone`,
  email: msg`E-mail`,
  web: msg`Web`,
  chat: msg`Chat`,
  visit: msg`Visit`,
}

export const reasonWords: Readonly<Record<MatchReason, MessageDescriptor>> = {
  callerNumber: msg`found by the caller’s number`,
  calledNumber: msg`found by the number called`,
  accountNumberDigits: msg`found by the account number keyed in`,
  caseNumberDigits: msg`found by the case number keyed in`,
  chosen: msg`chosen by you`,
  created: msg`created during this call`,
}

/** Why it is left to the agent to say who it is. */
export const unsureWords: Readonly<Record<UnsureCode, MessageDescriptor>> = {
  shared: msg`Several people have this number.`,
  longAgo: msg`Nothing was heard from this number for a year: it may be somebody else’s by now.`,
  otherName: msg`The network names somebody else.`,
  notHim: msg`A colleague said before that this was not the caller.`,
  ownNumber: msg`The call shows a number of our own: it may be forged, or passed on.`,
  impossibleNumber: msg`The call shows a number that cannot exist.`,
  divertedNumber: msg`This is the number of whoever passed the call on.`,
  numberBlock: msg`Only neighbouring numbers are known.`,
  chosenOnce: msg`Known from one earlier choice only.`,
  digitsDoubtful: msg`What was keyed in may be mistyped.`,
}

export const labelWords: Readonly<Record<PhoneNumber['label'], MessageDescriptor>> = {
  work: msg({ message: 'Work', context: 'telephone' }),
  mobile: msg({ message: 'Mobile', context: 'telephone' }),
  home: msg({ message: 'Home', context: 'telephone' }),
  other: msg({ message: 'Other', context: 'telephone' }),
}

export const activityWords: Readonly<Record<Activity['kind'], MessageDescriptor>> = {
  call: msg({ message: 'Call', context: 'noun' }),
  email: msg`E-mail`,
  meeting: msg`Meeting`,
  note: msg`Note`,
}
