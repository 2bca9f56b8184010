import { useState, type FormEvent } from 'react'
import { useLingui } from '@lingui/react'
import { ApiError } from '@hookswitch/contract'
import { problemText } from '#app/problem-words.ts'
import { changedFields, takeNews, type Fields } from './draft.ts'
import { fieldWords } from './field-words.ts'
import { useSay } from './use-say.ts'

interface Shape {
  safeParse(values: unknown): {
    readonly success: boolean
    readonly error?: {
      readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
    }
  }
}

export interface DraftOptions<Values extends Fields> {
  readonly initial: Values
  /** Of the thing as it was when the form was opened; null where a new one is made. */
  readonly version: number | null
  /** What is wrong is said before anything is sent. */
  readonly shape: Shape
  readonly save: (draft: Ready<Values>) => Promise<void>
  /** What is there now, after somebody else was faster. */
  readonly reread?: () => Promise<{ readonly values: Values; readonly version: number } | undefined>
}

export interface Ready<Values> {
  readonly values: Values
  /** The fields that are not as they were. */
  readonly changed: Partial<Values>
  /** The version that this person has seen; 0 of a new one. */
  readonly version: number
}

export interface Draft<Values extends Fields> {
  readonly values: Values
  readonly set: <Name extends keyof Values>(name: Name) => (value: Values[Name]) => void
  /** What is wrong with a field, in the language of the page. */
  readonly error: (name: keyof Values & string) => string | null
  /** What somebody else made of a field that this person changed too. */
  readonly news: Partial<Values>
  readonly problem: string | null
  readonly isDirty: boolean
  readonly isSaving: boolean
  readonly submit: (event: FormEvent) => void
}

/** What a person types into a form of the administration, until it is saved. */
export function useDraft<Values extends Fields>(options: DraftOptions<Values>): Draft<Values> {
  const { i18n } = useLingui()
  const say = useSay()
  // As it was when the form was opened, or shown after a conflict: the list behind it may know more by now.
  const [base, setBase] = useState({ values: options.initial, version: options.version ?? 0 })
  const [values, setValues] = useState(options.initial)
  const [news, setNews] = useState<Partial<Values>>({})
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({})
  const [error, setError] = useState<unknown>(null)
  const [isSaving, setSaving] = useState(false)

  const failed = async (problem: unknown): Promise<void> => {
    const code = problem instanceof ApiError ? problem.code : ''
    const found = problem instanceof ApiError ? (problem.problem.fields ?? {}) : {}
    setFields(found)
    // What is said beside a field need not be said of the form.
    setError(Object.keys(found).some((name) => name in values) ? null : problem)
    const now = code === 'changedMeanwhile' ? await options.reread?.() : undefined
    if (now === undefined) return
    const taken = takeNews({ base: base.values, values, now: now.values })
    setBase(now)
    setValues(taken.values)
    setNews(taken.news)
  }
  const save = async (): Promise<void> => {
    const read = options.shape.safeParse(values)
    const issues = read.error?.issues ?? []
    setFields(Object.fromEntries(issues.map(({ path, message }) => [String(path[0] ?? ''), message])))
    setError(null)
    if (!read.success) return
    setSaving(true)
    try {
      const changed = changedFields(base.values, values)
      await options.save({ values, changed, version: base.version })
    } catch (problem) {
      await failed(problem)
    } finally {
      setSaving(false)
    }
  }
  return {
    values,
    set: (name) => (value) => {
      setValues((now) => ({ ...now, [name]: value }))
      setFields((now) => Object.fromEntries(Object.entries(now).filter(([field]) => field !== name)))
    },
    error: (name) => (fields[name] === undefined ? null : say(fieldWords(fields[name]))),
    news,
    problem: error === null ? null : problemText(i18n, error),
    isDirty: Object.keys(changedFields(base.values, values)).length > 0,
    isSaving,
    submit: (event) => {
      event.preventDefault()
      if (!isSaving) void save()
    },
  }
}
