import type {
  Account,
  Activity,
  ActivityLeg,
  ActivityLog,
  CaseRecord,
  Contact,
  GivenDisposition,
  Opportunity,
  OpportunityPerson,
  PhoneNumber,
  Task,
} from '@hookswitch/contract'
import { displayNumber } from '#numbers/read-number.ts'
import type { AccountData } from '#store/crm-accounts.ts'
import type { ActivityData, ActivityLegData, ActivityLogData } from '#store/crm-activities.ts'
import type { CaseData } from '#store/crm-cases.ts'
import type { OpportunityData, PersonData } from '#store/crm-opportunities.ts'
import type { ContactData, PhoneData } from '#store/contact-rows.ts'
import type { GivenData } from '#store/disposition-store.ts'
import type { TaskData } from '#store/crm-tasks.ts'

/** Records as the contract shows them. `country`: numbers are written as people there write them. */

export function accountView(data: AccountData): Account {
  const { id, name, number, industry, city, country, version } = data
  return { id, name, number, industry, city, country, version }
}

export function contactView(data: ContactData, country: string): Contact {
  const { id, givenName, familyName, title, email, accountId, accountName, version } = data
  const name = `${givenName} ${familyName}`.trim()
  const phones = data.phones.map((phone) => phoneView(phone, country))
  return { id, givenName, familyName, name, title, email, accountId, accountName, phones, version }
}

export function phoneView({ label, text, e164 }: PhoneData, country: string): PhoneNumber {
  return { label, text, e164, display: e164 === null ? text : displayNumber(e164, country) }
}

export function caseView(data: CaseData): CaseRecord {
  const { id, subject, priority, number, owner, openedAt, contactName, status, type, origin } = data
  const { contactId, accountId, accountName, version } = data
  const fields = {
    id,
    subject,
    priority,
    number,
    owner,
    contactName,
    status,
    type,
    origin,
    contactId,
    accountId,
    accountName,
    version,
  }
  return { ...fields, openedAt: openedAt.toISOString() }
}

export function taskView(data: TaskData): Task {
  const { id, subject, dueOn, done, owner, contactId, accountId, caseId, version } = data
  const { contactName, accountName, caseNumber } = data
  const of = { contactId, accountId, caseId, contactName, accountName, caseNumber }
  return { id, subject, dueOn, done, owner, ...of, version }
}

export function opportunityView(data: OpportunityData): Opportunity {
  const { id, name, stage, status, amount, currency, closeOn, owner, accountId, accountName, version } = data
  return { id, name, stage, status, amount, currency, closeOn, owner, accountId, accountName, version }
}

export function personView(data: PersonData, country: string): OpportunityPerson {
  const { contactId, role, title, givenName, familyName, phones } = data
  const e164 = phones.find((phone) => phone.e164 !== null)?.e164 ?? null
  const phone = e164 === null ? null : { e164, display: displayNumber(e164, country) }
  return { contactId, name: `${givenName} ${familyName}`.trim(), title, role, phone }
}

export function activityView(data: ActivityData): Activity {
  const { id, kind, subject, text, at, durationSeconds, direction, outcome, user, callId } = data
  const { contactId, accountId, caseId } = data
  const what = { id, kind, subject, text, at: at.toISOString(), durationSeconds, direction, outcome }
  return { ...what, user, callId, contactId, accountId, caseId }
}

export function logView(data: ActivityLogData): ActivityLog {
  return {
    ...activityView(data),
    legs: data.legs.map(legView),
    records: [...data.records],
    edited: data.edited as ActivityLog['edited'],
    given: data.given === null ? null : givenView(data.given),
  }
}

export function givenView({ dispositionId, fields, user, at }: GivenData): GivenDisposition {
  return {
    dispositionId,
    values: fields as GivenDisposition['values'],
    user,
    at: at.toISOString(),
  }
}

export function legView(data: ActivityLegData): ActivityLeg {
  const { role, device, user, number, name, fromUser, fromNumber, startedAt, answeredAt, endedAt, outcome } =
    data
  const talked = answeredAt === null || endedAt === null ? null : endedAt.getTime() - answeredAt.getTime()
  return {
    role: role as ActivityLeg['role'],
    device,
    user,
    number,
    name,
    from: fromUser ?? fromNumber,
    startedAt: startedAt.toISOString(),
    answeredAt: answeredAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    durationSeconds: talked === null ? null : Math.max(0, Math.round(talked / 1_000)),
    outcome: outcome as ActivityLeg['outcome'],
  }
}
