import type {
  Account,
  Activity,
  CallView,
  CallPartyView,
  CaseRecord,
  Contact,
  Me,
  PartyView,
  PopView,
  Task,
} from '@hookswitch/contract'

/** Made-up people on numbers reserved for fiction. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

export const anna: Me = {
  id: uuid(1),
  userName: 'anna',
  name: 'Anna Becker',
  role: 'agent',
  device: '1001',
  link: 'main',
  team: 'Service',
  groupId: null,
  locationId: null,
  version: 1,
  active: true,
  tenant: 'demo',
  language: 'de',
  country: 'DE',
  timeZone: 'Europe/Berlin',
  preferences: { language: 'de', theme: 'light' },
}
export const grace: Me = {
  ...anna,
  id: uuid(2),
  userName: 'grace',
  name: 'Grace Turner',
  device: '1002',
  language: 'en',
  country: 'US',
  timeZone: 'America/New_York',
  preferences: { language: 'en', theme: 'light' },
}

export const account: Account = {
  id: uuid(10),
  name: 'Nordlicht Solar GmbH',
  number: '4711',
  industry: 'Renewable energy',
  city: 'Hamburg',
  country: 'DE',
}
export const contact: Contact = {
  id: uuid(20),
  givenName: 'Katharina',
  familyName: 'Lindqvist',
  name: 'Katharina Lindqvist',
  title: 'Head of Operations',
  email: 'k.lindqvist@nordlicht.example',
  accountId: account.id,
  accountName: account.name,
  phones: [
    { label: 'work', text: '040 66969 100', e164: '+494066969100', display: '+49 40 66969100' },
    { label: 'mobile', text: '0171 3920001', e164: '+491713920001', display: '+49 171 3920001' },
  ],
}
const other: Contact = {
  ...contact,
  id: uuid(21),
  givenName: 'Jonas',
  familyName: 'Petersen',
  name: 'Jonas Petersen',
  title: 'Technician',
  email: null,
}

const aCase = (n: number, part: Partial<CaseRecord>): CaseRecord => ({
  id: uuid(30 + n),
  subject: '',
  priority: 'normal',
  number: `C-10${40 + n}`,
  owner: 'Anna Becker',
  openedAt: ago(60 * 26),
  contactName: contact.name,
  status: 'open',
  type: 'problem',
  origin: 'phone',
  contactId: contact.id,
  accountId: account.id,
  ...part,
})
export const cases: readonly CaseRecord[] = [
  aCase(1, {
    subject: 'Inverter reports E-031 after firmware update',
    priority: 'urgent',
    status: 'escalated',
    openedAt: ago(60 * 5),
    origin: 'email',
  }),
  aCase(2, {
    subject: 'Second invoice for April',
    type: 'complaint',
    status: 'waiting',
    priority: 'high',
    owner: 'Tom Hartwig',
  }),
  aCase(3, {
    subject: 'Offer for 40 more panels',
    type: 'request',
    status: 'new',
    origin: 'web',
    owner: null,
    openedAt: ago(60 * 24 * 12),
    contactName: other.name,
  }),
]
export const tasks: readonly Task[] = [
  {
    id: uuid(40),
    subject: 'Send the replacement form',
    dueOn: ago(-60 * 24).slice(0, 10),
    done: false,
    contactId: contact.id,
    accountId: account.id,
    caseId: cases[0]?.id ?? null,
    owner: 'Anna Becker',
  },
  {
    id: uuid(41),
    subject: 'Check credit note with accounting',
    dueOn: ago(60 * 48).slice(0, 10),
    done: false,
    contactId: contact.id,
    accountId: account.id,
    caseId: null,
    owner: 'Tom Hartwig',
  },
]
const anActivity = (n: number, part: Partial<Activity>): Activity => ({
  id: uuid(50 + n),
  kind: 'call',
  subject: 'Call',
  text: '',
  at: ago(60 * 4 * n),
  durationSeconds: 245,
  direction: 'inbound',
  outcome: 'answered',
  user: 'Anna Becker',
  callId: `past-${n}`,
  contactId: contact.id,
  accountId: account.id,
  caseId: null,
  ...part,
})
export const activities: readonly Activity[] = [
  anActivity(1, { text: 'Error comes back every morning. Promised a call from the technician today.' }),
  anActivity(2, { outcome: 'missed', durationSeconds: null }),
  anActivity(8, {
    kind: 'email',
    subject: 'Photos of the display',
    callId: null,
    durationSeconds: null,
    direction: null,
    outcome: null,
    text: 'Three photos attached.',
  }),
  anActivity(30, { direction: 'outbound', text: 'Agreed on the site visit.', user: 'Tom Hartwig' }),
]

export const customer: PartyView = {
  kind: 'known',
  number: '04066969100',
  e164: '+494066969100',
  display: '+49 40 66969100',
  name: null,
}
export const extension = (number: string, name: string | null = null): PartyView => ({
  kind: 'known',
  number,
  e164: null,
  display: number,
  name,
})
/** Somebody on a call; `user` is a colleague's name. */
export const onCall = (
  party: PartyView,
  state: CallPartyView['state'],
  part: Partial<CallPartyView> = {},
): CallPartyView => ({
  id: party.number ?? 'unknown',
  party,
  user: null,
  state,
  me: false,
  canDrop: false,
  ...part,
})
export const meOn = (state: CallPartyView['state']): CallPartyView =>
  onCall(extension('1001'), state, { user: 'Anna Becker', me: true })

