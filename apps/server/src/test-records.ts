import type { TestDatabase } from './store/test-database.ts'

/** Makes records of one tenant as an administrator's import would, and reads what calls leave in them. */
export class TestRecords {
  readonly #test: TestDatabase
  readonly #tenant: string

  constructor(test: TestDatabase, tenant: string) {
    this.#test = test
    this.#tenant = tenant
  }

  async createAccount(name: string, number: string | null = null): Promise<string> {
    const { id } = await this.#test.database.inTenant(this.#tenant, (db) =>
      db
        .insertInto('account')
        .values({ name, number, industry: null, city: null, country: null, search: name, sort_key: name })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    return id
  }

  /** A contact with one German number, as people there write it. */
  createContact(familyName: string, phone: string, account: string | null = null): Promise<string> {
    return this.#test.database.inTenant(this.#tenant, async (db) => {
      const { id } = await db
        .insertInto('contact')
        .values({
          given_name: 'Carla',
          family_name: familyName,
          title: null,
          email: null,
          account_id: account,
          search: familyName,
          sort_key: familyName,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .insertInto('contact_phone')
        .values({ contact_id: id, position: 0, label: 'work', text: phone, e164: e164(phone) })
        .execute()
      return id
    })
  }

  async createCase(of: {
    readonly contact: string | null
    readonly account?: string | null
    readonly owner: string
    readonly number: number
  }): Promise<string> {
    const { id } = await this.#test.database.inTenant(this.#tenant, (db) =>
      db
        .insertInto('case_record')
        .values({
          number: of.number,
          subject: 'It rattles',
          priority: 'high',
          status: 'open',
          type: 'problem',
          origin: 'email',
          owner_id: of.owner,
          contact_id: of.contact,
          account_id: of.account ?? null,
          opened_at: new Date('2026-11-01T10:00:00Z'),
          search: '',
        })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    return id
  }

  async createTask(of: {
    readonly contact: string
    readonly owner: string
    readonly subject: string
    readonly dueOn?: string
    readonly done?: boolean
  }): Promise<void> {
    await this.#test.database.inTenant(this.#tenant, (db) =>
      db
        .insertInto('task')
        .values({
          subject: of.subject,
          due_on: of.dueOn ?? null,
          done: of.done ?? false,
          owner_id: of.owner,
          contact_id: of.contact,
          account_id: null,
          case_id: null,
          search: '',
        })
        .execute(),
    )
  }

  activitiesOf(callId: string) {
    return this.#test.database.inTenant(this.#tenant, (db) =>
      db.selectFrom('activity').selectAll().where('external_key', '=', `call:${callId}`).execute(),
    )
  }
}

/** A German number as E.164. */
export function e164(national: string): string {
  return `+49${national.slice(1)}`
}
