import { useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { ImportResult, ImportRow } from '@hookswitch/contract'
import { api } from '#app/api.ts'

/** Lines that are sent at once: so few that calls do not wait behind them. */
const batch = 250
/** Lines that are looked at before anything is written. */
const mostPreviewed = 250

export interface ImportOptions {
  readonly file: string
  readonly known: 'fill' | 'keep' | 'create'
  /** Of numbers without one. */
  readonly country: string
}

export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'preview'; readonly results: readonly ImportResult[] }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'stopped'; readonly done: number; readonly total: number; readonly error: unknown }
  | { readonly kind: 'done'; readonly results: readonly ImportResult[] }

/**
 * Sends a file in parts, one after the other. Its name is made once: a part that was sent and whose answer was lost is sent
 * again, and nothing is taken twice; what was stopped goes on where it was.
 */
export function useImport() {
  const queries = useQueryClient()
  const [state, setState] = useState<ImportState>({ kind: 'idle' })
  const run = useRef({ id: '', results: [] as ImportResult[], stop: false })

  const send = async (rows: readonly ImportRow[], options: ImportOptions, preview: boolean) =>
    (await api.importContacts({ body: { importId: run.current.id, ...options, preview, rows: [...rows] } }))
      .rows
  const preview = async (rows: readonly ImportRow[], options: ImportOptions): Promise<void> => {
    run.current = { id: crypto.randomUUID(), results: [], stop: false }
    setState({ kind: 'looking' })
    try {
      setState({ kind: 'preview', results: await send(rows.slice(0, mostPreviewed), options, true) })
    } catch (error) {
      setState({ kind: 'stopped', done: 0, total: rows.length, error })
    }
  }
  const start = async (rows: readonly ImportRow[], options: ImportOptions): Promise<void> => {
    const { results } = run.current
    run.current.stop = false
    const total = rows.length
    try {
      while (results.length < total) {
        setState({ kind: 'running', done: results.length, total })
        if (run.current.stop) {
          setState({ kind: 'stopped', done: results.length, total, error: null })
          return
        }
        // One after the other is meant: calls have the database for themselves in between.
        results.push(...(await send(rows.slice(results.length, results.length + batch), options, false)))
      }
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => ['contacts', 'accounts', 'search'].includes(String(queryKey[0])),
      })
      setState({ kind: 'done', results: [...results] })
    } catch (error) {
      setState({ kind: 'stopped', done: results.length, total, error })
    }
  }
  return {
    state,
    preview,
    start,
    stop: () => {
      run.current.stop = true
    },
    reset: () => {
      setState({ kind: 'idle' })
    },
  }
}
