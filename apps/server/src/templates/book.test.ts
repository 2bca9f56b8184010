import { builtInTemplate, newComponent, type Template } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'
import type { BookRows } from '#store/template-book.ts'
import { TemplateBook } from './book.ts'

const sales: Template = { components: [newComponent('script', 'script')], actions: ['holdCall'] }
const rows = (more: Partial<BookRows> = {}): BookRows => ({
  country: 'DE',
  templates: [{ id: 'sales', version: 3, content: sales }],
  groups: [{ group: 'g1', template: 'sales' }],
  users: [
    { id: 'anna', group: 'g1', language: null, location: 'fr' },
    { id: 'bob', group: 'g2', language: 'en', location: 'de' },
    { id: 'carl', group: null, language: null, location: null },
  ],
  scripts: [{ id: 's', name: 'S', texts: { fr: 'Bonjour' }, queues: ['6001'] }],
  fields: [],
  ...more,
})
const open = async (read: () => BookRows): Promise<TemplateBook> => {
  const book = new TemplateBook({ tenants: ['t'], read: async () => read() })
  await book.load()
  return book
}
const user = (id: string) => ({ id, tenant: 't' })

describe('whose calls are shown by what', () => {
  it('goes by the group; by the built-in one for who has none', async () => {
    const book = await open(rows)
    expect(book.of(user('anna')).ref).toMatchObject({ id: 'sales', version: 3, language: 'fr' })
    expect(book.of(user('bob')).ref).toMatchObject({ id: null, version: 0, language: 'en' })
    expect(book.of(user('carl')).ref).toMatchObject({ id: null, version: 0, language: 'de' })
    expect(book.mine(user('anna'))).toMatchObject({
      template: sales,
      languages: ['fr', 'en'],
      scripts: [{ name: 'S' }],
    })
    expect(book.mine(user('bob'))).toMatchObject({
      template: builtInTemplate,
      languages: ['en', 'de'],
      scripts: [],
    })
  })
  it('lets do what it allows and what nobody can forbid', async () => {
    const anna = (await open(rows)).of(user('anna'))
    expect(
      ['holdCall', 'rejectCall', 'answerCall', 'parkCall', 'chooseCaller'].map((it) =>
        anna.allows(it as never),
      ),
    ).toEqual([true, true, true, false, false])
    expect(anna.ref.actions).toContain('rejectCall')
  })
  it('is the same object for every call, and has a key that changes with what the user would see and with nothing else', async () => {
    let now = rows()
    const book = await open(() => now)
    const first = book.of(user('anna'))
    expect(book.of(user('anna'))).toBe(first)
    const key = async (more: Partial<BookRows>): Promise<string> => {
      now = rows(more)
      await book.reload('t')
      return book.of(user('anna')).ref.key
    }
    expect(await key({})).toBe(first.ref.key)
    expect(await key({ groups: [...rows().groups, { group: 'g2', template: 'sales' }] })).toBe(first.ref.key)
    const others = [
      await key({ templates: [{ id: 'sales', version: 4, content: sales }] }),
      await key({ scripts: [] }),
      await key({ users: [{ id: 'anna', group: 'g1', language: 'de', location: 'fr' }] }),
      await key({ users: [{ id: 'anna', group: null, language: null, location: 'fr' }] }),
    ]
    expect(new Set([first.ref.key, ...others]).size).toBe(5)
  })
  it('falls back to the built-in one for what cannot be read, and for a tenant that is not known', async () => {
    const book = await open(() =>
      rows({ templates: [{ id: 'sales', version: 9, content: { components: 'soon' } }] }),
    )
    expect(book.of(user('anna')).ref.id).toBeNull()
    expect(book.of({ id: 'anna', tenant: 'other' }).ref).toMatchObject({ id: null, version: 0 })
  })
  it('believes what was read last, however slow a reading was', async () => {
    const answers: ((read: BookRows) => void)[] = []
    const book = new TemplateBook({
      tenants: ['t'],
      read: () => new Promise((resolve) => answers.push(resolve)),
    })
    const [first, second] = [book.reload('t'), book.reload('t')]
    await expect.poll(() => answers.length).toBe(1)
    answers[0]?.(rows({ templates: [] }))
    await first
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.(rows())
    await second
    expect(book.of(user('anna')).ref.version).toBe(3)
  })
})
