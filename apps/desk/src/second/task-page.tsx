import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Task } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { RecordFrame } from '#records/record-pages.tsx'
import { Editable } from './edit-record.tsx'
import { TaskDone } from './task-done.tsx'

/** What is to be done, for whom, until when. */
export function TaskPage() {
  const { id = '' } = useParams({ strict: false })
  const it = useQuery({
    queryKey: ['task', id],
    queryFn: async ({ signal }) => api.readTask({ params: { id }, signal }),
  })
  return (
    <RecordFrame error={it.error} isLoading={it.isPending}>
      {it.data === undefined ? null : (
        <Editable kind="task" id={id}>
          <Shown it={it.data} />
        </Editable>
      )}
    </RecordFrame>
  )
}

function Shown({ it }: { readonly it: Task }) {
  const formats = useFormats()
  return (
    <header className="record-head record-head-plain" data-done={it.done}>
      <div className="record-who">
        <h1 className="record-name">
          <bdi>{it.subject}</bdi>
        </h1>
        <p className="record-company">
          {it.dueOn === null ? null : (
            <span>
              <Trans>due {formats.date(it.dueOn)}</Trans>
            </span>
          )}
          {it.contactId === null ? null : (
            <Link to="/contacts/$id" params={{ id: it.contactId }} className="link">
              <bdi>{it.contactName}</bdi>
            </Link>
          )}
          {it.accountId === null ? null : (
            <Link to="/accounts/$id" params={{ id: it.accountId }} className="link">
              <bdi>{it.accountName}</bdi>
            </Link>
          )}
          {it.caseId === null ? null : (
            <Link to="/cases/$id" params={{ id: it.caseId }} className="link">
              <Trans>
                Case <bdi>{it.caseNumber}</bdi>
              </Trans>
            </Link>
          )}
          {it.owner === null ? null : <bdi>{it.owner}</bdi>}
        </p>
      </div>
      <TaskDone task={it} />
    </header>
  )
}
