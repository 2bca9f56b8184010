import type { ReactNode } from 'react'
import { useLingui } from '@lingui/react/macro'
import {
  Button,
  DropIndicator,
  GridList,
  GridListItem,
  useDragAndDrop,
  type Key,
} from 'react-aria-components'
import { Icon } from '#ui/icon.tsx'
import { moved } from './move.ts'

interface SortableItem {
  readonly id: string
  readonly text: string
}

interface SortableProps<Item extends SortableItem> {
  readonly label: string
  readonly items: readonly Item[]
  readonly onOrder: (ids: readonly string[]) => void
  /** The one whose details are shown beside the list; without it nothing is chosen. */
  readonly chosen?: string | null
  readonly onChoose?: (id: string) => void
  readonly children: (item: Item) => ReactNode
}

/**
 * A list put in order by dragging, with the hand or the keyboard: Enter on the handle takes a line up, arrows move it, Enter
 * puts it down, Escape leaves it where it was. React Aria says aloud what happens.
 */
export function Sortable<Item extends SortableItem>(props: SortableProps<Item>) {
  const { label, items, onOrder, chosen, onChoose, children } = props
  const { t } = useLingui()
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    renderDropIndicator: (target) => <DropIndicator target={target} className="sort-place" />,
    onReorder: ({ keys, target }) => {
      if (target.dropPosition === 'on') return
      const place = { key: String(target.key), position: target.dropPosition }
      onOrder(
        moved(
          items.map(({ id }) => id),
          new Set([...keys].map(String)),
          place,
        ),
      )
    },
  })
  const choosing =
    onChoose === undefined
      ? {}
      : {
          selectionMode: 'single' as const,
          selectionBehavior: 'replace' as const,
          disallowEmptySelection: true,
          selectedKeys: chosen == null ? [] : [chosen],
          onSelectionChange: (keys: 'all' | Set<Key>) => {
            const [key] = keys === 'all' ? [] : keys
            if (key !== undefined) onChoose(String(key))
          },
        }
  return (
    <GridList
      className="sort-list"
      aria-label={label}
      items={items}
      dependencies={[items, children]}
      dragAndDropHooks={dragAndDropHooks}
      {...choosing}
    >
      {(item) => (
        <GridListItem id={item.id} textValue={item.text} className="sort-item" data-item={item.id}>
          <Button slot="drag" className="sort-handle" aria-label={t`Move ${item.text}`}>
            <Icon name="queue" size={16} />
          </Button>
          {children(item)}
        </GridListItem>
      )}
    </GridList>
  )
}
