import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'

export function NotFound() {
  return (
    <main className="empty-state">
      <h1>
        <Trans>There is no such page.</Trans>
      </h1>
      <Link to="/" className="link">
        <Trans>Back to my calls</Trans>
      </Link>
    </main>
  )
}
