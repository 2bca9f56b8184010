import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { fieldSentences, type FieldSentence } from '@hookswitch/contract'

/** The contract says what is wrong with a field in English; the page says it in its own language. */
const words: Readonly<Record<FieldSentence, MessageDescriptor>> = {
  name: msg`Enter a name.`,
  userName: msg`Enter a user name.`,
  password: msg`A password has at least 8 characters.`,
  tooLong: msg`This is too long.`,
  country: msg`Choose a country from the list.`,
  timeZone: msg`Choose a time zone from the list.`,
  language: msg`Choose a language from the list.`,
  role: msg`Choose a role from the list.`,
  link: msg`Choose a telephone system.`,
  device: msg`Enter the number of the telephone.`,
  queueNumber: msg`Enter the number of the queue as the telephone system has it.`,
  wrapUp: msg`Enter whole seconds, from 0 to 3600.`,
  user: msg`Choose a user from the list.`,
  nameTaken: msg`There is another one of this name.`,
  userNameTaken: msg`Somebody else has this user name already.`,
  queueTaken: msg`This queue is in the list already.`,
  groupMissing: msg`This group does not exist any more.`,
  locationMissing: msg`This location does not exist any more.`,
}

const bySentence: ReadonlyMap<string, MessageDescriptor> = new Map(
  Object.entries(fieldSentences).map(([key, sentence]) => [sentence, words[key as FieldSentence]]),
)

/** A sentence about a field; one that only the server knows stays as it is. */
export const fieldWords = (sentence: string): MessageDescriptor | string =>
  bySentence.get(sentence) ?? sentence
