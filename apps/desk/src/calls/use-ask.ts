import { useEffect, useState } from 'react'
import { useLingui } from '@lingui/react'
import { msg } from '@lingui/core/macro'
import type { CallCommandKind, CallView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'

/** After this long without the telephone system's own event, the user is told and may ask again. */
const patienceMs = 10_000

interface Asked {
  readonly kind: CallCommandKind
  /** The state that was to change; once it has, the question is answered. */
  readonly state: string
}

export interface Asking {
  /** The command on its way, until the telephone system says that it happened. */
  readonly asked: CallCommandKind | null
  readonly problem: string | null
  readonly ask: (kind: CallCommandKind, extra?: { readonly digits?: string }) => void
}

/** Asks the switch to do something with a call. Nothing on the page changes until the switch says that it has. */
export function useAsk(call: CallView): Asking {
  const { i18n } = useLingui()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const state = `${call.state} ${call.since}`
  if (asked !== null && asked.state !== state) {
    setAsked(null)
    setProblem(null)
  }

  useEffect(() => {
    if (asked === null) return undefined
    const timer = setTimeout(() => {
      setAsked(null)
      setProblem(i18n._(msg`The telephone system has not confirmed this. Please look at your phone.`))
    }, patienceMs)
    return () => {
      clearTimeout(timer)
    }
  }, [asked, i18n])

  const ask: Asking['ask'] = (kind, extra = {}) => {
    const mine: Asked = { kind, state }
    setAsked(mine)
    setProblem(null)
    api
      .commandCall({ params: { id: call.id }, body: { kind, ...extra }, idempotencyKey: crypto.randomUUID() })
      .then(
        () => {
          // Digits change no state: the answer to the request is all there is.
          if (kind === 'generateDigits') setAsked((now) => (now === mine ? null : now))
        },
        (error: unknown) => {
          setAsked((now) => (now === mine ? null : now))
          setProblem(problemText(i18n, error))
        },
      )
  }
  return { asked: asked?.kind ?? null, problem, ask }
}
