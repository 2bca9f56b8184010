import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { Trans, useLingui } from '@lingui/react/macro'
import { isRinging, isUp } from '#calls/select-call.ts'
import { pressShortcut } from '#calls/use-shortcuts.ts'
import { useCalls, useIsLive } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { canOpenWindow, follow, openWindow } from './pip-window.ts'
import { SmallCall } from './small-call.tsx'
import './pip.css'

/** My calls in a small window above all others, so that the CRM can have the screen. Offered only where it can be had. */
export function CallWindow() {
  const { t } = useLingui()
  const [opened, setOpened] = useState<Window | null>(null)
  useEffect(() => {
    if (opened === null) return undefined
    const over = new AbortController()
    const { signal } = over
    opened.addEventListener('pagehide', () => setOpened(null), { signal })
    opened.addEventListener('keydown', pressShortcut, { signal })
    const stop = follow(opened.document)
    return () => {
      over.abort()
      stop()
      opened.close()
    }
  }, [opened])
  if (!canOpenWindow()) return null
  return (
    <>
      <Button
        tone="quiet"
        icon="window"
        iconOnly
        data-opens="window"
        aria-label={opened === null ? t`Calls in a small window` : t`Close the small window`}
        onPress={() => {
          if (opened === null) void openWindow().then(setOpened)
          else setOpened(null)
        }}
      />
      {opened === null ? null : createPortal(<SmallCalls />, opened.document.body)}
    </>
  )
}

/** Those that ring first. */
function SmallCalls() {
  const { t } = useLingui()
  const live = useIsLive()
  const calls = useCalls().filter(isUp)
  const shown = [...calls.filter(isRinging), ...calls.filter((call) => !isRinging(call))]
  return (
    <main className="small-calls" aria-label={t`My calls`} data-stale={!live}>
      {live ? null : (
        <p className="small-stale" role="status">
          <Trans>Not live: reconnecting. Your phone works as ever.</Trans>
        </p>
      )}
      {shown.map((call) => (
        <SmallCall key={call.id} call={call} />
      ))}
      {shown.length === 0 ? (
        <p className="quiet-note">
          <Trans>No calls right now.</Trans>
        </p>
      ) : null}
    </main>
  )
}
