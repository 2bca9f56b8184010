import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { AdminPage, Answered } from './admin-page.tsx'
import { AuditRow } from './audit-entry.tsx'
import { callerAtServer } from './audit-parts.ts'
import { useWords } from './kind-words.ts'

interface Sought {
  readonly kind: string
  readonly userId: string
  /** Days of the user's calendar, `2026-11-21`. */
  readonly from: string
  readonly to: string
}
const everything: Sought = { kind: '', userId: '', from: '', to: '' }

/** Who changed what of all that is administered, newest first. */
export function AuditPage() {
  const [sought, setSought] = useState(everything)
  return (
    <AdminPage
      title={<Trans>Audit log</Trans>}
      about={
        <Trans>
          Every change of an administrator: what it was before, and what it was after. Nobody can change or
          delete an entry.
        </Trans>
      }
    >
      <Filters sought={sought} onChange={setSought} />
      <Entries sought={sought} />
    </AdminPage>
  )
}

interface FiltersProps {
  readonly sought: Sought
  readonly onChange: (sought: Sought) => void
}

function Filters({ sought, onChange }: FiltersProps) {
  const { t } = useLingui()
  const words = useWords()
  const { data } = useQuery({
    queryKey: ['admin', 'audit', 'filters'],
    queryFn: async ({ signal }) => api.readAuditFilters({ signal }),
  })
  const any = { id: '', text: t`all` }
  const kinds = (data?.kinds ?? []).map((id) => ({ id, text: words.kind(id) }))
  // What callers did is found by its kind: each page made for one would be a line of this list.
  const people = (data?.users ?? [])
    .filter(({ name }) => name !== callerAtServer)
    .map(({ id, name }) => ({ id, text: name }))
  const set = (part: Partial<Sought>): void => {
    onChange({ ...sought, ...part })
  }
  return (
    <div className="admin-tools">
      <Picker
        label={t`Kind`}
        value={sought.kind}
        options={[any, ...kinds]}
        onChange={(kind) => {
          set({ kind })
        }}
      />
      <Picker
        label={t`By`}
        value={sought.userId}
        options={[any, ...people]}
        onChange={(userId) => {
          set({ userId })
        }}
      />
      <Field
        label={t`From day`}
        type="date"
        value={sought.from}
        onChange={(from) => {
          set({ from })
        }}
      />
      <Field
        label={t`To day`}
        type="date"
        value={sought.to}
        onChange={(to) => {
          set({ to })
        }}
      />
    </div>
  )
}

function useEntries({ kind, userId, from, to }: Sought) {
  const formats = useFormats()
  const query = {
    limit: 50,
    ...(kind === '' ? {} : { kind }),
    ...(userId === '' ? {} : { userId }),
    ...(from === '' ? {} : { from: formats.spanOf(from).from }),
    ...(to === '' ? {} : { to: formats.spanOf(to).to }),
  }
  return useInfiniteQuery({
    queryKey: ['admin', 'audit', query],
    queryFn: async ({ pageParam, signal }) =>
      api.listAudit({ query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
}

function Entries({ sought }: { readonly sought: Sought }) {
  const { t } = useLingui()
  const entries = useEntries(sought)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string): void => {
    setOpen((now) => (now.has(id) ? new Set([...now].filter((it) => it !== id)) : new Set([...now, id])))
  }
  return (
    <Answered of={entries}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        if (items.length === 0)
          return (
            <p className="quiet-note">
              <Trans>No such changes.</Trans>
            </p>
          )
        return (
          <>
            <ul className="audit-list" aria-label={t`Changes, newest first`}>
              {items.map((entry) => (
                <AuditRow
                  key={entry.id}
                  entry={entry}
                  isOpen={open.has(entry.id)}
                  onToggle={() => {
                    toggle(entry.id)
                  }}
                />
              ))}
            </ul>
            {entries.hasNextPage ? (
              <Button isPending={entries.isFetchingNextPage} onPress={() => void entries.fetchNextPage()}>
                <Trans>Show older changes</Trans>
              </Button>
            ) : null}
          </>
        )
      }}
    </Answered>
  )
}
