import type {
  Account,
  Activity,
  ActivityLeg,
  CaseRecord,
  Contact,
  PhoneNumber,
  Task,
} from '@hookswitch/contract'
import { displayNumber } from '#numbers/read-number.ts'
import type { AccountData } from '#store/crm-accounts.ts'
import type { ActivityData, ActivityLegData } from '#store/crm-activities.ts'
import type { CaseData } from '#store/crm-cases.ts'
import type { ContactData, PhoneData } from '#store/contact-rows.ts'
import type { TaskData } from '#store/crm-tasks.ts'

/** Records as the contract shows them. `country`: numbers are written as people there write them. */

export function accountView({ id, name, number, industry, city, country }: AccountData): Account {
  return { id, name, number, industry, city, country }
}

export function contactView(data: ContactData, country: string): Contact {
  const { id, givenName, familyName, title, email, accountId, accountName } = data
  const name = `${givenName} ${familyName}`.trim()
  const phones = data.phones.map((phone) => phoneView(phone, country))
  return { id, givenName, familyName, name, title, email, accountId, accountName, phones }
}

export function phoneView({ label, text, e164 }: PhoneData, country: string): PhoneNumber {
  return { label, text, e164, display: e164 === null ? text : displayNumber(e164, country) }
}

export function caseView(data: CaseData): CaseRecord {
  const { id, subject, priority, number, owner, openedAt, contactName, status, type, origin } = data
  const { contactId, accountId } = data
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
  }
  return { ...fields, openedAt: openedAt.toISOString() }
}

export function taskView({ id, subject, dueOn, done, owner, contactId, accountId, caseId }: TaskData): Task {
  return { id, subject, dueOn, done, owner, contactId, accountId, caseId }
}

export function activityView(data: ActivityData): Activity {
  const { id, kind, subject, text, at, durationSeconds, direction, outcome, user, callId } = data
  const { contactId, accountId, caseId } = data
  const what = { id, kind, subject, text, at: at.toISOString(), durationSeconds, direction, outcome }
  return { ...what, user, callId, contactId, accountId, caseId }
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
