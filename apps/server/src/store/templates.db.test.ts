import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from './audit-store.ts'
import { createContactStore } from './crm-contacts.ts'
import { sqlState } from './db-error.ts'
import { createFieldStore } from './field-store.ts'
import { createScriptStore } from './script-store.ts'
import { readTemplateBook } from './template-book.ts'
import { createTemplateStore, type TemplateRow } from './template-store.ts'
import { openTestDatabase, type TestDatabase } from './test-database.ts'

let test_: TestDatabase
let tenant: string
let other: string
const actor: Actor = { id: '00000000-0000-4000-8000-000000000001', name: 'Robin' }

beforeAll(async () => {
  test_ = await openTestDatabase()
  tenant = await test_.createTenant()
  other = await test_.createTenant()
})
afterAll(() => test_.close())

const store = () => createTemplateStore(test_.database)
const stateOf = (work: Promise<unknown>) => work.then(() => 'done', sqlState)
const group = (name: string, of = tenant): Promise<string> =>
  test_.database.inTenant(of, async (db) => {
    const made = await db.insertInto('user_group').values({ name }).returning('id').executeTakeFirstOrThrow()
    return made.id
  })
const audited = (kind: string, id: string) =>
  test_.database.inTenant(tenant, (db) =>
    db
      .selectFrom('audit_entry')
      .select(['action', 'user_name as user', 'subject', 'before', 'after'])
      .where('kind', '=', kind)
      .where('subject_id', '=', id)
      .orderBy('at')
      .execute(),
  )
const there = (row: TemplateRow | 'changedMeanwhile' | undefined): TemplateRow => {
  if (row === undefined || row === 'changedMeanwhile') throw new Error(String(row))
  return row
}

describe('versions of a template', () => {
  test('a draft changes nothing that is published; publishing it does; rolling back makes the old one new', async () => {
    const made = await store().create(tenant, { name: 'Sales', draft: { a: 1 } }, actor)
    expect(made).toMatchObject({ version: null, content: null, changed: true, revision: 1, versions: [] })
    const first = there(await store().publish(tenant, made.id, { revision: 1, actor }))
    expect(first).toMatchObject({ version: 1, content: { a: 1 }, changed: false, revision: 2 })
    const drafted = there(
      await store().change(tenant, made.id, { revision: 2, changes: { draft: { a: 2 } }, actor }),
    )
    expect(drafted).toMatchObject({ version: 1, content: { a: 1 }, draft: { a: 2 }, changed: true })
    const second = there(await store().publish(tenant, made.id, { revision: 3, actor }))
    expect(second).toMatchObject({ version: 2, content: { a: 2 }, changed: false })
    const back = there(await store().rollBack(tenant, made.id, { version: 1, actor }))
    expect(back).toMatchObject({ version: 3, content: { a: 1 }, draft: { a: 1 }, changed: false })
    expect(back.versions.map(({ version, restores, user }) => ({ version, restores, user }))).toEqual([
      { version: 3, restores: 1, user: 'Robin' },
      { version: 2, restores: null, user: 'Robin' },
      { version: 1, restores: null, user: 'Robin' },
    ])
    const log = await audited('template', made.id)
    expect(log.map(({ action }) => action)).toEqual([
      'created',
      'published',
      'changed',
      'published',
      'rolledBack',
    ])
    expect(log.at(-1)).toMatchObject({
      user: 'Robin',
      subject: 'Sales',
      before: { version: 2, content: { a: 2 } },
      after: { version: 3, content: { a: 1 } },
    })
  })

  test('what is published already is not published twice, and a version that never was is not rolled back to', async () => {
    const made = await store().create(tenant, { name: 'Twice', draft: { a: 1 } }, actor)
    const first = there(await store().publish(tenant, made.id, { revision: 1, actor }))
    const again = there(await store().publish(tenant, made.id, { revision: first.revision, actor }))
    expect(again.versions).toHaveLength(1)
    expect(await store().rollBack(tenant, made.id, { version: 7, actor })).toBeUndefined()
  })

  test('whoever has not seen the last change saves over nothing; of many at once one wins', async () => {
    const made = await store().create(tenant, { name: 'Race', draft: { a: 0 } }, actor)
    const tries = Array.from({ length: 8 }, (_, n) =>
      store().change(tenant, made.id, { revision: 1, changes: { draft: { a: n } }, actor }),
    )
    const results = await Promise.all(tries)
    expect(results.filter((it) => it !== 'changedMeanwhile')).toHaveLength(1)
    expect(await store().publish(tenant, made.id, { revision: 1, actor })).toBe('changedMeanwhile')
    expect((await audited('template', made.id)).map(({ action }) => action)).toEqual(['created', 'changed'])
  })

  test('a published version stays what it was, whoever writes to the table', async () => {
    const made = await store().create(tenant, { name: 'Kept', draft: { a: 1 } }, actor)
    await store().publish(tenant, made.id, { revision: 1, actor })
    const overwrite = test_.database.inTenant(tenant, (db) =>
      db
        .updateTable('pop_template_version')
        .set({ content: '{}' })
        .where('template_id', '=', made.id)
        .execute(),
    )
    expect(await stateOf(overwrite)).toBe('23514')
    expect(await store().delete(tenant, made.id, actor)).toBe(true)
    expect(await store().delete(tenant, made.id, actor)).toBe(false)
  })
})

