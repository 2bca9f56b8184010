import { useLayoutEffect, type ReactElement, type ReactNode } from 'react'
import { Form } from 'react-aria-components'
import { FormDialog, type FormWindow } from '#app/form-dialog.tsx'
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
export function EditDialog<Values extends Fields>({ title, trigger, ...form }: EditDialogProps<Values>) {
  return (
    <FormDialog title={title} trigger={trigger}>
      {(within) => <EditForm {...form} within={within} />}
    </FormDialog>
  )
}

interface EditFormProps<Values extends Fields> extends Omit<EditDialogProps<Values>, 'title' | 'trigger'> {
  readonly within: FormWindow
}

function EditForm<Values extends Fields>({ form, children, within, ...options }: EditFormProps<Values>) {
  const { setDirty, release, close } = within
  const save: DraftOptions<Values>['save'] = async (ready) => {
    release()
    await options.save(ready)
    close()
  }
  const draft = useDraft({ ...options, save })
  const isDirty = draft.isDirty && !draft.isSaving
  // At once with what was typed: Escape may be the very next key.
  useLayoutEffect(() => {
    setDirty(isDirty)
  }, [isDirty, setDirty])
  return (
    <Form className="admin-form" onSubmit={draft.submit} data-form={form} validationBehavior="aria">
      {children(draft)}
      <FormEnd problem={draft.problem} isSaving={draft.isSaving} />
    </Form>
  )
}
