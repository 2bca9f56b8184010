import { useState, type ReactElement, type ReactNode } from 'react'
import { Trans } from '@lingui/react/macro'
import { Form } from 'react-aria-components'
import { Button } from '#ui/button.tsx'
import { DialogBox } from '#ui/dialog.tsx'
import type { Fields } from './draft.ts'
import { useDraft, type Draft, type DraftOptions } from './use-draft.ts'

interface EditDialogProps<Values extends Fields> extends DraftOptions<Values> {
  readonly title: string
  /** The button that opens it. */
  readonly trigger: ReactElement
  /** Names the form for tests. */
  readonly form: string
  readonly children: (draft: Draft<Values>) => ReactNode
}

/** A form in a window: it opens with what is there, closes when it is saved, and gives the keyboard back where it was. */
export function EditDialog<Values extends Fields>({
  title,
  trigger,
  form,
  children,
  ...options
}: EditDialogProps<Values>) {
  const [isOpen, setOpen] = useState(false)
  const save: DraftOptions<Values>['save'] = async (ready) => {
    await options.save(ready)
    setOpen(false)
  }
  return (
    <DialogBox title={title} trigger={trigger} isOpen={isOpen} onOpenChange={setOpen}>
      <EditForm {...options} save={save} form={form}>
        {children}
      </EditForm>
    </DialogBox>
  )
}

function EditForm<Values extends Fields>({
  form,
  children,
  ...options
}: Omit<EditDialogProps<Values>, 'title' | 'trigger'>) {
  const draft = useDraft(options)
  return (
    <Form className="admin-form" onSubmit={draft.submit} data-form={form} validationBehavior="aria">
      {children(draft)}
      <p className="form-problem" role="alert">
        {draft.problem}
      </p>
      <div className="admin-form-end">
        <Button type="submit" tone="main" isPending={draft.isSaving}>
          <Trans>Save</Trans>
        </Button>
        <Button slot="close">
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </Form>
  )
}
