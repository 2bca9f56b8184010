import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  type Account,
  type CaseRecord,
  type Contact,
  type OpportunityDetail,
  type OpportunityPerson,
  type PhoneNumber,
  type RouteInput,
  type Task,
} from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { originWords, priorityWords, statusWords, typeWords } from '#records/words.ts'
import type { Values } from './merge-edits.ts'
import type { Stored } from './use-editing.ts'
import { opportunityStatusWords, stageWords } from './words.ts'

/** A record that a field names. */
export interface Named {
  readonly id: string
  readonly title: string
}

export type PhoneEntry = Pick<PhoneNumber, 'label' | 'text'>
export type PersonEntry = Named & { readonly role: OpportunityPerson['role'] }

/** How a field of a form is filled in. `nullable`: nothing is sent as null and not as an empty text. */
export type FieldSpec = { readonly name: string; readonly label: MessageDescriptor } & (
  | {
      readonly kind: 'text'
      readonly type?: 'text' | 'email' | 'date'
      readonly required?: boolean
      readonly nullable?: boolean
      readonly hint?: MessageDescriptor
    }
  | { readonly kind: 'choice'; readonly options: Readonly<Record<string, MessageDescriptor>> }
  | { readonly kind: 'record'; readonly of: 'account' | 'contact' | 'case' }
  | { readonly kind: 'phones' }
  | { readonly kind: 'people' }
)

/** What can be opened, made and changed. */
export interface Kind {
  readonly specs: readonly FieldSpec[]
  readonly empty: Values
  readonly read: (id: string) => Promise<Stored>
  /** Its id. */
  readonly create: (values: Values) => Promise<string>
  readonly change: (id: string, changes: Values, version: number | undefined) => Promise<void>
  /** Keys of what is fetched and no longer true after a change. */
  readonly stale: readonly string[]
}

interface Bodies {
  readonly contact: RouteInput<'createContact'>['body']
  readonly account: RouteInput<'createAccount'>['body']
  readonly case: RouteInput<'createCase'>['body']
  readonly task: RouteInput<'createTask'>['body']
  readonly opportunity: RouteInput<'createOpportunity'>['body']
}

/** What the server is sent of the fields of a form. */
function bodyOf(specs: readonly FieldSpec[], values: Values): Record<string, unknown> {
  return Object.fromEntries(
    specs.flatMap((spec) => (spec.name in values ? [sent(spec, values[spec.name])] : [])),
  )
}

function sent(spec: FieldSpec, value: unknown): [string, unknown] {
  switch (spec.kind) {
    case 'text': {
      const text = String(value).trim()
      return [spec.name, text === '' && spec.nullable === true ? null : text]
    }
    case 'choice':
      return [spec.name, value]
    case 'record':
      return [`${spec.name}Id`, (value as Named | null)?.id ?? null]
    case 'phones':
      return [spec.name, (value as readonly PhoneEntry[]).filter(({ text }) => text.trim() !== '')]
    case 'people':
      return [spec.name, (value as readonly PersonEntry[]).map(({ id, role }) => ({ contactId: id, role }))]
  }
}

const named = (id: string | null, title: string | null | undefined): Named | null =>
  id === null ? null : { id, title: title ?? '' }

const contactSpecs: readonly FieldSpec[] = [
  { kind: 'text', name: 'givenName', label: msg`Given name` },
  { kind: 'text', name: 'familyName', label: msg`Family name`, required: true },
  { kind: 'text', name: 'title', label: msg`Position`, nullable: true },
  { kind: 'record', name: 'account', label: msg`Company`, of: 'account' },
  { kind: 'text', name: 'email', label: msg`E-mail`, type: 'email', nullable: true },
  { kind: 'phones', name: 'phones', label: msg`Telephone numbers` },
]

function contactValues({
  givenName,
  familyName,
  title,
  email,
  accountId,
  accountName,
  phones,
}: Contact): Values {
  return {
    givenName,
    familyName,
    title: title ?? '',
    account: named(accountId, accountName),
    email: email ?? '',
    phones: phones.map(({ label, text }) => ({ label, text })),
  }
}

const accountSpecs: readonly FieldSpec[] = [
  { kind: 'text', name: 'name', label: msg`Name`, required: true },
  { kind: 'text', name: 'number', label: msg`Account number`, nullable: true },
  { kind: 'text', name: 'industry', label: msg`Industry`, nullable: true },
  { kind: 'text', name: 'city', label: msg`Place`, nullable: true },
  {
    kind: 'text',
    name: 'country',
    label: msg`Country`,
    nullable: true,
    hint: msg`Two letters: DE, US`,
  },
]

function accountValues({ name, number, industry, city, country }: Account): Values {
  return { name, number: number ?? '', industry: industry ?? '', city: city ?? '', country: country ?? '' }
}

const caseSpecs: readonly FieldSpec[] = [
  { kind: 'text', name: 'subject', label: msg`Subject`, required: true },
  { kind: 'choice', name: 'status', label: msg`Status`, options: statusWords },
  { kind: 'choice', name: 'priority', label: msg`Priority`, options: priorityWords },
  { kind: 'choice', name: 'type', label: msg`Type`, options: typeWords },
  { kind: 'choice', name: 'origin', label: msg`Origin`, options: originWords },
  { kind: 'record', name: 'contact', label: msg`Contact`, of: 'contact' },
  { kind: 'record', name: 'account', label: msg`Company`, of: 'account' },
]

