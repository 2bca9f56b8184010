import type { ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useRouter } from '@tanstack/react-router'
import { api } from '#app/api.ts'
import { Lines } from '#records/related.tsx'
import { NewRecord } from './edit-record.tsx'
import { kinds, type KindName } from './kinds.ts'
import type { Values } from './merge-edits.ts'
import { SecondNav } from './second-nav.tsx'
import { useListSearch, type ListSearch } from './use-list-search.ts'

const titles: Readonly<Record<KindName, MessageDescriptor>> = {
  contact: msg`New contact`,
  account: msg`New company`,
  case: msg`New case`,
  task: msg`New task`,
  opportunity: msg`New opportunity`,
}

const pages = {
  contact: '/contacts/$id',
  account: '/accounts/$id',
  case: '/cases/$id',
  task: '/tasks/$id',
  opportunity: '/opportunities/$id',
} as const satisfies Record<KindName, string>

/** A new record; whose it is stands in the address where one comes from there. */
export function NewPage() {
  const { kind = '' } = useParams({ strict: false })
  const { i18n } = useLingui()
  const [search] = useListSearch()
  const given = useGiven(search)
  const navigate = useNavigate()
  const router = useRouter()
  const name = Object.keys(kinds).find((known) => known === kind) as KindName | undefined
  if (name === undefined) return <Framed title={<Trans>There is no such page.</Trans>}>{null}</Framed>
  return (
    <Framed title={i18n._(titles[name])}>
      {given === undefined ? (
        <Lines count={6} />
      ) : (
        <NewRecord
          key={`${name} ${JSON.stringify(search)}`}
          kind={name}
          given={fieldsOf(name, given)}
          onMade={(id) => {
            void navigate({ to: pages[name], params: { id }, replace: true })
          }}
          onCancel={() => {
            router.history.back()
          }}
        />
      )}
    </Framed>
  )
}

function Framed({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="pop list-page">
      <SecondNav />
      <h1 className="record-name">{title}</h1>
      {children}
    </section>
  )
}

/** Undefined while it is being read. What is gone by now is left out. */
function useGiven(search: ListSearch): Values | undefined {
  const { contact, account, case: caseId } = search
  const { data } = useQuery({
    queryKey: ['given', contact, account, caseId],
    queryFn: async () => {
      const [one, other, third] = await Promise.all([
        contact === undefined ? null : api.readContact({ params: { id: contact } }).catch(() => null),
        account === undefined ? null : api.readAccount({ params: { id: account } }).catch(() => null),
        caseId === undefined ? null : api.readCase({ params: { id: caseId } }).catch(() => null),
      ])
      return {
        contact: one === null ? null : { id: one.id, title: one.name },
        account: other === null ? null : { id: other.id, title: other.name },
        case: third === null ? null : { id: third.id, title: third.number },
      }
    },
    gcTime: 0,
  })
  return data
}

/** Of what is known, that for which the form has a field. */
function fieldsOf(kind: KindName, given: Values): Values {
  const people = given['contact'] === null ? [] : [{ ...(given['contact'] as object), role: 'decisionMaker' }]
  const all: Values = { ...given, people }
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in kinds[kind].empty))
}
