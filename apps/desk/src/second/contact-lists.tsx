import { Trans, useLingui } from '@lingui/react/macro'
import type { Account, Contact } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { DialNumber } from '#calls/dial-number.tsx'
import { nameOrder, useNameOrder } from './list-filters.ts'
import { ListPage } from './list-page.tsx'

export function ContactsPage() {
  const { t } = useLingui()
  return (
    <ListPage<Contact>
      name="contacts"
      title={t`Contacts`}
      placeholder={t`Name, company, number or e-mail`}
      filters={[useNameOrder()]}
      ask={async ({ chosen, signal, ...query }) =>
        api.listContacts({ query: { ...query, sort: nameOrder(chosen) }, signal })
      }
      to="/contacts/$id"
      make={{ kind: 'contact', words: <Trans>New contact</Trans> }}
      titleOf={({ name }) => name}
      row={(it) => (
        <>
          <span className="row-main">
            <bdi className="row-title">{it.name}</bdi>
            <small>
              {it.title === null ? null : <bdi>{it.title}</bdi>}
              {it.accountName === null ? null : <bdi>{it.accountName}</bdi>}
              {it.email === null ? null : <bdi>{it.email}</bdi>}
            </small>
          </span>
          <span className="row-numbers">
            {it.phones.slice(0, 2).map((phone) => (
              <DialNumber key={phone.text} number={phone.e164 ?? phone.text} display={phone.display} />
            ))}
          </span>
        </>
      )}
    />
  )
}

export function AccountsPage() {
  const { t } = useLingui()
  return (
    <ListPage<Account>
      name="accounts"
      title={t`Companies`}
      placeholder={t`Name, number or place`}
      filters={[useNameOrder()]}
      ask={async ({ chosen, signal, ...query }) =>
        api.listAccounts({ query: { ...query, sort: nameOrder(chosen) }, signal })
      }
      to="/accounts/$id"
      make={{ kind: 'account', words: <Trans>New company</Trans> }}
      titleOf={({ name }) => name}
      row={(it) => (
        <span className="row-main">
          <bdi className="row-title">{it.name}</bdi>
          <small>
            {it.number === null ? null : <span dir="ltr">{it.number}</span>}
            {it.industry === null ? null : <bdi>{it.industry}</bdi>}
            <bdi>{[it.city, it.country].filter((part) => part !== null).join(', ')}</bdi>
          </small>
        </span>
      )}
    />
  )
}
