import { useDeferredValue, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '#app/api.ts'
import { useCalls } from '#live/use-live.ts'
import { Lines } from '#records/related.tsx'
import { Field } from '#ui/field.tsx'
import { Icon } from '#ui/icon.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import './pop.css'

/** The search with the caller's number filled in. Nothing takes the keyboard: it waits for a hand. */
export function PopSearchPage({ callId }: { readonly callId: string }) {
  const call = useCalls().find(({ id }) => id === callId)
  const what = call?.popped?.what
  const given = what?.kind === 'search' ? what.text : (call?.other.e164 ?? call?.other.number ?? '')
  return <Search key={callId} given={given} />
}

function Search({ given }: { readonly given: string }) {
  const { t } = useLingui()
  const [text, setText] = useState<string | null>(null)
  const asked = useDeferredValue((text ?? given).trim())
  const { data, error, refetch } = useQuery({
    queryKey: ['popSearch', asked],
    queryFn: async ({ signal }) => {
      const query = { search: asked, limit: 20 }
      const [contacts, accounts] = await Promise.all([
        api.listContacts({ query, signal }),
        api.listAccounts({ query, signal }),
      ])
      return { contacts: contacts.items, accounts: accounts.items }
    },
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  const isEmpty = data !== undefined && data.contacts.length + data.accounts.length === 0
  return (
    <article className="pop" data-pop-page="search">
      <Link to="/" className="link back-link">
        <Icon name="back" size={16} />
        <Trans>Back to my calls</Trans>
      </Link>
      <h1 className="record-name">
        <Trans>Who is it?</Trans>
      </h1>
      <Field label={t`Name, company or number`} value={text ?? given} onChange={setText} autoComplete="off" />
      {data === undefined && error === null && asked !== '' ? <Lines count={6} /> : null}
      {error === null ? null : <LoadFailed error={error} onRetry={() => void refetch()} />}
      {isEmpty ? (
        <p className="quiet-note">
          <Trans>Nothing found</Trans>
        </p>
      ) : null}
      <ul className="found-list">
        {data?.contacts.map(({ id, name, accountName, phones }) => (
          <li key={id}>
            <Link to="/contacts/$id" params={{ id }} className="link">
              <bdi>{name}</bdi>
            </Link>{' '}
            <bdi>{accountName}</bdi> <bdi dir="ltr">{phones[0]?.display}</bdi>
          </li>
        ))}
        {data?.accounts.map(({ id, name, city }) => (
          <li key={id}>
            <Link to="/accounts/$id" params={{ id }} className="link">
              <bdi>{name}</bdi>
            </Link>{' '}
            <bdi>{city}</bdi>
          </li>
        ))}
      </ul>
    </article>
  )
}
