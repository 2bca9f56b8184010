import { useLingui } from '@lingui/react'
import { Link } from '@tanstack/react-router'
import type { Account, ComponentOf, MyTemplate } from '@hookswitch/contract'
import { Lines, Nothing } from '#records/related.tsx'
import { labelFor } from './use-label.ts'
import { accountWords } from './words.ts'

interface AccountFactsProps {
  readonly it: ComponentOf<'account'>
  readonly account: Account | null
  readonly mine: MyTemplate
  readonly isLoading: boolean
}

/** The company, fact by fact. */
export function AccountFacts({ it, account, mine, isLoading }: AccountFactsProps) {
  const { i18n } = useLingui()
  if (isLoading) return <Lines count={1} />
  if (account === null) return <Nothing />
  return (
    <dl className="facts template-facts">
      {it.columns.map(({ field, labels }) =>
        account[field] === null ? null : (
          <div className="fact" key={field} data-field={field}>
            <dt>{labelFor(labels, mine) ?? i18n._(accountWords[field])}</dt>
            <dd>
              {field === 'name' ? (
                <Link to="/accounts/$id" params={{ id: account.id }} className="link">
                  <bdi>{account.name}</bdi>
                </Link>
              ) : (
                <bdi>{account[field]}</bdi>
              )}
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}
