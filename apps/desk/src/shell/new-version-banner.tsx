import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { Trans } from '@lingui/react/macro'
import { useIsLive } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'
import { newVersion } from './new-version.ts'
import { useWhenQuiet } from './use-quiet.ts'

/** Tells of a newer page; it is taken by a press, or when it disturbs nobody. */
export function NewVersionBanner() {
  const isReady = useSyncExternalStore(newVersion.subscribe, newVersion.isReady)
  const isLive = useIsLive()
  useEffect(() => {
    const over = new AbortController()
    void newVersion.start(over.signal)
    return () => {
      over.abort()
    }
  }, [])
  // A server that has come back may be a newer one.
  useEffect(() => {
    if (isLive) newVersion.look()
  }, [isLive])
  const take = useCallback(() => {
    newVersion.take()
  }, [])
  useWhenQuiet(isReady, take)
  return (
    <div className="banner-place" role="status" data-new-version={isReady}>
      {isReady ? (
        <div className="banner banner-good">
          <Icon name="check" />
          <span>
            <Trans>A new version of this page is ready. It is taken when you have no call.</Trans>
          </span>
          <Button size="small" onPress={take}>
            <Trans>Reload</Trans>
          </Button>
        </div>
      ) : null}
    </div>
  )
}
