import { Trans } from '@lingui/react/macro'
import { fillUrl, type ComponentOf } from '@hookswitch/contract'
import type { Drawing } from './drawing.ts'

interface WebPanelProps {
  readonly it: ComponentOf<'webPanel'>
  readonly drawing: Drawing
  readonly title: string
}

/**
 * A page of another site, about this caller. It is asked for once the caller was looked for, in a frame that the server gives
 * (server: http/panel.ts), and its place is kept until then.
 */
export function WebPanel({ it, drawing, title }: WebPanelProps) {
  const { facts, pop, call, isPreview } = drawing
  const isSettled = call.pop === null || pop !== null
  const address = isSettled ? fillUrl(it.url, facts) : null
  return (
    // The height is the administrator's: the policy of this page allows no style attribute, but setting it is no text.
    <div
      className="web-panel"
      ref={(place) => {
        place?.style.setProperty('block-size', `${it.height}px`)
      }}
    >
      {isSettled && address === null ? (
        <p className="quiet-note">
          <Trans>This page cannot be shown for this call.</Trans>
        </p>
      ) : null}
      {address === null ? null : isPreview ? (
        <p className="quiet-note" data-panel={address}>
          <bdi dir="ltr">{address}</bdi>
        </p>
      ) : (
        <iframe
          key={address}
          title={title}
          src={`/api/panel?to=${encodeURIComponent(address)}`}
          sandbox="allow-scripts allow-forms allow-popups allow-same-origin"
          referrerPolicy="no-referrer"
        />
      )}
    </div>
  )
}
