import type { ReactNode } from 'react'
import { Heads } from '#ui/heads.tsx'
import './ladder.css'

interface ScrollTableProps {
  readonly label: string
  readonly heads: readonly string[]
  readonly className?: string
  /** The rows. */
  readonly children: ReactNode
}

/** A table that is scrolled sideways where it is too wide, and the page is not. */
export function ScrollTable({ label, heads, className = '', children }: ScrollTableProps) {
  return (
    <div className="ladder-scroll" role="region" aria-label={label}>
      <table className={`admin-table ${className}`}>
        <Heads names={heads} />
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
