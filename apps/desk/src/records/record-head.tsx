import type { ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Account, ColumnOf, Contact } from '@hookswitch/contract'
import { DialNumber } from '#calls/dial-number.tsx'
import { Icon } from '#ui/icon.tsx'
import { labelWords } from './words.ts'

interface RecordHeadProps {
  readonly contact: Contact | null
  readonly account: Account | null
  /** As people write it: of this call. */
  readonly number: string | null
  /** Said above the name: how the record was found. */
  readonly reason?: ReactNode
  readonly actions?: ReactNode
  /** Default: everything. */
  readonly shows?: (column: CallerColumn) => boolean
  /** What a fact is called here, where it is not called as everywhere. */
  readonly wordFor?: (column: CallerColumn) => string | null
}

export type CallerColumn = ColumnOf<'caller'>
const all = (): boolean => true
const none = (): null => null

/** Who it is: name, company, number, account. */
export function RecordHead(props: RecordHeadProps) {
  const { contact, account, reason, actions, shows = all, wordFor = none } = props
  const number = shows('number') ? props.number : null
  const title = contact?.name ?? account?.name ?? ''
  return (
    <header className="record-head">
      <Avatar name={title} isCompany={contact === null} />
      <div className="record-who">
        <h1 className="record-name">
          <bdi>{title}</bdi>
        </h1>
        <Affiliation contact={contact} account={account} shows={shows} />
      </div>
      <div className="record-aside">
        {number === null ? null : (
          <span className="record-number" dir="ltr">
            {number}
          </span>
        )}
        {reason === undefined ? null : (
          <span className="record-reason">
            {shows('reason') ? reason : null} {actions}
          </span>
        )}
      </div>
      <RecordFacts contact={contact} account={account} shown={number} shows={shows} wordFor={wordFor} />
    </header>
  )
}

function Affiliation({ contact, account, shows }: Pick<FactsProps, 'contact' | 'account' | 'shows'>) {
  const company = contact?.accountName ?? account?.name ?? null
  const accountId = account?.id ?? contact?.accountId ?? null
  return (
    <p className="record-company">
      {contact?.title == null || !shows('title') ? null : <bdi>{contact.title}</bdi>}
      {contact === null || company === null || accountId === null || !shows('company') ? null : (
        <Link to="/accounts/$id" params={{ id: accountId }} className="link">
          <bdi>{company}</bdi>
        </Link>
      )}
      {contact !== null || account?.industry == null || !shows('company') ? null : (
        <bdi>{account.industry}</bdi>
      )}
    </p>
  )
}

interface FactsProps extends Pick<RecordHeadProps, 'contact' | 'account'> {
  /** Stands above already. */
  readonly shown: string | null
  readonly shows: (column: CallerColumn) => boolean
  readonly wordFor: (column: CallerColumn) => string | null
}

function RecordFacts({ contact, account, shown, shows, wordFor }: FactsProps) {
  const { i18n } = useLingui()
  const phones = contact?.phones.filter((phone) => phone.display !== shown && shows('phones')) ?? []
  const place = [account?.city, account?.country].filter((part) => part != null).join(', ')
  return (
    <dl className="facts">
      {account?.number == null || !shows('accountNumber') ? null : (
        <Fact name={wordFor('accountNumber') ?? <Trans>Account</Trans>}>
          <span dir="ltr">{account.number}</span>
        </Fact>
      )}
      {place === '' || !shows('place') ? null : (
        <Fact name={wordFor('place') ?? <Trans>Place</Trans>}>{place}</Fact>
      )}
      {contact?.email == null || !shows('email') ? null : (
        <Fact name={wordFor('email') ?? <Trans>E-mail</Trans>}>{contact.email}</Fact>
      )}
      {phones.map((phone) => (
        <Fact key={phone.label + phone.text} name={i18n._(labelWords[phone.label])}>
          <DialNumber number={phone.e164 ?? phone.text} display={phone.display} />
        </Fact>
      ))}
    </dl>
  )
}

export function Fact({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  )
}

function Avatar({ name, isCompany }: { readonly name: string; readonly isCompany: boolean }) {
  const letters = [...name.matchAll(/\p{L}+/gu)].map(([word]) => word[0] ?? '')
  const initials = [letters.at(0), letters.length > 1 ? letters.at(-1) : ''].join('').toUpperCase()
  return (
    <span className="avatar" aria-hidden="true">
      {isCompany || initials === '' ? <Icon name={isCompany ? 'company' : 'person'} size={22} /> : initials}
    </span>
  )
}
