import { useEffect } from 'react'
import { Trans } from '@lingui/react/macro'
import { Outlet } from '@tanstack/react-router'
import type { Me } from '@hookswitch/contract'
import { NotesBookProvider, NotesPanel } from '#calls/notes-panel.tsx'
import { Phone } from '#calls/phone.tsx'
import { SelectedCallProvider } from '#calls/use-selected-call.tsx'
import { useShortcuts } from '#calls/use-shortcuts.ts'
import { useKeyMap } from '#keys/use-key-map.ts'
import { LiveBanner } from '#live/banner.tsx'
import { liveStore } from '#live/store.ts'
import { useLive } from '#live/use-live.ts'
import { RingAlerts } from '#calls/ring-alerts.tsx'
import { useBrowserPhoneSession } from '#phone/use-browser-phone.ts'
import { RingAway } from '#calls/ring-device.tsx'
import { NewVersionBanner } from '#shell/new-version-banner.tsx'
import { useNextTemplate } from '#templates/use-template.ts'
import { useOpenedRecords } from '#wrap-up/use-opened-records.ts'
import { WrapUpPanel } from '#wrap-up/wrap-up-panel.tsx'
import { Header } from './header.tsx'
import { JumpBar } from './jump-bar.tsx'
import { MeProvider, useSession, useSetMe } from './session.tsx'
import { SideTabs } from './side-tabs.tsx'
import { SignIn } from './sign-in.tsx'

/** Everything behind the sign-in: the phone at the left, what it is about in the middle, notes and history at the right. */
export function DeskFrame() {
  const { me, error } = useSession()
  if (me === null) return <SignIn />
  if (me === undefined) return <Starting slow={error !== null} />
  return (
    <MeProvider me={me}>
      <Desk key={me.id} me={me} />
    </MeProvider>
  )
}

function Starting({ slow }: { readonly slow: boolean }) {
  return (
    <main className="empty-state" aria-busy="true">
      <p role="status">{slow ? <Trans>The server does not answer. Trying again…</Trans> : null}</p>
    </main>
  )
}

function Desk({ me }: { readonly me: Me }) {
  useLiveSession()
  useNextTemplate()
  useBrowserPhoneSession(me.id)
  useShortcuts()
  useOpenedRecords()
  useKeyMap(me.id)
  return (
    <SelectedCallProvider>
      <NotesBookProvider>
        <div className="desk">
          <Header me={me} />
          <div className="banners">
            <LiveBanner />
            <NewVersionBanner />
            <RingAway />
          </div>
          <JumpBar />
          <Phone />
          <main className="centre" id="main">
            <Outlet />
          </main>
          <aside className="side">
            <NotesPanel />
            <WrapUpPanel />
            <SideTabs />
          </aside>
        </div>
        <RingAlerts />
      </NotesBookProvider>
    </SelectedCallProvider>
  )
}

/** The socket lives as long as the session. When the server ends the session, the page asks to sign in again. */
function useLiveSession(): void {
  const { status } = useLive()
  const setMe = useSetMe()
  useEffect(() => {
    liveStore.start()
    return () => {
      liveStore.stop()
    }
  }, [])
  const isOver = status.kind === 'signedOut'
  useEffect(() => {
    if (isOver) void setMe(null)
    // Only the end of the session matters, not that the function is a new one each time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isOver])
}
