import { useDeferredValue, useEffect, useRef, type ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { GridList, GridListItem } from 'react-aria-components'
import { Lines } from '#records/related.tsx'
import { Button } from '#ui/button.tsx'
import { Compact, type Option } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { Icon } from '#ui/icon.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import type { KindName } from './kinds.ts'
import { SecondNav } from './second-nav.tsx'
import { useListSearch, type ListSearch } from './use-list-search.ts'

export interface ListFilter {
  readonly name: string
  readonly label: string
  readonly options: readonly Option<string>[]
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly similarFrom?: number | undefined
}

export interface Asked {
  readonly search: string
  readonly limit: number
  readonly cursor?: string
  /** Filters and order, as they stand in the address; empty where nothing was chosen. */
  readonly chosen: ListSearch
  readonly signal: AbortSignal
}

interface ListPageProps<Item extends { readonly id: string }> {
  readonly name: 'contacts' | 'accounts' | 'cases' | 'opportunities' | 'tasks'
  readonly title: string
  readonly placeholder: string
  readonly filters: readonly ListFilter[]
  readonly ask: (asked: Asked) => Promise<Page<Item>>
  readonly to: '/contacts/$id' | '/accounts/$id' | '/cases/$id' | '/opportunities/$id' | '/tasks/$id'
  readonly make: { readonly kind: KindName; readonly words: ReactNode }
  readonly titleOf: (item: Item) => string
  readonly row: (item: Item) => ReactNode
}

const pageSize = 50

/** A list that is searched while one types, filtered, put in order, walked by keyboard, and goes on without end. */
export function ListPage<Item extends { readonly id: string }>(props: ListPageProps<Item>) {
  const { name, title, placeholder, filters, make } = props
  const [search, setSearch] = useListSearch()
  const typed = search['q'] ?? ''
  const list = useList(props, search)
  return (
    <section className="pop list-page" data-list={name}>
      <SecondNav />
      <header className="records-head">
        <h1 className="record-name">{title}</h1>
        <Make {...make} />
      </header>
      <div className="list-tools">
        <Field
          label={placeholder}
          hideLabel
          type="search"
          name="list-search"
          placeholder={placeholder}
          value={typed}
          autoComplete="off"
          onChange={(text) => {
            setSearch({ q: text })
          }}
        />
        {filters.map((filter) => (
          <Compact
            key={filter.name}
            label={filter.label}
            value={search[filter.name] ?? filter.options[0]?.id ?? ''}
            options={filter.options}
            onChange={(value) => {
              setSearch({ [filter.name]: value === filter.options[0]?.id ? '' : value })
            }}
          />
        ))}
      </div>
      <Found {...props} list={list} isNarrowed={Object.keys(search).length > 0} />
    </section>
  )
}

/** Leads to the form for a new one. */
function Make({ kind, words }: ListPageProps<never>['make']) {
  return (
    <Link to="/new/$kind" params={{ kind }} className="button button-main button-normal">
      <Icon name="plus" size={16} />
      {words}
    </Link>
  )
}

function useList<Item extends { readonly id: string }>(
  { name, ask }: ListPageProps<Item>,
  search: ListSearch,
) {
  const { q = '', ...chosen } = search
  // What is typed is never held up by what is found.
  const sought = useDeferredValue(q.trim())
  return useInfiniteQuery({
    queryKey: [name, 'list', sought, chosen],
    queryFn: async ({ pageParam, signal }) =>
      ask({
        search: sought,
        limit: pageSize,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        chosen,
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })
}

interface FoundProps<Item extends { readonly id: string }> extends ListPageProps<Item> {
  readonly list: ReturnType<typeof useList<Item>>
  readonly isNarrowed: boolean
}

function Found<Item extends { readonly id: string }>(props: FoundProps<Item>) {
  const { list, title, to, row, titleOf, isNarrowed } = props
  const navigate = useNavigate()
  if (list.data === undefined)
    return list.isError ? (
      <LoadFailed error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <Lines count={10} />
    )
  // A record may come twice when another one was written between two pages.
  const items = [
    ...new Map(list.data.pages.flatMap((page) => page.items).map((item) => [item.id, item])).values(),
  ]
  const similarFrom = list.data.pages[0]?.similarFrom
  if (items.length === 0) return <NothingHere {...props} isNarrowed={isNarrowed} />
  return (
    <>
      {/* What failed while one typed on: the list is still that of before. */}
      {list.isError ? <LoadFailed error={list.error} onRetry={() => void list.refetch()} /> : null}
      <p className="quiet-note" role="status">
        {similarFrom === undefined ? null : similarFrom === 0 ? (
          <Trans>Nothing is written like this. What is similar:</Trans>
        ) : (
          <Trans>Below what fits stands what is only similar.</Trans>
        )}
      </p>
      <GridList
        className="record-list"
        aria-label={title}
        items={items}
        selectionMode="none"
        onAction={(key) => {
          void navigate({ to, params: { id: String(key) } })
        }}
      >
        {(item) => (
          <GridListItem
            id={item.id}
            textValue={titleOf(item)}
            className="record-row"
            data-similar={similarFrom !== undefined && items.indexOf(item) >= similarFrom}
          >
            {row(item)}
          </GridListItem>
        )}
      </GridList>
      <More
        isThere={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        onMore={() => {
          void list.fetchNextPage()
        }}
      />
    </>
  )
}

interface MoreProps {
  readonly isThere: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
}

/** The next page comes by itself when the end of this one is seen. */
function More({ isThere, isLoading, onMore }: MoreProps) {
  const place = useRef<HTMLDivElement>(null)
  const wanted = useRef(onMore)
  useEffect(() => {
    wanted.current = onMore
  })
  useEffect(() => {
    if (!isThere || isLoading || place.current === null) return undefined
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) wanted.current()
    })
    watcher.observe(place.current)
    return () => {
      watcher.disconnect()
    }
  }, [isThere, isLoading])
  if (!isThere) return null
  return (
    <div ref={place} className="rows-more">
      <Button size="small" tone="quiet" isPending={isLoading} onPress={onMore}>
        {isLoading ? <Trans>Loading…</Trans> : <Trans>Show more</Trans>}
      </Button>
    </div>
  )
}

function NothingHere<Item extends { readonly id: string }>({
  make,
  isNarrowed,
}: Pick<FoundProps<Item>, 'make' | 'isNarrowed'>) {
  const { t } = useLingui()
  const navigate = useNavigate()
  return (
    <div className="empty-state">
      <h2>{isNarrowed ? t`Nothing found` : t`Nothing here yet`}</h2>
      <p>
        {isNarrowed ? (
          <Trans>
            Try fewer letters, another part of the name, the last digits of the number, or all of the list.
          </Trans>
        ) : (
          <Trans>Make the first one, or bring in what you have from a file.</Trans>
        )}
      </p>
      <div className="form-buttons">
        {isNarrowed ? (
          <Button
            onPress={() => {
              void navigate({ to: '.', search: {} as never, replace: true })
            }}
          >
            <Trans>Show all</Trans>
          </Button>
        ) : (
          <Link to="/import" className="button button-plain button-normal">
            <Trans>Import and export</Trans>
          </Link>
        )}
        <Make {...make} />
      </div>
    </div>
  )
}