function caseValues(it: CaseRecord): Values {
  const { subject, status, priority, type, origin } = it
  const contact = named(it.contactId, it.contactName)
  return { subject, status, priority, type, origin, contact, account: named(it.accountId, it.accountName) }
}

const taskSpecs: readonly FieldSpec[] = [
  { kind: 'text', name: 'subject', label: msg`What is to be done`, required: true },
  { kind: 'text', name: 'dueOn', label: msg`Due on`, type: 'date', nullable: true },
  { kind: 'record', name: 'contact', label: msg`Contact`, of: 'contact' },
  { kind: 'record', name: 'account', label: msg`Company`, of: 'account' },
  { kind: 'record', name: 'case', label: msg`Case`, of: 'case' },
]

function taskValues(it: Task): Values {
  return {
    subject: it.subject,
    dueOn: it.dueOn ?? '',
    contact: named(it.contactId, it.contactName),
    account: named(it.accountId, it.accountName),
    case: named(it.caseId, it.caseNumber),
  }
}

const opportunitySpecs: readonly FieldSpec[] = [
  { kind: 'text', name: 'name', label: msg`Name`, required: true },
  { kind: 'record', name: 'account', label: msg`Company`, of: 'account' },
  { kind: 'choice', name: 'stage', label: msg`Stage`, options: stageWords },
  { kind: 'choice', name: 'status', label: msg`Status`, options: opportunityStatusWords },
  { kind: 'text', name: 'amount', label: msg`Amount`, nullable: true, hint: msg`12500 or 12500.50` },
  {
    kind: 'text',
    name: 'currency',
    label: msg`Currency`,
    nullable: true,
    hint: msg`Three letters: EUR, USD`,
  },
  { kind: 'text', name: 'closeOn', label: msg`To be decided by`, type: 'date', nullable: true },
  { kind: 'people', name: 'people', label: msg`People` },
]

function opportunityValues(it: OpportunityDetail): Values {
  const { name, stage, status, amount, currency, closeOn, people } = it
  return {
    name,
    account: named(it.accountId, it.accountName),
    stage,
    status,
    amount: amount ?? '',
    currency: currency ?? '',
    closeOn: closeOn ?? '',
    people: people.map(({ contactId, name: title, role }) => ({ id: contactId, title, role })),
  }
}

export const kinds = {
  contact: {
    specs: contactSpecs,
    empty: {
      givenName: '',
      familyName: '',
      title: '',
      account: null,
      email: '',
      phones: [{ label: 'work', text: '' }],
    },
    read: async (id) => {
      const it = await api.readContact({ params: { id } })
      return { values: contactValues(it), version: it.version }
    },
    create: async (values) =>
      (await api.createContact({ body: bodyOf(contactSpecs, values) as unknown as Bodies['contact'] })).id,
    change: async (id, changes, version) => {
      await api.changeContact({ params: { id }, body: { ...bodyOf(contactSpecs, changes), version } })
    },
    stale: ['contact', 'contacts', 'search'],
  },
  account: {
    specs: accountSpecs,
    empty: { name: '', number: '', industry: '', city: '', country: '' },
    read: async (id) => {
      const it = await api.readAccount({ params: { id } })
      return { values: accountValues(it), version: it.version }
    },
    create: async (values) =>
      (await api.createAccount({ body: bodyOf(accountSpecs, values) as unknown as Bodies['account'] })).id,
    change: async (id, changes, version) => {
      await api.changeAccount({ params: { id }, body: { ...bodyOf(accountSpecs, changes), version } })
    },
    stale: ['account', 'accounts', 'contact', 'contacts', 'search'],
  },
  case: {
    specs: caseSpecs,
    empty: {
      subject: '',
      status: 'new',
      priority: 'normal',
      type: 'question',
      origin: 'phone',
      contact: null,
      account: null,
    },
    read: async (id) => {
      const it = await api.readCase({ params: { id } })
      return { values: caseValues(it), version: it.version }
    },
    create: async (values) =>
      (await api.createCase({ body: bodyOf(caseSpecs, values) as unknown as Bodies['case'] })).id,
    change: async (id, changes, version) => {
      await api.changeCase({ params: { id }, body: { ...bodyOf(caseSpecs, changes), version } })
    },
    stale: ['case', 'cases', 'search'],
  },
  task: {
    specs: taskSpecs,
    empty: { subject: '', dueOn: '', contact: null, account: null, case: null },
    read: async (id) => {
      const it = await api.readTask({ params: { id } })
      return { values: taskValues(it), version: it.version }
    },
    create: async (values) =>
      (await api.createTask({ body: bodyOf(taskSpecs, values) as unknown as Bodies['task'] })).id,
    change: async (id, changes, version) => {
      await api.changeTask({ params: { id }, body: { ...bodyOf(taskSpecs, changes), version } })
    },
    stale: ['task', 'tasks'],
  },
  opportunity: {
    specs: opportunitySpecs,
    empty: {
      name: '',
      account: null,
      stage: 'qualify',
      status: 'open',
      amount: '',
      currency: '',
      closeOn: '',
      people: [],
    },
    read: async (id) => {
      const it = await api.readOpportunity({ params: { id } })
      return { values: opportunityValues(it), version: it.version }
    },
    create: async (values) =>
      (
        await api.createOpportunity({
          body: bodyOf(opportunitySpecs, values) as unknown as Bodies['opportunity'],
        })
      ).id,
    change: async (id, changes, version) => {
      await api.changeOpportunity({ params: { id }, body: { ...bodyOf(opportunitySpecs, changes), version } })
    },
    stale: ['opportunity', 'opportunities'],
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds
