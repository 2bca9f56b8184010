import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { ApiError } from '@hookswitch/contract'

/** What a refusal means to the person at the page, by the server's code. Others are told in the server's own words. */
const words: Readonly<Record<string, MessageDescriptor>> = {
  network: msg`The server does not answer. Please try again in a moment.`,
  'link.down': msg`There is no connection to the telephone system.`,
  'link.timeout': msg`The telephone system did not answer in time.`,
  'login.failed': msg`The telephone system refused our sign-in. Please tell your administrator.`,
  'command.unsupported': msg`This telephone system cannot do that.`,
  'command.state': msg`That is not possible in the present state of the call.`,
  'command.denied': msg`The telephone system does not allow that on this phone.`,
  'command.failed': msg`The telephone system could not do that.`,
  'device.unknown': msg`The telephone system does not know this phone.`,
  'device.outOfService': msg`This phone is not connected to the telephone system.`,
  'device.busy': msg`This phone is busy.`,
  'number.invalid': msg`This number cannot be dialled.`,
  'number.unreadable': msg`This is not a telephone number.`,
  'number.refused': msg`Calls to this number are not allowed.`,
  'call.unknown': msg`This call has ended or is not yours.`,
}

/** A sentence for a failed request, in the language of the page. */
export function problemText(i18n: I18n, error: unknown): string {
  if (!(error instanceof ApiError)) return i18n._(msg`Something went wrong on this page. Please reload it.`)
  const known = words[error.code]
  return known === undefined ? error.problem.detail : i18n._(known)
}
