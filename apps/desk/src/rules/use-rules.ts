import { useState } from 'react'
import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { PopRule, PopRules, PopRuleSet } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'

const key = ['popRules'] as const

/** The rules as the server has them, and as they are being written here. */
export function useRules() {
  const queries = useQueryClient()
  const { i18n } = useLingui()
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => api.readPopRules({ signal }),
    // What is being written is not replaced under the hands.
    refetchOnWindowFocus: false,
  })
  const [written, setWritten] = useState<PopRuleSet | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState<'saved' | 'published' | 'back' | null>(null)

  const ask = async (work: () => Promise<PopRules>, then: NonNullable<typeof told>): Promise<void> => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    setTold(null)
    try {
      queries.setQueryData(key, await work())
      setWritten(null)
      setTold(then)
    } catch (failure) {
      setProblem(problemText(i18n, failure))
    } finally {
      setBusy(false)
    }
  }
  return {
    data,
    error,
    reload: () => {
      setWritten(null)
      setProblem(null)
      void refetch()
    },
    draft: written ?? data?.draft,
    isDirty: written !== null,
    busy,
    problem,
    told,
    write: (draft: PopRuleSet) => {
      setWritten(draft)
      setTold(null)
    },
    save: async () => ask(async () => saveDraft(data, written), 'saved'),
    publish: async () =>
      ask(async () => {
        const saved = await saveDraft(data, written)
        queries.setQueryData(key, saved)
        setWritten(null)
        return publishDraft(saved)
      }, 'published'),
    rollBack: async (version: number) =>
      ask(
        async () => api.rollBackPopRules({ body: { version }, idempotencyKey: crypto.randomUUID() }),
        'back',
      ),
  }
}

async function saveDraft(data: PopRules | undefined, written: PopRuleSet | null): Promise<PopRules> {
  if (data === undefined) throw new Error('Nothing to save yet.')
  if (written === null) return data
  return api.savePopRules({ body: { revision: data.revision, draft: written } })
}

/** A set that was never written is kept first, empty as it is. */
async function publishDraft(saved: PopRules): Promise<PopRules> {
  const kept =
    saved.revision > 0 ? saved : await api.savePopRules({ body: { revision: 0, draft: saved.draft } })
  return api.publishPopRules({ body: { revision: kept.revision }, idempotencyKey: crypto.randomUUID() })
}

export type RulesState = ReturnType<typeof useRules>

/** Names for what rules name. */
export function useRuleWords() {
  return useQuery({
    queryKey: ['popRuleWords'],
    queryFn: async ({ signal }) => api.readPopRuleWords({ signal }),
  })
}

export function newRule(name: string): PopRule {
  return {
    id: crypto.randomUUID(),
    name,
    active: true,
    when: 'ringing',
    conditions: [],
    what: { kind: 'record', of: 'contact' },
  }
}

/** The same rules with one of them at another place; the same where it cannot go there. */
export function moved(rules: readonly PopRule[], from: number, to: number): PopRule[] {
  const rule = rules[from]
  if (rule === undefined || to < 0 || to >= rules.length) return [...rules]
  return rules.toSpliced(from, 1).toSpliced(to, 0, rule)
}
