import { useState, type ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from '#ui/button.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { Lines } from '#records/related.tsx'
import { kinds, type Kind, type KindName } from './kinds.ts'
import type { Values } from './merge-edits.ts'
import { RecordForm } from './record-form.tsx'
import { useEditing, type Stored } from './use-editing.ts'

interface EditableProps {
  readonly kind: KindName
  readonly id: string
  /** The record as it is read. */
  readonly children: ReactNode
  /** What else can be done with it, beside changing it. */
  readonly actions?: ReactNode
}

/** A record with a button to change it: the form takes its place. */
export function Editable({ kind, id, children, actions }: EditableProps) {
  const [edits, setEdits] = useState(false)
  const stop = (): void => {
    setEdits(false)
  }
  if (edits) return <EditRecord kind={kind} id={id} onDone={stop} />
  return (
    <div className="editable">
      {children}
      <div className="record-actions">
        <Button
          size="small"
          data-edit={kind}
          onPress={() => {
            setEdits(true)
          }}
        >
          <Trans>Edit</Trans>
        </Button>
        {actions}
      </div>
    </div>
  )
}

interface EditRecordProps {
  readonly kind: KindName
  readonly id: string
  readonly onDone: () => void
}

function EditRecord({ kind, id, onDone }: EditRecordProps) {
  const record = useQuery({
    queryKey: ['edit', kind, id],
    queryFn: async () => kinds[kind].read(id),
    // Read when the form opens, and not under the hands of who writes in it.
    staleTime: Infinity,
    gcTime: 0,
  })
  if (record.data !== undefined) return <OpenForm kind={kind} id={id} stored={record.data} onDone={onDone} />
  return record.isError ? (
    <LoadFailed error={record.error} onRetry={() => void record.refetch()} />
  ) : (
    <Lines count={6} />
  )
}

function OpenForm({ kind, id, stored, onDone }: EditRecordProps & { readonly stored: Stored }) {
  const it: Kind = kinds[kind]
  const renew = useRenew(it)
  const editing = useEditing({
    stored,
    save: async (changes, version) => it.change(id, changes, version),
    reread: async () => it.read(id),
  })
  return (
    <RecordForm
      name={`edit-${kind}`}
      specs={it.specs}
      editing={editing}
      save={<Trans>Save</Trans>}
      onCancel={onDone}
      onSaved={() => {
        void renew().then(onDone)
      }}
    />
  )
}

interface NewRecordProps {
  readonly kind: KindName
  /** What is known of it already. */
  readonly given?: Values
  readonly onMade: (id: string) => void
  readonly onCancel: () => void
}

export function NewRecord({ kind, given = {}, onMade, onCancel }: NewRecordProps) {
  const { t } = useLingui()
  const it: Kind = kinds[kind]
  const renew = useRenew(it)
  const [made, setMade] = useState('')
  const stored = { values: { ...it.empty, ...given }, version: undefined }
  const editing = useEditing({
    stored,
    save: async (values) => {
      const id = await it.create(values)
      setMade(id)
      await renew()
      onMade(id)
    },
    reread: async () => Promise.resolve(stored),
  })
  return (
    <RecordForm
      name={`new-${kind}`}
      specs={it.specs}
      editing={editing}
      save={made === '' ? t`Create` : t`Created`}
      onCancel={onCancel}
      onSaved={() => {}}
    />
  )
}

/** What was fetched before the change is fetched again. */
function useRenew({ stale }: Kind): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await queries.invalidateQueries({ predicate: ({ queryKey }) => stale.includes(String(queryKey[0])) })
  }
}
