import {
  valueFault,
  type CustomField,
  type FieldChanges,
  type FieldSubject,
  type FieldValue,
  type FieldValues,
  type NewField,
} from '@hookswitch/contract'
import { type Answer, done, orMissing, writing } from '#crm-builtin/answer.ts'
import type { Actor } from '#store/audit-store.ts'
import type { FieldRow, FieldStore } from '#store/field-store.ts'

export interface FieldsOptions {
  readonly fields: FieldStore
  /** What users see may be another one now. */
  readonly changed: (tenant: string) => Promise<void>
}

/** A record, or a call, of one organisation. */
export interface FilledIn {
  readonly tenant: string
  readonly subject: FieldSubject
  readonly id: string
}

/** The fields that an organisation adds to its records, and what is kept in them. */
export class Fields {
  readonly #options: FieldsOptions

  constructor(options: FieldsOptions) {
    this.#options = options
  }

  async list(tenant: string): Promise<CustomField[]> {
    return (await this.#options.fields.list(tenant)).map(fieldView)
  }

  async create(tenant: string, field: NewField, actor: Actor): Promise<Answer<CustomField>> {
    const made = await writing(() => this.#options.fields.create(tenant, field, actor), keyTaken)
    if (!made.ok) return made
    await this.#options.changed(tenant)
    return done(fieldView(made.value))
  }

  async change(
    tenant: string,
    id: string,
    change: { changes: FieldChanges; actor: Actor },
  ): Promise<Answer<CustomField>> {
    const before = (await this.#options.fields.list(tenant)).find((it) => it.id === id)
    const { labels, choices, active } = change.changes
    if (before !== undefined && choices !== undefined && (before.kind === 'choice') !== choices.length > 0)
      return { ok: false, code: 'invalid', detail: 'A choice has values, and nothing else has.' }
    const changes = {
      ...(labels === undefined ? {} : { labels }),
      ...(choices === undefined ? {} : { choices }),
      ...(active === undefined ? {} : { active }),
    }
    const after = await this.#options.fields.change(tenant, id, { changes, actor: change.actor })
    await this.#options.changed(tenant)
    return orMissing(after && fieldView(after))
  }

  async read({ tenant, subject, id }: FilledIn): Promise<Answer<{ values: FieldValues }>> {
    if (!isThere(subject, id)) return orMissing<{ values: FieldValues }>(undefined)
    const values = await this.#options.fields.readValues(tenant, subject, id)
    return orMissing(values && { values: { ...values } })
  }

  async fill(
    of: FilledIn,
    values: Readonly<Record<string, FieldValue | null>>,
  ): Promise<Answer<{ values: FieldValues }>> {
    if (!isThere(of.subject, of.id)) return orMissing<{ values: FieldValues }>(undefined)
    const known = (await this.#options.fields.list(of.tenant)).filter(
      (it) => it.subject === of.subject && it.active,
    )
    const fields: Record<string, string> = {}
    for (const [key, value] of Object.entries(values)) {
      const field = known.find((it) => it.key === key)
      const fault =
        field === undefined
          ? 'There is no such field.'
          : value === null
            ? null
            : valueFault(fieldView(field), value)
      if (fault !== null) fields[`values.${key}`] = fault
    }
    if (Object.keys(fields).length > 0)
      return { ok: false, code: 'invalid', detail: 'A value does not fit its field.', fields }
    const kept = await this.#options.fields.changeValues(of.tenant, of, values)
    return orMissing(kept && { values: { ...kept } })
  }
}

const keyTaken = 'There is a field of this key already.'

/** Ids of calls are the switch's own; those of records are ours. */
const isThere = (subject: FieldSubject, id: string): boolean =>
  subject === 'call' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)

function fieldView({ labels, choices, ...field }: FieldRow): CustomField {
  return {
    ...field,
    labels: { ...labels },
    choices: choices.map((it) => ({ value: it.value, labels: { ...it.labels } })),
  }
}
