import { Trans } from '@lingui/react/macro'

/** Stands in place of what the server would refuse. */
export function AdministratorsOnly() {
  return (
    <div className="empty-state">
      <h1>
        <Trans>For administrators</Trans>
      </h1>
      <p>
        <Trans>Ask an administrator of your organisation to look at this.</Trans>
      </p>
    </div>
  )
}