describe('whose template it is', () => {
  test('a group has one template: it moves with the last one that is given it', async () => {
    const [berlin, austin] = [await group('Berlin'), await group('Austin')]
    const one = await store().create(tenant, { name: 'One', draft: {} }, actor)
    const two = await store().create(tenant, { name: 'Two', draft: {} }, actor)
    const give = (id: string, revision: number, groupIds: string[]) =>
      store().change(tenant, id, { revision, changes: { groupIds }, actor })
    await give(one.id, 1, [berlin, austin])
    await give(two.id, 1, [austin])
    const { templates, groups } = await store().list(tenant)
    expect(templates.find(({ id }) => id === one.id)?.groups.map(({ name }) => name)).toEqual(['Berlin'])
    expect(groups.filter(({ id }) => id === austin || id === berlin)).toEqual([
      { id: austin, name: 'Austin', templateId: two.id },
      { id: berlin, name: 'Berlin', templateId: one.id },
    ])
    expect(await stateOf(give(two.id, 2, ['00000000-0000-4000-8000-000000000009']))).toBe('23503')
    // Refused as a whole: the group that it had stays.
    expect((await store().read(tenant, two.id))?.groups.map(({ name }) => name)).toEqual(['Austin'])
  })

  test('another organisation sees none of it and can give its groups none of it', async () => {
    const mine = await store().create(tenant, { name: 'Mine', draft: {} }, actor)
    const theirs = await store().create(other, { name: 'Mine', draft: {} }, actor)
    const foreign = await group('Foreign', other)
    expect(await store().read(other, mine.id)).toBeUndefined()
    expect((await store().list(other)).templates.map(({ id }) => id)).toEqual([theirs.id])
    expect(await store().publish(other, mine.id, { revision: 1, actor })).toBeUndefined()
    expect(await store().delete(other, mine.id, actor)).toBe(false)
    const cross = { revision: 1, changes: { groupIds: [foreign] }, actor }
    expect(await stateOf(store().change(tenant, mine.id, cross))).toBe('23503')
    expect(await stateOf(store().create(tenant, { name: 'MINE', draft: {} }, actor))).toBe('23505')
  })
})

