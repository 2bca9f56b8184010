import { useState, type ReactNode } from 'react'
import { Trans } from '@lingui/react/macro'
import { Button } from '#ui/button.tsx'

interface MoreProps<Item> {
  readonly items: readonly Item[]
  /** So many are shown at once. */
  readonly rows: number
  readonly children: (items: readonly Item[]) => ReactNode
}

/** The first of many, and a button for the others; one more than asked for is shown rather than a button. */
export function More<Item>({ items, rows, children }: MoreProps<Item>) {
  const [all, setAll] = useState(false)
  const isLong = items.length > rows + 1
  return (
    <>
      {children(isLong && !all ? items.slice(0, rows) : items)}
      {isLong ? (
        <Button
          size="small"
          tone="quiet"
          aria-expanded={all}
          onPress={() => {
            setAll(!all)
          }}
        >
          {all ? <Trans>Show fewer</Trans> : <Trans>Show all {items.length}</Trans>}
        </Button>
      ) : null}
    </>
  )
}
