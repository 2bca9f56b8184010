import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { PopMoment, PopWhat } from '@hookswitch/contract'

/** When a rule is asked, as it is chosen. */
export const whenWords: Readonly<Record<PopMoment, MessageDescriptor>> = {
  offered: msg`When the call comes from a queue`,
  ringing: msg`When it rings, or the user calls`,
  answered: msg`When it is answered`,
  ended: msg`When it is over`,
}

export type WhatChoice = 'contact' | 'account' | 'case' | Exclude<PopWhat['kind'], 'record'>

/** What a rule opens, as it is chosen. */
export const whatWords: Readonly<Record<WhatChoice, MessageDescriptor>> = {
  contact: msg`Open the contact`,
  account: msg`Open the company`,
  case: msg`Open the case`,
  list: msg`Show the page of the call, with the possible callers`,
  search: msg`Show the search, with the number filled in`,
  newRecord: msg`Show a new contact, with the number filled in`,
  url: msg`Offer a web page with data of the call`,
  companion: msg`Start a program on the user’s computer`,
  nothing: msg`Open nothing`,
}
export const whatChoices = Object.keys(whatWords) as readonly WhatChoice[]

export const choiceOf = (what: PopWhat): WhatChoice => (what.kind === 'record' ? what.of : what.kind)
