import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { ApiError } from '@hookswitch/contract'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'
import { DialogBox } from '#ui/dialog.tsx'
import { focusTitle } from './admin-page.tsx'
import { useWords } from './kind-words.ts'

interface DeleteDialogProps {
  readonly name: string
  /** Resolves when it is gone and the list knows. */
  readonly onDelete: () => Promise<void>
}

/** Asks before something is deleted, and says what still uses it where that is why it stays. */
export function DeleteDialog({ name, onDelete }: DeleteDialogProps) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <DialogBox
      title={t`Delete ${name}?`}
      trigger={
        <Button tone="quiet" size="small" aria-label={t`Delete ${name}`}>
          <Trans>Delete</Trans>
        </Button>
      }
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <Asking
        onDelete={async () => {
          await onDelete()
          setOpen(false)
          // The button that opened this window is gone with its row.
          requestAnimationFrame(focusTitle)
        }}
      />
    </DialogBox>
  )
}

function Asking({ onDelete }: Pick<DeleteDialogProps, 'onDelete'>) {
  const { i18n } = useLingui()
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await onDelete()
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  const uses = error instanceof ApiError ? (error.problem.uses ?? []) : []
  return (
    <>
      <div role="alert" className="bad-text">
        {error === null ? null : <p>{problemText(i18n, error)}</p>}
        {uses.length === 0 ? null : <Uses of={uses} />}
      </div>
      <div className="admin-form-end">
        <Button tone="bad" isPending={isBusy} onPress={() => void remove()}>
          <Trans>Delete</Trans>
        </Button>
        <Button slot="close">
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </>
  )
}

function Uses({ of }: { readonly of: readonly { readonly kind: string; readonly name: string | null }[] }) {
  const words = useWords()
  return (
    <ul className="admin-uses">
      {of.map(({ kind, name }, at) => (
        // Two things may be called the same; their order does not change.
        <li key={at}>
          {words.kind(kind)} {name === null ? null : <bdi>{name}</bdi>}
        </li>
      ))}
    </ul>
  )
}
