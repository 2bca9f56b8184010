import { useEffect, useRef } from 'react'
import { useLocation } from '@tanstack/react-router'
import { ApiError, type CallView, type RecordName } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useCalls } from '#live/use-live.ts'
import { callIAmOn, recordAt } from './opened-record.ts'

/** Tells the server which records I open while I am on a call: its log will stand on them. */
export function useOpenedRecords(): void {
  const { pathname } = useLocation()
  const calls = useCalls()
  const latest = useRef<readonly CallView[]>(calls)
  useEffect(() => {
    latest.current = calls
  }, [calls])
  // Only that a page is opened counts: one that stood open when the call came was not opened for it.
  useEffect(() => {
    const record = recordAt(pathname)
    const call = callIAmOn(latest.current)
    if (record === null || call === null) return undefined
    const over = new AbortController()
    void tell(call.id, record, () => latest.current.some(({ id, state }) => id === call.id && state !== null))
    return () => {
      over.abort()
    }
  }, [pathname])
}

const firstRetryMs = 500
const longestRetryMs = 8_000

/** Again and again until the server has heard, or the call is over and it would not take it any more. */
async function tell(callId: string, record: RecordName, isStillUp: () => boolean): Promise<void> {
  for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, longestRetryMs)) {
    try {
      await api.noteOpened({ params: { id: callId }, body: record })
      return
    } catch (error) {
      const mayPass = error instanceof ApiError && (error.problem.status >= 500 || error.problem.status === 0)
      if (!mayPass || !isStillUp()) return
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}
