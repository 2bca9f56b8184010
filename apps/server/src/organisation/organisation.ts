import {
  type FieldSentence,
  fieldSentences,
  type Group,
  type Location,
  type Queue,
} from '@hookswitch/contract'
import { type Answer, done, orMissing, type Refused } from '#crm-builtin/answer.ts'
import type { Actor } from '#store/audit-store.ts'
import { sqlState } from '#store/db-error.ts'
import type {
  Administered,
  GroupFields,
  Kept,
  LocationFields,
  OrganisationStore,
  QueueFields,
} from '#store/organisation-store.ts'

/** An administrator, and the organisation that he is one of. */
export interface Administrator {
  readonly tenant: string
  readonly actor: Actor
}

export interface Seen {
  readonly id: string
  /** The version that he looked at. */
  readonly version: number
}

/** What administrators do with things of one kind. */
export interface Keeping<Fields, View> {
  list(tenant: string): Promise<View[]>
  create(by: Administrator, fields: Fields): Promise<Answer<View>>
  change(by: Administrator, seen: Seen, changes: Partial<Fields>): Promise<Answer<View>>
  remove(by: Administrator, seen: Seen): Promise<Answer<undefined>>
}

export interface Organisation {
  readonly groups: Keeping<GroupFields, Group>
  readonly locations: Keeping<LocationFields, Location>
  readonly queues: Keeping<QueueFields, Queue>
}

export function createOrganisation(store: OrganisationStore): Organisation {
  return {
    groups: keeping<GroupFields, Group>(store.groups, { name: 'nameTaken' }),
    locations: keeping<LocationFields, Location>(store.locations, { name: 'nameTaken' }),
    queues: keeping<QueueFields, Queue>(store.queues, { number: 'queueTaken' }),
  }
}

/** Somebody else was faster: nothing was changed. */
export const changedMeanwhile: Refused = {
  ok: false,
  code: 'changedMeanwhile',
  detail: 'Somebody else changed this meanwhile. Look at it again before you change it.',
}

const missing: Refused = {
  ok: false,
  code: 'recordMissing',
  detail: 'This record does not exist, or not any more.',
}

/** Which field is at fault where a name or a number is not free. */
type Taken = Readonly<Record<string, FieldSentence>>

function keeping<Fields, View>(store: Administered<Fields>, taken: Taken): Keeping<Fields, View> {
  // The view is the row: the contract keeps of it what it names.
  const view = (row: Kept<Fields>): View => row as unknown as View
  return {
    list: async (tenant) => (await store.list(tenant)).map(view),
    create: (by, fields) =>
      freely(taken, async () => done(view(await store.create(by.tenant, fields, by.actor)))),
    change: (by, seen, changes) =>
      freely(taken, async () => {
        const changed = await store.change(by.tenant, { ...seen, actor: by.actor }, changes)
        if (changed === 'changedMeanwhile') return changedMeanwhile
        return orMissing(changed && view(changed))
      }),
    remove: async (by, seen) => {
      const removed = await store.remove(by.tenant, { ...seen, actor: by.actor })
      if (removed.kind === 'removed') return done(undefined)
      if (removed.kind === 'changedMeanwhile') return changedMeanwhile
      if (removed.kind !== 'inUse') return missing
      const names = removed.uses.map(({ kind, name }) => (name === null ? kind : `${kind} ${name}`))
      return {
        ok: false,
        code: 'inUse',
        detail: `This is still used by: ${names.join(', ')}.`,
        uses: removed.uses,
      }
    },
  }
}

/** Does a write; that a name is not free is said of its field. */
export async function freely<Value>(
  taken: Taken,
  work: () => Promise<Answer<Value>>,
): Promise<Answer<Value>> {
  try {
    return await work()
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    const fields = Object.fromEntries(
      Object.entries(taken).map(([field, said]) => [field, fieldSentences[said]]),
    )
    return { ok: false, code: 'taken', detail: Object.values(fields).join(' '), fields }
  }
}
