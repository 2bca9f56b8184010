import { useState, useSyncExternalStore } from 'react'
import { useLingui } from '@lingui/react'
import { useQueryClient } from '@tanstack/react-query'
import type { KeyMap } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { useMe } from '#app/session.tsx'
import { keyChoice } from './key-choice.ts'

export interface ChangingKeys {
  readonly chosen: KeyMap
  /** Why the last change was not kept. */
  readonly problem: string | null
  readonly change: (chosen: KeyMap) => void
}

/** Holds at once; the server keeps it, so that it is the same at another computer. */
export function useChangeKeys(): ChangingKeys {
  const { i18n } = useLingui()
  const { id } = useMe()
  const queries = useQueryClient()
  const chosen = useSyncExternalStore(keyChoice.subscribe, keyChoice.read)
  const [problem, setProblem] = useState<string | null>(null)
  const change = (next: KeyMap): void => {
    setProblem(null)
    keyChoice.use(next)
    api.setKeys({ body: next }).then(
      (kept) => queries.setQueryData(['keys', id], kept),
      (error: unknown) => {
        keyChoice.use(chosen)
        setProblem(problemText(i18n, error))
      },
    )
  }
  return { chosen, problem, change }
}
