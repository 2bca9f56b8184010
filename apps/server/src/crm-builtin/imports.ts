import type { Contact, Duplicate, ImportResult, ImportRow } from '@hookswitch/contract'
import { readNumber } from '#numbers/read-number.ts'
import type { Actor } from '#store/audit-store.ts'
import type { DuplicatePage } from '#store/contact-duplicates.ts'
import type { ContactImport, ImportLine } from '#store/contact-import.ts'
import type { ContactStore } from '#store/crm-contacts.ts'
import { type Answer, done } from './answer.ts'
import { contactView } from './record-views.ts'

export interface ImportAsker {
  readonly tenant: string
  readonly by: Actor
  /** ISO 3166 of the tenant. */
  readonly country: string
}

export interface ImportInput {
  readonly importId: string
  readonly file: string
  readonly known: 'fill' | 'keep' | 'create'
  readonly preview: boolean
  /** Of numbers without one, where it is not the tenant's. */
  readonly country?: string | undefined
  readonly rows: readonly ImportRow[]
}

export interface ImportPorts {
  readonly imports: ContactImport
  readonly contacts: Pick<ContactStore, 'list'>
  readonly duplicates: (tenant: string, after: string | null) => Promise<DuplicatePage>
}

/** Contacts from files and into files, and those who are in twice. */
export interface Imports {
  take(asker: ImportAsker, input: ImportInput): Promise<Answer<{ rows: ImportResult[] }>>
  all(
    asker: ImportAsker,
    cursor: string | undefined,
  ): Promise<Answer<{ items: Contact[]; next: string | null }>>
  duplicates(
    asker: ImportAsker,
    cursor: string | undefined,
  ): Promise<Answer<{ items: Duplicate[]; next: string | null }>>
}

/** Contacts of one page of an export. */
const exportPage = 1_000

export function createImports({ imports, contacts, duplicates }: ImportPorts): Imports {
  return {
    take: async ({ tenant, by, country }, { rows, ...input }) => {
      const read = rows.map((row) => readRow(row, input.country ?? country))
      const lines = read.flatMap(({ line }) => line ?? [])
      const taken = lines.length === 0 ? [] : await imports.take(tenant, { ...input, by, lines })
      const byRow = new Map(taken.map((result) => [result.row, result]))
      const results = read.map(({ row, problem, unread }): ImportResult => {
        const told = unread.length === 0 ? {} : { unread }
        const result = byRow.get(row)
        if (result === undefined) return { row, outcome: 'failed', ...(problem && { problem }), ...told }
        return { ...result, ...told }
      })
      return done({ rows: results })
    },
    all: async ({ tenant, country }, cursor) => {
      if (cursor !== undefined && !isId(cursor)) return unknownCursor
      const page = await contacts.list(tenant, { search: '', limit: exportPage, after: cursor ?? null })
      return done({ items: page.items.map((it) => contactView(it, country)), next: page.next })
    },
    duplicates: async ({ tenant, country }, cursor) => {
      if (cursor !== undefined && !isId(cursor)) return unknownCursor
      const { items, next } = await duplicates(tenant, cursor ?? null)
      const views = items.map(({ by, contacts: [one, other] }): Duplicate => {
        return { by, contacts: [contactView(one, country), contactView(other, country)] }
      })
      return done({ items: views, next })
    },
  }
}

const unknownCursor = {
  ok: false,
  code: 'invalid',
  detail: 'The cursor is not one that this list gave.',
} as const

interface ReadRow {
  readonly row: number
  readonly line: ImportLine | undefined
  readonly problem: ImportResult['problem']
  readonly unread: string[]
}

/** What a line says, and what is wrong with it. */
function readRow(given: ImportRow, country: string): ReadRow {
  const { row } = given
  const [givenName, familyName, email, company] = [
    given.givenName,
    given.familyName,
    given.email,
    given.company,
  ].map((text) => text.trim()) as [string, string, string, string]
  const phones = given.phones
    .filter(({ text }) => text.trim() !== '')
    .map(({ label, text }) => ({ label, text: text.trim(), e164: readNumber(text, { country }).e164 }))
  const unread = phones.filter(({ e164 }) => e164 === null).map(({ text }) => text)
  const bad = (problem: ImportResult['problem']): ReadRow => ({ row, line: undefined, problem, unread })
  if (`${givenName}${familyName}${email}${company}` === '' && phones.length === 0) return bad('nothing')
  // Who has only one name has that; a company without a person is reached under its own name.
  const name = familyName !== '' ? familyName : givenName !== '' ? givenName : company
  if (name === '') return bad('nameless')
  if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(email)) return bad('email')
  const contact = {
    givenName: familyName === '' ? '' : givenName,
    familyName: name,
    title: given.title.trim() || null,
    email: email || null,
    phones,
  }
  return { row, line: { row, contact, company: company || null }, problem: undefined, unread }
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
