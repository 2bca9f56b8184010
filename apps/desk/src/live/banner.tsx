import { Trans } from '@lingui/react/macro'
import type { LiveStatus } from '@hookswitch/contract'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'
import { useLive } from './use-live.ts'

/** Shown from the moment that what is on the page may not be true any more. */
export function LiveBanner() {
  const { status } = useLive()
  return (
    <div className="banner-place" role="status">
      {status.kind === 'live' || status.kind === 'connecting' ? null : (
        <div className="banner">
          <Icon name="warning" />
          <span>
            <BannerText status={status} />
          </span>
          {status.kind === 'outdated' ? (
            <Button
              size="small"
              onPress={() => {
                window.location.reload()
              }}
            >
              <Trans>Reload</Trans>
            </Button>
          ) : null}
        </div>
      )}
    </div>
  )
}

function BannerText({ status }: { readonly status: LiveStatus }) {
  if (status.kind === 'signedOut') return <Trans>You are signed out. Please sign in again.</Trans>
  if (status.kind === 'outdated')
    return <Trans>The server has been updated. Please reload this page; your notes are kept.</Trans>
  if (status.kind === 'stale' && status.reason === 'restarting')
    return (
      <Trans>
        Not live: the server is restarting. What you see may be out of date. Your phone works as ever.
      </Trans>
    )
  return <Trans>Not live: reconnecting. What you see may be out of date. Your phone works as ever.</Trans>
}
