import { useEffect, useState } from 'react'
import { useLingui } from '@lingui/react'
import { msg } from '@lingui/core/macro'
import { api } from '#app/api.ts'
import { browserPhone } from '#phone/browser-phone.ts'
import { problemText } from '#app/problem-words.ts'
import { useCalls, useIsLive, useLive } from '#live/use-live.ts'
import { isUp } from './select-call.ts'

const patienceMs = 10_000

export interface Dialling {
  readonly canDial: boolean
  /** Asked, and no call has come of it yet. */
  readonly busy: boolean
  readonly problem: string | null
  /** True once the switch has taken the request. */
  readonly dial: (number: string) => Promise<boolean>
  readonly forget: () => void
}

/** Calls a number from my phone. The call is on the page when the switch says that there is one, not before. */
export function useDial(): Dialling {
  const { i18n } = useLingui()
  const live = useIsLive()
  const { line } = useLive().state
  const up = useCalls()
    .filter(isUp)
    .map((call) => call.id)
    .join(' ')
  const [asked, setAsked] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  if (asked !== null && asked !== up) setAsked(null)

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

  const dial = async (number: string): Promise<boolean> => {
    setProblem(null)
    setAsked(up)
    browserPhone.expectOwnCall()
    try {
      await api.makeCall({ body: { number }, idempotencyKey: crypto.randomUUID() })
      return true
    } catch (error) {
      setAsked(null)
      setProblem(problemText(i18n, error))
      return false
    }
  }
  const forget = (): void => {
    setProblem(null)
  }
  return { canDial: live && line?.canDial === true, busy: asked !== null, problem, dial, forget }
}
