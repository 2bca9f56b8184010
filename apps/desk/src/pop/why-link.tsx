import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'

/** From a call of the past to why something opened for it. */
export function WhyLink({ callId }: { readonly callId: string }) {
  return (
    <p className="quiet-note">
      <Link to="/calls/$callId/why" params={{ callId }} className="link" data-why-link={callId}>
        <Trans>What opened for this call, and why</Trans>
      </Link>
    </p>
  )
}
