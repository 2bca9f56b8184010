import { Trans, useLingui } from '@lingui/react/macro'
import {
  casePriorities,
  caseStatuses,
  opportunityStatuses,
  type CaseRecord,
  type Opportunity,
  type Task,
} from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { priorityWords, statusWords } from '#records/words.ts'
import { ListPage } from './list-page.tsx'
import { Money } from './money.tsx'
import { TaskDone } from './task-done.tsx'
import { opportunityStatusWords, stageWords } from './words.ts'

const oneOf = <Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined =>
  values.find((value) => value === text)

export function CasesPage() {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const now = useMinute()
  return (
    <ListPage<CaseRecord>
      name="cases"
      title={t`Cases`}
      placeholder={t`Number, subject, contact or company`}
      filters={[
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
        {
          name: 'whose',
          label: t`Whose`,
          options: [
            { id: 'all', text: t`Everybody’s` },
            { id: 'mine', text: t`Mine` },
          ],
        },
        {
          name: 'sort',
          label: t`Order`,
          options: [
            { id: 'newest', text: t`Newest first` },
            { id: 'oldest', text: t`Oldest first` },
            { id: 'priority', text: t`Most urgent first` },
          ],
        },
      ]}
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
            ...(chosen['whose'] === 'mine' ? { mine: 'true' } : {}),
            sort: oneOf(['oldest', 'priority'], chosen['sort']) ?? 'newest',
          },
          signal,
        })
      }}
      to="/cases/$id"
      make={{ to: '/new/$kind', kind: 'case', words: <Trans>New case</Trans> }}
      titleOf={({ subject }) => subject}
      row={(it) => (
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
      )}
    />
  )
}

export function OpportunitiesPage() {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  return (
    <ListPage<Opportunity>
      name="opportunities"
      title={t`Opportunities`}
      placeholder={t`Name or company`}
      filters={[
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
      ]}
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
      make={{ to: '/new/$kind', kind: 'opportunity', words: <Trans>New opportunity</Trans> }}
      titleOf={({ name }) => name}
      row={(it) => (
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
      )}
    />
  )
}

export function TasksPage() {
  const { t } = useLingui()
  const formats = useFormats()
  const today = new Date(useMinute()).toISOString().slice(0, 10)
  return (
    <ListPage<Task>
      name="tasks"
      title={t`Tasks`}
      placeholder={t`What is to be done`}
      filters={[
        {
          name: 'done',
          label: t`Which tasks`,
          options: [
            { id: 'open', text: t`To be done` },
            { id: 'done', text: t`Done` },
            { id: 'every', text: t`All` },
          ],
        },
        {
          name: 'whose',
          label: t`Whose`,
          options: [
            { id: 'all', text: t`Everybody’s` },
            { id: 'mine', text: t`Mine` },
          ],
        },
        {
          name: 'sort',
          label: t`Order`,
          options: [
            { id: 'due', text: t`By due day` },
            { id: 'newest', text: t`Newest first` },
          ],
        },
      ]}
      ask={async ({ chosen, signal, ...query }) => {
        const done = chosen['done'] ?? 'open'
        return api.listTasks({
          query: {
            ...query,
            ...(done === 'every' ? {} : { done: String(done === 'done') }),
            ...(chosen['whose'] === 'mine' ? { mine: 'true' } : {}),
            sort: chosen['sort'] === 'newest' ? 'newest' : 'due',
          },
          signal,
        })
      }}
      to="/tasks/$id"
      make={{ to: '/new/$kind', kind: 'task', words: <Trans>New task</Trans> }}
      titleOf={({ subject }) => subject}
      row={(it) => (
        <>
          <span className="row-main">
            <bdi className="row-title">{it.subject}</bdi>
            <small>
              {it.dueOn === null ? null : (
                <span className={it.dueOn < today && !it.done ? 'bad-text' : ''}>
                  <Trans>due {formats.date(it.dueOn)}</Trans>
                </span>
              )}
              {it.contactName == null ? null : <bdi>{it.contactName}</bdi>}
              {it.accountName == null ? null : <bdi>{it.accountName}</bdi>}
              {it.owner === null ? null : <bdi>{it.owner}</bdi>}
            </small>
          </span>
          <TaskDone task={it} />
        </>
      )}
    />
  )
}
