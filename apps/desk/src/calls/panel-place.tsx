import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import type { PanelName } from './call-buttons.tsx'

interface PanelPlaceProps {
  /** What opened it. */
  readonly open: PanelName
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What has opened below the buttons of a call: Escape closes it, and the focus goes back to where it came from. */
export function PanelPlace({ open, onClose, children }: PanelPlaceProps) {
  const place = useRef<HTMLDivElement>(null)
  useGiveBackFocus(place, `[data-opens="${open}"]`)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return
      event.preventDefault()
      onClose()
    }
    const here = place.current
    here?.addEventListener('keydown', onKey)
    return () => {
      here?.removeEventListener('keydown', onKey)
    }
  }, [onClose])
  return <div ref={place}>{children}</div>
}

/** Whoever works by keys is not thrown to the top of the page: what opened it has the focus again, or else its call. */
function useGiveBackFocus(place: { readonly current: HTMLElement | null }, opener: string): void {
  useLayoutEffect(() => {
    const here = place.current
    const group = here?.closest('.call-group') ?? null
    return () => {
      if (here === null || group === null || !here.contains(document.activeElement)) return
      // Only afterwards is it known what is left on the page.
      queueMicrotask(() => {
        if (here.isConnected || document.activeElement !== document.body) return
        const back =
          group.querySelector<HTMLElement>(opener) ?? group.querySelector<HTMLElement>('.call-open')
        back?.focus({ preventScroll: true })
      })
    }
  }, [place, opener])
}
