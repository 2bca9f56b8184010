/** Who changed what of all that is administered. */
import type { Transaction } from 'kysely'
import type { Schema } from './db-schema.ts'
import type { AuditEntryTable } from './schema-organisation.ts'

/** Whoever makes a change, by name too: the entry stays readable when the user is gone. */
export interface Actor {
  readonly id: string
  readonly name: string
}

export interface AuditedChange {
  readonly actor: Actor
  readonly action: AuditEntryTable['action']
  /** What sort of thing it is: `user`, `group`, `template` … */
  readonly kind: string
  readonly id: string
  /** As people call it. */
  readonly name: string
  /** As it was and as it is, without secrets; null where there was or is none. */
  readonly before: object | null
  readonly after: object | null
}

/** Writes it down. `db` is the transaction of the change itself: the one is never without the other. */
export async function audit(db: Transaction<Schema>, change: AuditedChange): Promise<void> {
  const { actor, action, kind, id, name, before, after } = change
  await db
    .insertInto('audit_entry')
    .values({
      user_id: actor.id,
      user_name: actor.name,
      action,
      kind,
      subject_id: id,
      subject: name,
      before: before === null ? null : JSON.stringify(before),
      after: after === null ? null : JSON.stringify(after),
    })
    .execute()
}