describe('custom fields', () => {
  const fields = () => createFieldStore(test_.database)
  const contact = (of = tenant): Promise<string> =>
    test_.database.inTenant(of, async (db) => {
      const row = { given_name: '', family_name: 'X', title: null, email: null, account_id: null }
      const made = await db
        .insertInto('contact')
        .values({ ...row, search: '', sort_key: '' })
        .returning('id')
        .executeTakeFirstOrThrow()
      return made.id
    })
  const make = (key: string, kind: 'text' | 'number' | 'date' | 'choice' | 'checkbox') =>
    fields().create(
      tenant,
      {
        subject: 'contact',
        key,
        kind,
        labels: { en: key },
        choices: kind === 'choice' ? [{ value: 'gold', labels: {} }] : [],
      },
      actor,
    )

  test('keep values of their kind on the record, each by itself', async () => {
    for (const kind of ['text', 'number', 'date', 'choice', 'checkbox'] as const)
      await make(`the${kind}`, kind)
    const id = await contact()
    const of = { subject: 'contact', id } as const
    const good = { thetext: 'x', thenumber: 1.5, thedate: '2026-11-21', thechoice: 'gold', thecheckbox: true }
    await Promise.all(
      Object.entries(good).map(([key, value]) => fields().changeValues(tenant, of, { [key]: value })),
    )
    expect(await fields().readValues(tenant, 'contact', id)).toEqual(good)
    expect(await fields().changeValues(tenant, of, { thetext: null })).not.toHaveProperty('thetext')
    for (const wrong of [
      { thenumber: '1' },
      { thecheckbox: 1 },
      { thedate: 'soon' },
      { thetext: 2 },
      { nobody: 'x' },
    ])
      expect([wrong, await stateOf(fields().changeValues(tenant, of, wrong as never))]).toEqual([
        wrong,
        '23514',
      ])
    expect(await fields().readValues(other, 'contact', id)).toBeUndefined()
    expect(await fields().changeValues(other, of, {})).toBeUndefined()
  })

  test('of two contacts that are merged are kept, those of the one that stays first', async () => {
    await make('left', 'text')
    await make('both', 'text')
    const [into, old] = [await contact(), await contact()]
    await fields().changeValues(tenant, { subject: 'contact', id: into }, { both: 'kept' })
    await fields().changeValues(tenant, { subject: 'contact', id: old }, { both: 'gone', left: 'moved' })
    const { id: userId } = await test_.database.inTenant(tenant, (db) =>
      db
        .insertInto('app_user')
        .values({
          user_name: 'merger',
          name: 'M',
          role: 'agent',
          password_hash: '',
          device: null,
          link: null,
          team: null,
          country: null,
          time_zone: null,
          language: null,
          group_id: null,
          location_id: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    await createContactStore(test_.database).merge(tenant, { into, old, userId })
    expect(await fields().readValues(tenant, 'contact', into)).toEqual({ both: 'kept', left: 'moved' })
  })

  test('of a call are kept beside it, and are each organisation’s own', async () => {
    const call = { subject: 'call', id: 'call-1' } as const
    await fields().create(
      tenant,
      { subject: 'call', key: 'reason', kind: 'text', labels: {}, choices: [] },
      actor,
    )
    expect(await fields().readValues(tenant, 'call', 'call-1')).toEqual({})
    await fields().changeValues(tenant, call, { reason: 'price' })
    await fields().changeValues(tenant, call, { reason: 'quality' })
    expect(await fields().readValues(tenant, 'call', 'call-1')).toEqual({ reason: 'quality' })
    expect(await fields().readValues(other, 'call', 'call-1')).toEqual({})
    expect(await stateOf(fields().changeValues(other, call, { reason: 'x' }))).toBe('23514')
  })

  test('are changed with an entry in the audit log, and never by their key or kind', async () => {
    const field = await make('vip', 'checkbox')
    await fields().change(tenant, field.id, { changes: { labels: { de: 'Wichtig' }, active: false }, actor })
    expect(await audited('customField', field.id)).toMatchObject([
      { action: 'created', subject: 'contact.vip', before: null },
      { action: 'changed', before: { active: true }, after: { active: false, labels: { de: 'Wichtig' } } },
    ])
    expect(await stateOf(make('vip', 'text'))).toBe('23505')
    expect(await fields().change(other, field.id, { changes: {}, actor })).toBeUndefined()
  })
})

describe('what the server keeps in memory', () => {
  test('is what is published, whose it is, and in which language each reads', async () => {
    const mine = await test_.createTenant()
    const sales = await group('Sales', mine)
    const { templates, script } = {
      templates: store(),
      script: createScriptStore(test_.database),
    }
    const published = await templates.create(mine, { name: 'A', draft: { a: 1 } }, actor)
    await templates.publish(mine, published.id, { revision: 1, actor })
    await templates.change(mine, published.id, {
      revision: 2,
      changes: { draft: { a: 2 }, groupIds: [sales] },
      actor,
    })
    await templates.create(mine, { name: 'Only a draft', draft: {} }, actor)
    await script.create(mine, { name: 'Hello', texts: { en: 'Hi' }, queues: ['6001', '6002'] }, actor)
    expect(await stateOf(script.create(mine, { name: 'Two', texts: {}, queues: ['6002'] }, actor))).toBe(
      '23505',
    )
    const user = await test_.database.inTenant(mine, async (db) => {
      const location = await db
        .insertInto('location')
        .values({ name: 'Wien', language: 'de', country: 'AT', time_zone: 'Europe/Vienna' })
        .returning('id')
        .executeTakeFirstOrThrow()
      return db
        .insertInto('app_user')
        .values({
          user_name: 'u',
          name: 'U',
          role: 'agent',
          password_hash: '',
          device: null,
          link: null,
          team: null,
          country: null,
          time_zone: null,
          language: null,
          group_id: sales,
          location_id: location.id,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    })
    const book = await readTemplateBook(test_.database.pool, mine)
    expect(book).toMatchObject({
      country: 'DE',
      templates: [{ id: published.id, version: 1, content: { a: 1 } }],
      groups: [{ group: sales, template: published.id }],
      users: [{ id: user.id, group: sales, language: null, location: 'de' }],
      scripts: [{ name: 'Hello', queues: ['6001', '6002'] }],
      fields: [],
    })
    expect((await readTemplateBook(test_.database.pool, other)).groups).toEqual([])
  })
})
