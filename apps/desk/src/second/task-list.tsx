import { Trans, useLingui } from '@lingui/react/macro'
import type { Task } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { useWhose, whose } from './list-filters.ts'
import { ListPage, type ListFilter } from './list-page.tsx'
import { TaskDone } from './task-done.tsx'

export function TasksPage() {
  const { t } = useLingui()
  return (
    <ListPage<Task>
      name="tasks"
      title={t`Tasks`}
      placeholder={t`What is to be done`}
      filters={useTaskFilters()}
      ask={async ({ chosen, signal, ...query }) => {
        const done = chosen['done'] ?? 'open'
        return api.listTasks({
          query: {
            ...query,
            ...(done === 'every' ? {} : { done: String(done === 'done') }),
            ...whose(chosen),
            sort: chosen['sort'] === 'newest' ? 'newest' : 'due',
          },
          signal,
        })
      }}
      to="/tasks/$id"
      make={{ kind: 'task', words: <Trans>New task</Trans> }}
      titleOf={({ subject }) => subject}
      row={(it) => <TaskRow it={it} />}
    />
  )
}

function useTaskFilters(): readonly ListFilter[] {
  const { t } = useLingui()
  return [
    {
      name: 'done',
      label: t`Which tasks`,
      options: [
        { id: 'open', text: t`To be done` },
        { id: 'done', text: t`Done` },
        { id: 'every', text: t`All` },
      ],
    },
    useWhose(),
    {
      name: 'sort',
      label: t`Order`,
      options: [
        { id: 'due', text: t`By due day` },
        { id: 'newest', text: t`Newest first` },
      ],
    },
  ]
}

function TaskRow({ it }: { readonly it: Task }) {
  const formats = useFormats()
  const today = new Date(useMinute()).toISOString().slice(0, 10)
  return (
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
  )
}
