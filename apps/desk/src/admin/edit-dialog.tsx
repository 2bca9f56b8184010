import { useState, type ReactElement, type ReactNode } from 'react'
import { Form } from 'react-aria-components'
import { DialogBox } from '#ui/dialog.tsx'
import type { Fields } from './draft.ts'
import { FormEnd } from './form-end.tsx'
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
      <FormEnd problem={draft.problem} isSaving={draft.isSaving} />
    </Form>
  )
}
