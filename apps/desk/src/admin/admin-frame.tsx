import { useId, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useMe } from '#app/session.tsx'
import { AdministratorsOnly } from './administrators-only.tsx'
import { adminChapters, type AdminPlace } from './admin-nav.ts'
import { useSay } from './use-say.ts'
import './admin.css'

/** Around every page under /admin: their navigation at the side, above them where the page is narrow. */
export function AdminFrame() {
  const { role } = useMe()
  if (role !== 'administrator') return <AdministratorsOnly />
  return (
    <div className="admin">
      <AdminNavigation />
      <div className="admin-body">
        <Outlet />
      </div>
    </div>
  )
}

const places: readonly AdminPlace[] = adminChapters.flatMap((chapter) => chapter.places)
const isWithin = (path: string, to: string): boolean => path === to || path.startsWith(`${to}/`)

function AdminNavigation() {
  const { t } = useLingui()
  const say = useSay()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const here = places.find(({ to }) => isWithin(path, to))
  return (
    <nav className="admin-nav" aria-label={t`Administration`}>
      {/* Seen only where the page is narrow: admin.css. */}
      <button
        type="button"
        className="admin-nav-toggle"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setOpen(!isOpen)
        }}
      >
        <span>
          <Trans>Administration</Trans>
        </span>
        <span className="admin-nav-here">{here === undefined ? null : say(here.name)}</span>
        <span aria-hidden="true" className="picker-arrow" />
      </button>
      <div id={id} className="admin-nav-list" data-open={isOpen}>
        {adminChapters.map((chapter) => (
          <section key={say(chapter.name)}>
            <h2 className="admin-nav-chapter">{say(chapter.name)}</h2>
            <ul>
              {chapter.places.map(({ to, name }) => (
                <li key={to}>
                  <Link
                    to={to}
                    className="admin-nav-link"
                    activeProps={{ 'aria-current': 'page' }}
                    onClick={() => {
                      setOpen(false)
                    }}
                  >
                    {say(name)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  )
}
