import type { ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CaseRecord } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { Editable } from '#second/edit-record.tsx'
import { Opportunities, PeopleOf, RecordActions } from '#second/record-extras.tsx'
import { SecondNav } from '#second/second-nav.tsx'
import { RecordFields } from '#templates/record-fields.tsx'
import { Icon } from '#ui/icon.tsx'
import { RecordHead } from './record-head.tsx'
import { Lines, Related, type Loaded } from './related.tsx'

interface PageProps {
  readonly id: string
}

export function ContactPage({ id }: PageProps) {
  const contact = useQuery({
    queryKey: ['contact', id],
    queryFn: async ({ signal }) => api.readContact({ params: { id }, signal }),
  })
  const account = useAccount(contact.data?.accountId ?? null)
  return (
    <RecordFrame error={contact.error} isLoading={contact.isPending}>
      <Editable
        kind="contact"
        id={id}
        actions={<RecordActions contact={id} account={contact.data?.accountId ?? undefined} />}
      >
        <RecordHead contact={contact.data ?? null} account={account.data ?? null} number={null} />
      </Editable>
      <RelatedTo contactId={id} />
      <Opportunities of={{ contactId: id }} />
      <RecordFields subject="contact" id={id} />
    </RecordFrame>
  )
}

export function AccountPage({ id }: PageProps) {
  const account = useAccount(id)
  return (
    <RecordFrame error={account.error} isLoading={account.isPending}>
      <Editable kind="account" id={id} actions={<RecordActions account={id} />}>
        <RecordHead contact={null} account={account.data ?? null} number={null} />
      </Editable>
      <RelatedTo accountId={id} />
      <Opportunities of={{ accountId: id }} />
      <PeopleOf accountId={id} />
      <RecordFields subject="account" id={id} />
    </RecordFrame>
  )
}

export function CasePage({ id }: PageProps) {
  const it = useQuery({
    queryKey: ['case', id],
    queryFn: async ({ signal }) => api.readCase({ params: { id }, signal }),
  })
  const { tasks, activities } = useRelated({ caseId: id })
  return (
    <RecordFrame error={it.error} isLoading={it.isPending}>
      <Editable
        kind="case"
        id={id}
        actions={
          <RecordActions
            case={id}
            contact={it.data?.contactId ?? undefined}
            account={it.data?.accountId ?? undefined}
          />
        }
      >
        <h1 className="record-name">
          <bdi>{it.data?.subject}</bdi>
        </h1>
        <CaseOwners it={it.data} />
      </Editable>
      <Related
        cases={it.data === undefined ? undefined : [it.data]}
        tasks={loaded(tasks)}
        activities={loaded(activities)}
      />
      <RecordFields subject="case" id={id} />
    </RecordFrame>
  )
}

/** Whose case it is. */
function CaseOwners({ it }: { readonly it: CaseRecord | undefined }) {
  return (
    <p className="record-company">
      {it?.contactId == null ? null : (
        <Link to="/contacts/$id" params={{ id: it.contactId }} className="link">
          <bdi>{it.contactName}</bdi>
        </Link>
      )}
      {it?.accountId == null ? null : (
        <Link to="/accounts/$id" params={{ id: it.accountId }} className="link" data-account={it.accountId}>
          <bdi>{it.accountName}</bdi>
        </Link>
      )}
    </p>
  )
}

function useAccount(id: string | null) {
  return useQuery({
    queryKey: ['account', id],
    queryFn: async ({ signal }) => api.readAccount({ params: { id: id ?? '' }, signal }),
    enabled: id !== null,
  })
}

interface RelatedQuery {
  readonly contactId?: string
  readonly accountId?: string
  readonly caseId?: string
}

function useRelated(to: RelatedQuery) {
  const tasks = useQuery({
    queryKey: ['tasks', to],
    queryFn: async ({ signal }) => api.listTasks({ query: to, signal }),
  })
  const activities = useQuery({
    queryKey: ['activities', to],
    queryFn: async ({ signal }) => api.listActivities({ query: to, signal }),
  })
  return { tasks, activities }
}

export function RelatedTo(to: RelatedQuery) {
  const { tasks, activities } = useRelated(to)
  const cases = useQuery({
    queryKey: ['cases', to],
    queryFn: async ({ signal }) => api.listCases({ query: to, signal }),
  })
  return <Related cases={loaded(cases)} tasks={loaded(tasks)} activities={loaded(activities)} />
}

interface Listing<Item> {
  readonly data: { readonly items: readonly Item[] } | undefined
  readonly error: unknown
  readonly isError: boolean
  readonly refetch: () => unknown
}

/** A list as it is shown: there, on its way, or why it is not. */
function loaded<Item>({ data, error, isError, refetch }: Listing<Item>): Loaded<Item> {
  if (data !== undefined) return data.items
  return isError ? { error, retry: () => void refetch() } : undefined
}

interface RecordFrameProps {
  readonly error: unknown
  readonly isLoading: boolean
  readonly children: ReactNode
}

export function RecordFrame({ error, isLoading, children }: RecordFrameProps) {
  const { i18n } = useLingui()
  return (
    <article className="pop">
      <SecondNav />
      <Link to="/" className="link back-link">
        <Icon name="back" size={16} />
        <Trans>Back to my calls</Trans>
      </Link>
      {error === null ? null : (
        <p className="form-problem" role="alert">
          {problemText(i18n, error)}
        </p>
      )}
      {isLoading && error === null ? <Lines count={8} /> : null}
      {isLoading || error !== null ? null : children}
    </article>
  )
}
