import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { listWords } from './words.ts'

const lists = [
  ['/contacts', 'contacts'],
  ['/accounts', 'accounts'],
  ['/cases', 'cases'],
  ['/opportunities', 'opportunities'],
  ['/tasks', 'tasks'],
] as const

/** From one list of records to the other. */
export function SecondNav() {
  const { t, i18n } = useLingui()
  return (
    <nav className="second-nav" aria-label={t`Records`}>
      {lists.map(([to, name]) => (
        <Link key={to} to={to} className="second-link" activeProps={{ 'aria-current': 'page' }}>
          {i18n._(listWords[name])}
        </Link>
      ))}
      <Link to="/import" className="second-link" activeProps={{ 'aria-current': 'page' }}>
        <Trans>Import and export</Trans>
      </Link>
    </nav>
  )
}
