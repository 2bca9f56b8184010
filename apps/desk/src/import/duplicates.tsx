import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Contact, Duplicate } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { sameWords } from './words.ts'

/** Who may be in twice: looked for when it is asked, some thousands at a time. */
export function Duplicates() {
  const [isAsked, setIsAsked] = useState(false)
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['duplicates'],
    queryFn: async ({ pageParam, signal }) =>
      api.listDuplicates({ query: pageParam === null ? {} : { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: isAsked,
  })
  const items = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className="section" data-section="duplicates">
      <h2 className="section-title">
        <Trans>Who is in twice?</Trans>
      </h2>
      {error === null ? null : <LoadFailed error={error} onRetry={() => void refetch()} />}
      {data !== undefined && items.length === 0 && !hasNextPage ? (
        <p className="quiet-note">
          <Trans>Nobody, as far as numbers, addresses and names tell.</Trans>
        </p>
      ) : null}
      <ul className="rows">
        {items.map((pair) => (
          <Pair key={pair.contacts.map(({ id }) => id).join()} pair={pair} />
        ))}
      </ul>
      {!isAsked || hasNextPage ? (
        <Button
          isPending={isFetching}
          data-action="duplicates"
          onPress={() => {
            if (isAsked) void fetchNextPage()
            else setIsAsked(true)
          }}
        >
          {isAsked ? <Trans>Look on</Trans> : <Trans>Look for them</Trans>}
        </Button>
      ) : null}
    </section>
  )
}

function Pair({ pair }: { readonly pair: Duplicate }) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [state, setState] = useState<'open' | 'busy' | 'merged'>('open')
  const [problem, setProblem] = useState<string | null>(null)
  const [one, other] = pair.contacts
  const merge = async (into: Contact, old: Contact): Promise<void> => {
    setState('busy')
    setProblem(null)
    try {
      await api.mergeContacts({ params: { id: into.id }, body: { contactId: old.id } })
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith('contact'),
      })
      setState('merged')
    } catch (error) {
      setProblem(problemText(i18n, error))
      setState('open')
    }
  }
  return (
    <li className="row pair" data-pair={pair.by} data-state={state}>
      {state === 'merged' ? (
        <span className="quiet-note">
          <Trans>They are one now.</Trans>
        </span>
      ) : (
        <>
          <small>{i18n._(sameWords[pair.by])}</small>
          <Keep it={one} isOpen={state === 'open'} onKeep={() => void merge(one, other)} />
          <Keep it={other} isOpen={state === 'open'} onKeep={() => void merge(other, one)} />
          <span className="bad-text" role="status">
            {problem}
          </span>
        </>
      )}
    </li>
  )
}

interface KeepProps {
  readonly it: Contact
  readonly isOpen: boolean
  readonly onKeep: () => void
}

function Keep({ it, isOpen, onKeep }: KeepProps) {
  const { t } = useLingui()
  const about = [it.accountName, it.email, ...it.phones.map(({ display }) => display)]
  const { name } = it
  return (
    <span className="pair-one">
      <Link to="/contacts/$id" params={{ id: it.id }} className="link">
        <bdi>{name}</bdi>
      </Link>
      <small>
        <bdi>{about.filter(Boolean).join(' · ')}</bdi>
      </small>
      <Button
        size="small"
        isDisabled={!isOpen}
        aria-label={t`Keep ${name}, and put the other into it for good`}
        onPress={onKeep}
      >
        <Trans>Keep this one</Trans>
      </Button>
    </span>
  )
}
