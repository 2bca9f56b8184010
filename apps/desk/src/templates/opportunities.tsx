import { Trans, useLingui } from '@lingui/react/macro'
import type { ColumnOf, Opportunity } from '@hookswitch/contract'
import { useFormats, useMe } from '#app/session.tsx'
import { Nothing } from '#records/related.tsx'
import { stageWords } from './words.ts'

interface OpportunitiesProps {
  readonly items: readonly Opportunity[]
  readonly columns: readonly ColumnOf<'opportunities'>[]
}

/** What could be sold to this customer. */
export function Opportunities({ items, columns }: OpportunitiesProps) {
  if (items.length === 0) return <Nothing />
  return (
    <ul className="rows">
      {items.map((it) => (
        <li key={it.id} className="row" data-opportunity={it.id}>
          <span className="row-main">
            <span className="row-title">
              <bdi>{it.name}</bdi>
            </span>
            <small>
              {columns.map((column) => (
                <OpportunityCell key={column} it={it} column={column} />
              ))}
            </small>
          </span>
        </li>
      ))}
    </ul>
  )
}

function OpportunityCell({
  it,
  column,
}: {
  readonly it: Opportunity
  readonly column: ColumnOf<'opportunities'>
}) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { country } = useMe()
  switch (column) {
    case 'stage':
      return <span data-field="stage">{i18n._(stageWords[it.stage])}</span>
    case 'owner':
      return it.owner === null ? null : <bdi>{it.owner}</bdi>
    case 'closeOn':
      return it.closeOn === null ? null : (
        <span>
          <Trans>due {formats.date(it.closeOn)}</Trans>
        </span>
      )
    case 'amount': {
      if (it.amount === null) return null
      const money = it.currency === null ? {} : { style: 'currency' as const, currency: it.currency }
      const locale = new Intl.Locale(i18n.locale, { region: country })
      return <bdi>{new Intl.NumberFormat(locale, money).format(Number(it.amount))}</bdi>
    }
  }
}
