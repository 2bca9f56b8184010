import { useState, type ReactElement, type ReactNode } from 'react'
import { DialogBox } from '#ui/dialog.tsx'
import { useUnsavedGuard } from './leave-guard.tsx'

/** What a form tells the window that it stands in. */
export interface FormWindow {
  /** Whether something is written in it that is not saved. */
  readonly setDirty: (isDirty: boolean) => void
  /** It is on its way to the server. */
  readonly release: () => void
  /** It is done with. */
  readonly close: () => void
}

interface FormDialogProps {
  readonly title: string
  /** The button that opens it. */
  readonly trigger: ReactElement
  readonly children: (form: FormWindow) => ReactNode
}

/** A form in a window: where something in it is not saved, Escape and a press outside ask before they close it. */
export function FormDialog({ title, trigger, children }: FormDialogProps) {
  const [isOpen, setOpen] = useState(false)
  const [isDirty, setDirty] = useState(false)
  const { question, unlessUnsaved, release } = useUnsavedGuard(isOpen && isDirty)
  const close = (): void => {
    setOpen(false)
    setDirty(false)
  }
  return (
    <DialogBox
      title={title}
      trigger={trigger}
      isOpen={isOpen}
      onOpenChange={(opens) => {
        if (opens) setOpen(true)
        else unlessUnsaved(close)
      }}
    >
      {children({ setDirty, release, close })}
      {question}
    </DialogBox>
  )
}
