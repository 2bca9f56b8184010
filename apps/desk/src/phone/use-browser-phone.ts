import { useEffect, useSyncExternalStore } from 'react'
import { browserPhone } from './browser-phone.ts'
import type { PhoneState } from './phone-state.ts'

export function useBrowserPhone(): PhoneState {
  return useSyncExternalStore(browserPhone.subscribe, browserPhone.read)
}

/** The phone lives as long as the session of its user. */
export function useBrowserPhoneSession(userId: string): void {
  useEffect(() => {
    browserPhone.start(userId)
    return () => {
      browserPhone.stop()
    }
  }, [userId])
}
