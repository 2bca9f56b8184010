import type { ReactNode } from 'react'
import { useLingui } from '@lingui/react/macro'
import { LoadFailed } from '#ui/load-failed.tsx'
import { Lines } from '#records/related.tsx'

interface AdminPageProps {
  readonly title: ReactNode
  readonly about: ReactNode
  /** What is done here first: a button that makes a new one. */
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** Head and body of a page of the administration. */
export function AdminPage({ title, about, action, children }: AdminPageProps) {
  return (
    <article className="admin-page">
      <header className="admin-head">
        <div>
          <h1 className="admin-title" tabIndex={-1}>
            {title}
          </h1>
          <p className="admin-about">{about}</p>
        </div>
        {action}
      </header>
      {children}
    </article>
  )
}

/** Whatever stood at the place of the keyboard is gone: it goes on from the top of the page. */
export function focusTitle(): void {
  document.querySelector<HTMLElement>('.admin-title')?.focus()
}

export interface Asked<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

/** What was asked of the server, or that it is on its way, or why it is not there. */
export function Answered<Data>({
  of,
  children,
}: {
  readonly of: Asked<Data>
  readonly children: (data: Data) => ReactNode
}) {
  if (of.data !== undefined) return children(of.data)
  if (of.error === null) return <Lines count={6} />
  return <LoadFailed error={of.error} onRetry={() => void of.refetch()} />
}

export interface Column {
  readonly id: string
  readonly head: string
}

interface AdminTableProps {
  readonly label: string
  readonly columns: readonly Column[]
  readonly rows: readonly {
    readonly key: string
    /** In the order of the columns; the first is what the row is about. */
    readonly cells: readonly ReactNode[]
    /** Buttons at the end. */
    readonly actions?: ReactNode
  }[]
  /** What stands there when there is no row. */
  readonly empty: ReactNode
}

/** A table that becomes a list of cards where it would be too narrow. */
export function AdminTable({ label, columns, rows, empty }: AdminTableProps) {
  const { t } = useLingui()
  if (rows.length === 0) return <p className="quiet-note">{empty}</p>
  const hasActions = rows.some(({ actions }) => actions !== undefined)
  return (
    <table className="admin-table admin-cards" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ id, head }) => (
            <th key={id} scope="col">
              {head}
            </th>
          ))}
          {hasActions ? (
            <th scope="col" className="admin-actions">
              {t`Actions`}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells, actions }) => (
          <tr key={key} data-row={key}>
            {columns.map(({ id, head }, at) =>
              at === 0 ? (
                <th key={id} scope="row" data-cell={id}>
                  {cells[at]}
                </th>
              ) : (
                <td key={id} data-cell={id} data-label={head}>
                  {cells[at]}
                </td>
              ),
            )}
            {hasActions ? <td className="admin-actions">{actions}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
