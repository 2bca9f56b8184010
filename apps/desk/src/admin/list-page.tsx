import type { ReactElement, ReactNode } from 'react'
import { useLingui } from '@lingui/react/macro'
import { Button } from '#ui/button.tsx'
import { AdminPage, AdminTable, Answered, type Asked, type Column } from './admin-page.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import type { Fields } from './draft.ts'
import { EditDialog } from './edit-dialog.tsx'
import type { Draft, DraftOptions } from './use-draft.ts'
import { latest, useRefresh } from './use-organisation.ts'

interface Listed {
  readonly id: string
  readonly name: string
  readonly version: number
}

/** How things of one kind are written and kept. */
export interface Keeping<Thing extends Listed, Values extends Fields> {
  /** Names the form for tests. */
  readonly form: string
  readonly shape: DraftOptions<Values>['shape']
  readonly valuesOf: (thing: Thing) => Values
  readonly list: (options: object) => Promise<{ readonly items: readonly Thing[] }>
  readonly create: (values: Values) => Promise<unknown>
  readonly change: (thing: Thing, changes: Partial<Values> & { readonly version: number }) => Promise<unknown>
  readonly remove: (thing: Thing) => Promise<unknown>
}

interface ListPageProps<Thing extends Listed, Values extends Fields> {
  readonly keeping: Keeping<Thing, Values>
  readonly title: ReactNode
  readonly about: ReactNode
  readonly newOne: string
  readonly things: Asked<readonly Thing[]>
  /** Names the table. */
  readonly label: string
  readonly columns: readonly Column[]
  readonly cellsOf: (thing: Thing) => readonly ReactNode[]
  readonly empty: ReactNode
  /** What a new one begins with. */
  readonly blank: Values
  /** The form. */
  readonly children: (draft: Draft<Values>) => ReactNode
}

/** A page that is one list: its table, and the windows in which one of it is made, changed and deleted. */
export function ListPage<Thing extends Listed, Values extends Fields>(props: ListPageProps<Thing, Values>) {
  const { title, about, newOne, things, label, columns, cellsOf, empty } = props
  return (
    <AdminPage
      title={title}
      about={about}
      action={
        <ThingDialog
          {...props}
          thing={null}
          trigger={
            <Button tone="main" icon="plus">
              {newOne}
            </Button>
          }
        />
      }
    >
      <Answered of={things}>
        {(items) => (
          <AdminTable
            label={label}
            columns={columns}
            rows={items.map((thing) => ({
              key: thing.id,
              cells: cellsOf(thing),
              actions: <Actions {...props} thing={thing} />,
            }))}
            empty={empty}
          />
        )}
      </Answered>
    </AdminPage>
  )
}

type FormProps<Thing extends Listed, Values extends Fields> = Pick<
  ListPageProps<Thing, Values>,
  'keeping' | 'newOne' | 'blank' | 'children'
>

function Actions<Thing extends Listed, Values extends Fields>(
  props: FormProps<Thing, Values> & { readonly thing: Thing },
) {
  const { t } = useLingui()
  const refresh = useRefresh()
  const { thing, keeping } = props
  const { name } = thing
  return (
    <>
      <ThingDialog
        {...props}
        trigger={<Button size="small" aria-label={t`Change ${name}`}>{t`Change`}</Button>}
      />
      <DeleteDialog
        name={name}
        onDelete={async () => {
          await keeping.remove(thing)
          await refresh()
        }}
      />
    </>
  )
}

interface ThingDialogProps<Thing extends Listed, Values extends Fields> extends FormProps<Thing, Values> {
  /** Null: a new one is made. */
  readonly thing: Thing | null
  readonly trigger: ReactElement
}

function ThingDialog<Thing extends Listed, Values extends Fields>(props: ThingDialogProps<Thing, Values>) {
  const { keeping, newOne, blank, children, thing, trigger } = props
  const { t } = useLingui()
  const refresh = useRefresh()
  return (
    <EditDialog<Values>
      title={thing === null ? newOne : t`Change ${thing.name}`}
      trigger={trigger}
      form={keeping.form}
      initial={thing === null ? blank : keeping.valuesOf(thing)}
      version={thing?.version ?? null}
      shape={keeping.shape}
      save={async ({ values, changed, version }) => {
        await (thing === null ? keeping.create(values) : keeping.change(thing, { ...changed, version }))
        await refresh()
      }}
      reread={async () => {
        const now = await latest(keeping.list, thing?.id)
        return now && { values: keeping.valuesOf(now), version: now.version }
      }}
    >
      {children}
    </EditDialog>
  )
}
