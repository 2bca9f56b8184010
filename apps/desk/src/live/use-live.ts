import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { CallView, Live } from '@hookswitch/contract'
import { useBrowserPhone } from '#phone/use-browser-phone.ts'
import { withPhone } from '#phone/with-phone.ts'
import { liveStore } from './store.ts'

/** What the server tells, with what the phone in this page can do by itself. */
export function useLive(): Live {
  const live = useSyncExternalStore(liveStore.subscribe, liveStore.read)
  const phone = useBrowserPhone()
  return useMemo(() => withPhone(live, phone), [live, phone])
}

/** False while what is shown may be old: then nothing may be asked of a call. */
export function useIsLive(): boolean {
  return useLive().status.kind === 'live'
}

export function useCalls(): readonly CallView[] {
  return useLive().state.calls
}

const tickers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

/** One clock for all that ticks. */
function subscribeToSeconds(listener: () => void): () => void {
  tickers.add(listener)
  timer ??= setInterval(() => {
    for (const tick of tickers) tick()
  }, 1_000)
  return () => {
    tickers.delete(listener)
    if (tickers.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

function useTime(stepMs: number): number {
  const { clockOffset } = useLive()
  const read = useCallback(
    () => Math.floor((Date.now() + clockOffset) / stepMs) * stepMs,
    [clockOffset, stepMs],
  )
  return useSyncExternalStore(subscribeToSeconds, read)
}

/** The server's time in whole seconds (ms), so that a wrong clock of this computer shows no wrong durations. */
export const useNow = (): number => useTime(1_000)

/** The same in whole minutes, for what need not be drawn each second. */
export const useMinute = (): number => useTime(60_000)
