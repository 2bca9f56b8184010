import { useState } from 'react'
import { ApiError } from '@hookswitch/contract'
import { changesOf, mergeEdits, type Values } from './merge-edits.ts'

export interface Stored {
  readonly values: Values
  /** Of the record as it was read; undefined for one that is not there yet. */
  readonly version: number | undefined
}

interface EditingOptions {
  readonly stored: Stored
  /** Writes what changed; the whole where there was no record. @throws ApiError `recordChanged`. */
  readonly save: (changes: Values, version: number | undefined) => Promise<void>
  /** The record as it is now. */
  readonly reread: () => Promise<Stored>
}

export interface Editing {
  readonly values: Values
  readonly set: (name: string, value: unknown) => void
  /** What somebody else wrote into fields that I changed too. */
  readonly theirs: Values
  readonly takeTheirs: (name: string) => void
  readonly busy: boolean
  /** Something is written that is not saved. */
  readonly isDirty: boolean
  readonly error: unknown
  /** True when it is written. */
  readonly submit: () => Promise<boolean>
}

/** So often others may be faster, field by field, before a person is asked. */
const mostTries = 4

/**
 * A form over a record that others change too. What they changed elsewhere in it is put together with mine; where both
 * changed the same field, nothing is written until the person has seen both.
 */
export function useEditing({ stored, save, reread }: EditingOptions): Editing {
  const [base, setBase] = useState(stored)
  const [values, setValues] = useState(stored.values)
  const [theirs, setTheirs] = useState<Values>({})
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const attempt = async (): Promise<boolean> => {
    let [known, mine] = [base, values]
    for (let turn = 0; turn < mostTries; turn += 1) {
      const changes = known.version === undefined ? mine : changesOf(known.values, mine)
      if (Object.keys(changes).length === 0) return true
      try {
        await save(changes, known.version)
        setBase({ ...known, values: mine })
        return true
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.code !== 'recordChanged') throw problem
      }
      const latest = await reread()
      const merged = mergeEdits(known.values, mine, latest.values)
      known = latest
      mine = merged.values
      setBase(known)
      setValues(mine)
      setTheirs(Object.fromEntries(merged.conflicts.map((name) => [name, latest.values[name]])))
      if (merged.conflicts.length > 0) return false
    }
    return false
  }
  const submit = async (): Promise<boolean> => {
    setBusy(true)
    setError(null)
    try {
      return await attempt()
    } catch (problem) {
      setError(problem)
      return false
    } finally {
      setBusy(false)
    }
  }
  const forget = (name: string): void => {
    setTheirs((now) => Object.fromEntries(Object.entries(now).filter(([other]) => other !== name)))
  }
  return {
    values,
    set: (name, value) => {
      setValues((now) => ({ ...now, [name]: value }))
    },
    theirs,
    takeTheirs: (name) => {
      setValues((now) => ({ ...now, [name]: theirs[name] }))
      forget(name)
    },
    busy,
    isDirty: Object.keys(changesOf(base.values, values)).length > 0,
    error,
    submit,
  }
}
