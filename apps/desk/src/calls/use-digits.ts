import { useEffect, useRef, useState } from 'react'
import { useLingui } from '@lingui/react'
import type { CallView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { browserPhone } from '#phone/browser-phone.ts'

/** What a telephone's keys can send. */
const sendable = /[0-9*#]/g
/** Most keys that go in one request. */
const most = 32

interface Digits {
  /** What has been sent or waits to be, oldest first. */
  readonly sent: string
  readonly isBusy: boolean
  readonly problem: string | null
  /** Everything in the text that is a key. */
  readonly press: (text: string) => void
}

/** By the phone in this page, where the call is at it; else by the switch. */
async function send(id: string, digits: string): Promise<void> {
  if (await browserPhone.command(id, 'generateDigits', digits)) return
  const body = { kind: 'generateDigits', digits } as const
  await api.commandCall({ params: { id }, body, idempotencyKey: crypto.randomUUID() })
}

/** Sends keys in the order in which they were pressed: those pressed while some are on their way go together after them. */
export function useDigits(call: CallView): Digits {
  const { i18n } = useLingui()
  const [sent, setSent] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const waiting = useRef('')
  const running = useRef(false)
  const { id } = call
  useEffect(
    () => () => {
      waiting.current = ''
    },
    [id],
  )

  const run = async (): Promise<void> => {
    if (running.current) return
    running.current = true
    setBusy(true)
    try {
      while (waiting.current !== '') {
        const digits = waiting.current.slice(0, most)
        waiting.current = waiting.current.slice(most)
        // One after the other: their order is what they mean.
        await send(id, digits)
      }
    } catch (error) {
      // What was pressed after the one that failed would make no sense to who listens.
      waiting.current = ''
      setProblem(problemText(i18n, error))
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  const press = (text: string): void => {
    const digits = text.match(sendable)?.join('') ?? ''
    if (digits === '') return
    setProblem(null)
    setSent((before) => before + digits)
    waiting.current += digits
    void run()
  }
  return { sent, isBusy, problem, press }
}
