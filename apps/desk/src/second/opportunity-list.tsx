import { Trans, useLingui } from '@lingui/react/macro'
import { opportunityStatuses, type Opportunity } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { ListPage, type ListFilter } from './list-page.tsx'
import { Money } from './money.tsx'
import { oneOf } from './one-of.ts'
import { opportunityStatusWords, stageWords } from './words.ts'

export function OpportunitiesPage() {
  const { t } = useLingui()
  return (
    <ListPage<Opportunity>
      name="opportunities"
      title={t`Opportunities`}
      placeholder={t`Name or company`}
      filters={useOpportunityFilters()}
      ask={async ({ chosen, signal, ...query }) => {
        const wanted = chosen['status'] ?? 'open'
        const status = oneOf(opportunityStatuses, wanted)
        return api.listOpportunities({
          query: {
            ...query,
            ...(status === undefined ? {} : { status }),
            sort: chosen['sort'] === 'newest' ? 'newest' : 'closing',
          },
          signal,
        })
      }}
      to="/opportunities/$id"
      make={{ kind: 'opportunity', words: <Trans>New opportunity</Trans> }}
      titleOf={({ name }) => name}
      row={(it) => <OpportunityRow it={it} />}
    />
  )
}

function useOpportunityFilters(): readonly ListFilter[] {
  const { t, i18n } = useLingui()
  return [
    {
      name: 'status',
      label: t`Status`,
      options: [
        ...opportunityStatuses.map((id) => ({ id, text: i18n._(opportunityStatusWords[id]) })),
        { id: 'every', text: t`Every status` },
      ],
    },
    {
      name: 'sort',
      label: t`Order`,
      options: [
        { id: 'closing', text: t`By day of decision` },
        { id: 'newest', text: t`Newest first` },
      ],
    },
  ]
}

function OpportunityRow({ it }: { readonly it: Opportunity }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  return (
    <>
      <span className="row-main">
        <bdi className="row-title">{it.name}</bdi>
        <small>
          {it.accountName === null ? null : <bdi>{it.accountName}</bdi>}
          <span>{i18n._(stageWords[it.stage])}</span>
          {it.closeOn === null ? null : <time dateTime={it.closeOn}>{formats.date(it.closeOn)}</time>}
          {it.owner === null ? null : <bdi>{it.owner}</bdi>}
        </small>
      </span>
      <span className="row-marks">
        <Money amount={it.amount} currency={it.currency} />
        <span className="badge">{i18n._(opportunityStatusWords[it.status])}</span>
      </span>
    </>
  )
}
