import { useEffect, useRef } from 'react'
import { useLocation } from '@tanstack/react-router'
import { hasUnsaved } from '#app/unsaved.ts'
import { isUp } from '#calls/select-call.ts'
import { useLive } from '#live/use-live.ts'

/** So long nobody has touched the page, in ms: then it may be loaded anew. */
const quietMs = 60_000
const lookEveryMs = 5_000

/** Does something as soon as it disturbs nobody: no call, no work after one, nothing typed on this page, nothing open, no hand. */
export function useWhenQuiet(wanted: boolean, act: () => void): void {
  const { state } = useLive()
  const { pathname } = useLocation()
  const touched = useRef(0)
  const typed = useRef(false)
  const busy = state.calls.some(isUp) || state.line?.agent?.state === 'workingAfterCall'
  useEffect(() => {
    typed.current = false
  }, [pathname])
  useEffect(() => {
    touched.current = Date.now()
    const over = new AbortController()
    const touch = (event: Event): void => {
      touched.current = Date.now()
      if (event.type === 'input') typed.current = true
    }
    for (const event of ['pointerdown', 'keydown', 'input', 'wheel'])
      window.addEventListener(event, touch, { signal: over.signal, passive: true, capture: true })
    return () => {
      over.abort()
    }
  }, [])
  useEffect(() => {
    if (!wanted || busy) return undefined
    const timer = setInterval(() => {
      const isOpen = document.querySelector('[role="dialog"], [role="alertdialog"], .popover') !== null
      const isFree = !typed.current && !isOpen && !hasUnsaved()
      if (Date.now() - touched.current > quietMs && isFree) act()
    }, lookEveryMs)
    return () => {
      clearInterval(timer)
    }
  }, [wanted, busy, act])
}
