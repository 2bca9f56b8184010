import { useEffect, useState } from 'react'
import { useLingui } from '@lingui/react'
import { msg } from '@lingui/core/macro'
import { problemText } from '#app/problem-words.ts'

/** After this long without the telephone system's own event, the user is told and may ask again. */
const patienceMs = 10_000

/** What was asked: a command, and of several alike (drop one of three) which. */
export interface Question<Kind extends string> {
  readonly kind: Kind
  readonly about?: string | undefined
}

interface Asked<Kind extends string> extends Question<Kind> {
  /** How that stood which was to change; once it is different, the question is answered. */
  readonly was: string
}

interface Refused<Kind extends string> extends Asked<Kind> {
  readonly text: string
}

export interface AskedState<Kind extends string> {
  /** On its way, until the telephone system says that it happened. */
  readonly asked: Question<Kind> | null
  /** Why the last one did not happen; forgotten when something else did. */
  readonly problem: (Question<Kind> & { readonly text: string }) | null
  readonly put: (question: Question<Kind>, send: () => Promise<unknown>) => void
}

/**
 * Asks the switch, and waits until it says that it happened: nothing on the page changes before. `read` tells how that
 * stands which a question wants changed.
 */
export function useAsked<Kind extends string>(read: (question: Question<Kind>) => string): AskedState<Kind> {
  const { i18n } = useLingui()
  const [asked, setAsked] = useState<Asked<Kind> | null>(null)
  const [refused, setRefused] = useState<Refused<Kind> | null>(null)
  if (asked !== null && asked.was !== read(asked)) setAsked(null)
  if (refused !== null && refused.was !== read(refused)) setRefused(null)

  useEffect(() => {
    if (asked === null) return undefined
    const timer = setTimeout(() => {
      setAsked(null)
      const text = i18n._(msg`The telephone system has not confirmed this. Please look at your phone.`)
      setRefused({ ...asked, text })
    }, patienceMs)
    return () => {
      clearTimeout(timer)
    }
  }, [asked, i18n])

  const put: AskedState<Kind>['put'] = (question, send) => {
    const mine: Asked<Kind> = { ...question, was: read(question) }
    setAsked(mine)
    setRefused(null)
    send().catch((error: unknown) => {
      setAsked((now) => (now === mine ? null : now))
      setRefused({ ...mine, text: problemText(i18n, error) })
    })
  }
  return { asked, problem: refused, put }
}
