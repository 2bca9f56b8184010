import { useState } from 'react'
import { useLingui } from '@lingui/react'
import { useQueryClient } from '@tanstack/react-query'
import { ApiError, type Template, type TemplateDetail } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'

export interface Edited {
  readonly name: string
  readonly draft: Template
  readonly groupIds: readonly string[]
}

const editedOf = ({ name, draft, groups }: TemplateDetail): Edited => ({
  name,
  draft,
  groupIds: groups.map(({ id }) => id),
})

/** A template on its way from what is saved to what is published. */
export function useEditor(detail: TemplateDetail) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const [saved, setSaved] = useState(detail)
  const [edited, setEdited] = useState(() => editedOf(detail))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [isConflict, setConflict] = useState(false)
  const isDirty = JSON.stringify(editedOf(saved)) !== JSON.stringify(edited)

  const adopt = async (next: TemplateDetail): Promise<void> => {
    setSaved(next)
    setEdited(editedOf(next))
    queries.setQueryData(['templateDetail', next.id], next)
    await queries.invalidateQueries({ queryKey: ['templates'] })
  }
  const act = async (work: () => Promise<TemplateDetail>): Promise<void> => {
    setBusy(true)
    setProblem(null)
    setConflict(false)
    try {
      await adopt(await work())
    } catch (error) {
      setConflict(error instanceof ApiError && error.code === 'changedMeanwhile')
      setProblem(problemText(i18n, error))
    } finally {
      setBusy(false)
    }
  }
  const params = { id: detail.id }
  const write = async (): Promise<TemplateDetail> => {
    if (!isDirty) return saved
    const { name, draft, groupIds } = edited
    const kept = await api.changeTemplate({
      params,
      body: { revision: saved.revision, name, draft, groupIds: [...groupIds] },
    })
    // Were publishing refused, what was saved is saved.
    setSaved(kept)
    return kept
  }
  return {
    saved,
    edited,
    busy,
    problem,
    /** Somebody else was faster: only reading it again helps. */
    isConflict,
    isDirty,
    change: (part: Partial<Edited>): void => {
      setEdited((now) => ({ ...now, ...part }))
    },
    save: async () => act(write),
    publish: async () =>
      act(async () => api.publishTemplate({ params, body: { revision: (await write()).revision } })),
    rollBack: async (version: number) => act(async () => api.rollBackTemplate({ params, body: { version } })),
    discard: (): void => {
      setEdited(editedOf(saved))
    },
    reread: async () => act(async () => api.readTemplate({ params })),
  }
}
