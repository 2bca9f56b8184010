/**
 * Every refusal of the HTTP interface: its code, its status and the sentence for a person where nothing more exact is
 * known. docs/errors.md says what to do about each; a test holds the two together.
 */
export const problemCodes = {
  // The request
  invalid: { status: 400, detail: 'Some of what was sent is not understood.' },
  notJson: { status: 415, detail: 'Send JSON with content-type application/json.' },
  tooLarge: { status: 413, detail: 'The request is larger than 1 MiB.' },
  notFound: { status: 404, detail: 'There is no such thing here.' },
  methodNotAllowed: { status: 405, detail: 'This address does not take this method.' },
  timeout: { status: 503, detail: 'The answer took too long. Try again.' },
  // Who asks
  signedOut: { status: 401, detail: 'Sign in first.' },
  wrongCredentials: { status: 401, detail: 'User name or password is not right.' },
  tooManyTries: { status: 429, detail: 'Too many tries. Wait a little and try again.' },
  notAllowed: { status: 403, detail: 'Your role does not allow this.' },
  foreignOrigin: { status: 403, detail: 'This request comes from another site and was not carried out.' },
  foreignHost: {
    status: 421,
    detail: 'This server does not go by that name. Add it to the configuration as an origin.',
  },
  // Records
  recordMissing: { status: 404, detail: 'This record does not exist, or not any more.' },
  referenceMissing: { status: 422, detail: 'A record that is named here does not exist.' },
  taken: { status: 409, detail: 'Somebody else has this already.' },
  changedMeanwhile: {
    status: 409,
    detail: 'Somebody else changed this meanwhile. Look at it again before you change it.',
  },
  inUse: { status: 409, detail: 'This is still in use.' },
  recordChanged: { status: 409, detail: 'Somebody else changed this record meanwhile.' },
  searchTooWide: { status: 422, detail: 'Too many records fit this. Add a word or a digit.' },
  lastAdministrator: {
    status: 409,
    detail: 'This is the last active administrator: make another one first.',
  },
  // Calls
  callMissing: { status: 404, detail: 'There is no such call of yours.' },
  callEnded: { status: 409, detail: 'The call is over.' },
  notOffered: { status: 409, detail: 'This cannot be done with the call as it is now.' },
  noPhone: { status: 409, detail: 'You have no telephone. An administrator can give you one.' },
  phoneElsewhere: { status: 409, detail: 'Your telephone is in another browser.' },
  numberUnreadable: { status: 422, detail: 'This is not a telephone number.' },
  linkDown: { status: 503, detail: 'The telephone system does not answer.' },
  switchRefused: { status: 409, detail: 'The telephone system refused.' },
  dispositionOwed: { status: 409, detail: 'Say first how your last call came out.' },
  notesChanged: { status: 409, detail: 'Somebody else wrote these notes meanwhile.' },
  // What is written down
  entryMalformed: { status: 400, detail: 'This is not a change of what is written down here.' },
  entryTooLarge: { status: 413, detail: 'More cannot be written down of one call.' },
  entryBehind: {
    status: 409,
    detail: 'Something before this change is missing here: send all that the vector lacks.',
  },
  shareGone: { status: 404, detail: 'This link shows nothing, or not any more.' },
  // Repeats
  keyReused: { status: 422, detail: 'This Idempotency-Key was used for another request.' },
  outcomeUnknown: {
    status: 504,
    detail: 'It is not known whether this was done. Look before you try it again.',
  },
  // The server
  databaseDown: { status: 503, detail: 'The database does not answer. Try again in a moment.' },
  stopping: { status: 503, detail: 'The server is going down. Try again in a moment.' },
  simulatorDown: { status: 502, detail: 'The simulated telephone system does not answer.' },
  server: { status: 500, detail: 'Something went wrong here. It was noted in the log.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly detail: string }>>

export type ProblemCode = keyof typeof problemCodes
