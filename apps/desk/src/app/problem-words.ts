import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { ApiError } from '@hookswitch/contract'

/** What a refusal means to the person at the page, by the server's code. Others are told in the server's own words. */
const busy = msg`The server cannot answer just now. Please try again in a moment.`
const words: Readonly<Record<string, MessageDescriptor>> = {
  network: msg`The server does not answer. Please try again in a moment.`,
  databaseDown: busy,
  stopping: busy,
  timeout: busy,
  server: busy,
  simulatorDown: msg`The simulated telephone system does not answer.`,
  signedOut: msg`You are signed out. Please sign in again.`,
  wrongCredentials: msg`User name or password is wrong. Please check both and try again.`,
  tooManyTries: msg`Too many attempts. Please wait a minute and try again.`,
  notAllowed: msg`You are not allowed to do that.`,
  invalid: msg`Some of what you entered is not understood.`,
  tooLarge: msg`This is too long.`,
  recordMissing: msg`This record does not exist, or not any more.`,
  referenceMissing: msg`This record does not exist, or not any more.`,
  taken: msg`There is such a record already.`,
  callMissing: msg`This call has ended or is not yours.`,
  callEnded: msg`This call has ended or is not yours.`,
  notOffered: msg`That is not possible in the present state of the call.`,
  noPhone: msg`No phone is assigned to you`,
  numberUnreadable: msg`This is not a telephone number.`,
  linkDown: msg`There is no connection to the telephone system.`,
  switchRefused: msg`The telephone system could not do that.`,
}

/** A sentence for a failed request, in the language of the page. */
export function problemText(i18n: I18n, error: unknown): string {
  if (!(error instanceof ApiError)) return i18n._(msg`Something went wrong on this page. Please reload it.`)
  const known = words[error.code]
  return known === undefined ? error.problem.detail : i18n._(known)
}
