import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { Task } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'

/** Says that a task is done, or is not after all. Only this is written, whoever changes the rest. */
export function TaskDone({ task }: { readonly task: Task }) {
  const { t, i18n } = useLingui()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { subject } = task
  const turn = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await api.changeTask({ params: { id: task.id }, body: { done: !task.done } })
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => ['task', 'tasks'].includes(String(queryKey[0])),
      })
    } catch (error) {
      setProblem(problemText(i18n, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="row-marks">
      <span className="bad-text" role="status">
        {problem}
      </span>
      <Button
        size="small"
        icon="check"
        isPending={busy}
        data-task-done={task.done}
        aria-label={task.done ? t`Not done after all: ${subject}` : t`Done: ${subject}`}
        onPress={() => void turn()}
      >
        {task.done ? <Trans>Not done after all</Trans> : <Trans>Done</Trans>}
      </Button>
    </span>
  )
}