export const emptyPop = (status: PopView['status']): PopView => ({
  status,
  matches: [],
  chosen: null,
  cases: [],
  tasks: [],
  activities: [],
})
export const foundPop: PopView = {
  status: 'found',
  matches: [{ contact, account, reason: 'callerNumber' }],
  chosen: { contact, account, reason: 'callerNumber' },
  cases: [...cases],
  tasks: [...tasks],
  activities: [...activities],
}
export const severalPop: PopView = {
  ...emptyPop('several'),
  matches: [
    { contact, account, reason: 'callerNumber' },
    { contact: other, account, reason: 'callerNumber' },
    { contact: null, account, reason: 'accountNumberDigits' },
  ],
}

let serial = 0
/** A call that rings at 1001, from a customer who is known. */
export function ringingCall(part: Partial<CallView> = {}): CallView {
  serial += 1
  const now = new Date().toISOString()
  return {
    id: `call-${serial}`,
    link: 'main',
    direction: 'inbound',
    state: 'alerting',
    since: now,
    other: customer,
    calling: customer,
    called: extension('1001'),
    digits: null,
    queue: null,
    startedAt: now,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    failure: null,
    answeredBy: null,
    reconstructed: false,
    legs: [],
    parties: [onCall(customer, 'connected'), meOn('alerting')],
    consultsFor: null,
    consultedBy: null,
    about: null,
    offers: ['answerCall', 'rejectCall'],
    pop: foundPop,
    notes: { text: '', version: 0 },
    ...part,
  }
}

/** Calls of earlier today, newest first. */
export function history(): CallView[] {
  const past = (minutes: number, part: Partial<CallView>): CallView =>
    ringingCall({
      id: `past-${minutes}`,
      state: null,
      parties: [],
      offers: [],
      startedAt: ago(minutes),
      since: ago(minutes - 4),
      answeredAt: ago(minutes - 0.3),
      endedAt: ago(minutes - 4),
      outcome: 'answered',
      ...part,
    })
  return [
    past(12, { outcome: 'missed', answeredAt: null, endedAt: ago(11.5) }),
    past(25, {
      direction: 'outbound',
      other: { ...customer, number: '00442079460123', e164: '+442079460123', display: '+44 20 7946 0123' },
      pop: emptyPop('none'),
    }),
    past(41, { outcome: 'answeredElsewhere', answeredBy: 'Tom Hartwig', pop: severalPop }),
    past(58, {
      other: { kind: 'restricted', number: null, e164: null, display: 'Withheld', name: null },
      pop: emptyPop('withheld'),
    }),
    past(75, {
      direction: 'internal',
      pop: null,
      other: { kind: 'known', number: '1007', e164: null, display: '1007', name: 'Tom Hartwig' },
    }),
  ]
}

/** A call that was answered: everything that a good switch offers for it. */
export function talkingCall(part: Partial<CallView> = {}): CallView {
  return ringingCall({
    state: 'connected',
    answeredAt: new Date().toISOString(),
    parties: [onCall(customer, 'connected'), meOn('connected')],
    offers: [
      'clearConnection',
      'holdCall',
      'consultationCall',
      'singleStepTransfer',
      'singleStepConference',
      'conferenceCall',
      'parkCall',
      'generateDigits',
    ],
    ...part,
  })
}

/** Tom, who is asked while a customer waits. */
export const tom = onCall(extension('1007', 'Tom Hartwig'), 'connected', { user: 'Tom Hartwig' })

/** What is needed to show a consultation: the call that waits, and the one with Tom. */
export function consultation(held: CallView, far: CallPartyView['state']): readonly [CallView, CallView] {
  const second = talkingCall({
    direction: 'internal',
    other: tom.party,
    calling: extension('1001'),
    called: tom.party,
    pop: null,
    consultsFor: held.id,
    parties: [meOn('connected'), { ...tom, state: far }],
    offers: [
      'clearConnection',
      'transferCall',
      'conferenceCall',
      'reconnectCall',
      ...(far === 'connected' ? (['alternateCall', 'generateDigits'] as const) : []),
    ],
  })
  const waits: CallView = {
    ...held,
    state: 'hold',
    since: new Date().toISOString(),
    consultedBy: second.id,
    offers: ['clearConnection', 'transferCall', 'conferenceCall'],
  }
  return [waits, second]
}
