import { Trans, useLingui } from '@lingui/react/macro'
import { casePriorities, caseStatuses, type CaseRecord } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { priorityWords, statusWords } from '#records/words.ts'
import { useWhose, whose } from './list-filters.ts'
import { ListPage, type ListFilter } from './list-page.tsx'
import { oneOf } from './one-of.ts'

export function CasesPage() {
  const { t } = useLingui()
  return (
    <ListPage<CaseRecord>
      name="cases"
      title={t`Cases`}
      placeholder={t`Number, subject, contact or company`}
      filters={useCaseFilters()}
      ask={async ({ chosen, signal, search, ...query }) => {
        const status = oneOf(caseStatuses, chosen['status'])
        const priority = oneOf(casePriorities, chosen['priority'])
        // Who types a number means that case, closed or not.
        const open = chosen['status'] === undefined && !/^#?\d+$/u.test(search) ? { open: 'true' } : {}
        return api.listCases({
          query: {
            ...query,
            ...open,
            search,
            ...(status === undefined ? {} : { status }),
            ...(priority === undefined ? {} : { priority }),
            ...whose(chosen),
            sort: oneOf(['oldest', 'priority'], chosen['sort']) ?? 'newest',
          },
          signal,
        })
      }}
      to="/cases/$id"
      make={{ kind: 'case', words: <Trans>New case</Trans> }}
      titleOf={({ subject }) => subject}
      row={(it) => <CaseRow it={it} />}
    />
  )
}

function useCaseFilters(): readonly ListFilter[] {
  const { t, i18n } = useLingui()
  return [
    {
      name: 'status',
      label: t`Status`,
      options: [
        { id: 'unfinished', text: t`All but closed` },
        ...caseStatuses.map((id) => ({ id, text: i18n._(statusWords[id]) })),
        { id: 'every', text: t`Every status` },
      ],
    },
    {
      name: 'priority',
      label: t`Priority`,
      options: [
        { id: 'every', text: t`Every priority` },
        ...casePriorities.map((id) => ({ id, text: i18n._(priorityWords[id]) })),
      ],
    },
    useWhose(),
    {
      name: 'sort',
      label: t`Order`,
      options: [
        { id: 'newest', text: t`Newest first` },
        { id: 'oldest', text: t`Oldest first` },
        { id: 'priority', text: t`Most urgent first` },
      ],
    },
  ]
}

function CaseRow({ it }: { readonly it: CaseRecord }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const now = useMinute()
  return (
    <>
      <span className="row-main">
        <bdi className="row-title">{it.subject}</bdi>
        <small>
          <span dir="ltr">{it.number}</span>
          {it.contactName === null ? null : <bdi>{it.contactName}</bdi>}
          {it.accountName == null ? null : <bdi>{it.accountName}</bdi>}
          <bdi>{it.owner ?? t`nobody`}</bdi>
          <time dateTime={it.openedAt}>{formats.moment(it.openedAt, now)}</time>
        </small>
      </span>
      <span className="row-marks">
        <span className={`badge priority-${it.priority}`}>{i18n._(priorityWords[it.priority])}</span>
        <span className={`status status-${it.status}`}>{i18n._(statusWords[it.status])}</span>
      </span>
    </>
  )
}
