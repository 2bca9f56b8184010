import { useState } from 'react'
import { useLingui } from '@lingui/react'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useQuery } from '@tanstack/react-query'
import type { RouteInput, RouteReply } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'

type State = RouteReply<'demoCallState'>['state']
type Start = RouteInput<'demoCall'>['body']

export const callStateWords: Readonly<Record<State, MessageDescriptor>> = {
  dialling: msg`Dialling…`,
  menu: msg`The menu asks for digits`,
  queued: msg`Waiting for an agent`,
  ringing: msg`Ringing at the agent`,
  answered: msg`The agent has answered`,
  held: msg`The agent put you on hold`,
  ended: msg`The call has ended`,
}

export interface DemoCall {
  readonly id: string | null
  readonly from: string
  readonly to: string
  readonly state: State
  readonly busy: boolean
  readonly problem: string | null
  readonly start: (body: Start) => void
  readonly press: (digits: string) => void
  readonly hangUp: () => void
  readonly reset: () => void
}

/** One call of the customer; its state is asked for twice a second while it lasts. */
export function useDemoCall(): DemoCall {
  const { i18n } = useLingui()
  const [started, setStarted] = useState<{ readonly id: string; readonly body: Start } | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const id = started?.id ?? null
  const query = useQuery({
    queryKey: ['demoCall', id],
    queryFn: async ({ signal }) => api.demoCallState({ params: { id: id ?? '' }, signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.state === 'ended' ? false : 500),
  })
  const act = (doing: Promise<unknown>): void => {
    setProblem(null)
    doing.catch((error: unknown) => {
      setProblem(problemText(i18n, error))
    })
  }
  const start = async (body: Start): Promise<void> => {
    setBusy(true)
    try {
      setStarted({ id: (await api.demoCall({ body })).id, body })
    } finally {
      setBusy(false)
    }
  }
  return {
    id,
    from: started?.body.from ?? '',
    to: started?.body.to ?? '',
    state: query.data?.state ?? 'dialling',
    busy,
    problem,
    start: (body) => {
      act(start(body))
    },
    press: (digits) => {
      if (id !== null) act(api.demoDigits({ params: { id }, body: { digits } }))
    },
    hangUp: () => {
      if (id !== null) act(api.demoHangUp({ params: { id } }))
    },
    reset: () => {
      setStarted(null)
    },
  }
}
