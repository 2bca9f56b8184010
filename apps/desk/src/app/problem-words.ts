import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { ApiError } from '@hookswitch/contract'
import { microphoneWords } from '#phone/phone-words.ts'

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
  changedMeanwhile: msg`Somebody else changed this meanwhile. Look at what is there now, then save again.`,
  inUse: msg`This is still in use:`,
  lastAdministrator: msg`This is the last administrator who may sign in. Make another one first.`,
  recordChanged: msg`Somebody else changed this record meanwhile.`,
  searchTooWide: msg`Too many records fit this. Add a word or a digit.`,
  taken: msg`There is such a record already.`,
  callMissing: msg`This call has ended or is not yours.`,
  callEnded: msg`This call has ended or is not yours.`,
  notOffered: msg`That is not possible in the present state of the call.`,
  noPhone: msg`No phone is assigned to you`,
  dispositionOwed: msg`Please choose first how your last call came out.`,
  numberUnreadable: msg`This is not a telephone number.`,
  stillRunning: msg`The same was asked a moment ago and is still being done.`,
  ...microphoneWords,
  linkDown: msg`There is no connection to the telephone system.`,
}

/** Why a switch refuses (model `errorCodes`): the server tells it in English, the page in its own language. */
const refusals: Readonly<Record<string, MessageDescriptor>> = {
  'The connection to the telephone system is down.': msg`There is no connection to the telephone system.`,
  'The telephone system did not answer in time.': msg`The telephone system did not answer in time. Please look at your phone.`,
  'The telephone system has no licence left for this.': msg`The telephone system has no licence left for this.`,
  'This telephone system cannot do that.': msg`This telephone system cannot do that.`,
  'That is not possible in the present state of the call.': msg`That is not possible in the present state of the call.`,
  'The telephone system does not allow that for this device.': msg`The telephone system does not allow that for this phone.`,
  'The telephone system could not do that.': msg`The telephone system could not do that.`,
  'The telephone system does not know this device.': msg`The telephone system does not know this phone.`,
  'This phone is not connected to the telephone system.': msg`This phone is not connected to the telephone system.`,
  'This phone is busy.': msg`This phone is busy.`,
  'This number cannot be dialled.': msg`This number cannot be dialled.`,
  'Calls to this number are not allowed.': msg`Calls to this number are not allowed.`,
}

/** A sentence for a failed request, in the language of the page. */
export function problemText(i18n: I18n, error: unknown): string {
  if (!(error instanceof ApiError)) return i18n._(msg`Something went wrong on this page. Please reload it.`)
  const known = error.code === 'switchRefused' ? refusals[error.problem.detail] : words[error.code]
  return known === undefined ? error.problem.detail : i18n._(known)
}
