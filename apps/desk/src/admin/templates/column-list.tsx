import { useLingui } from '@lingui/react/macro'
import { componentColumns, type ComponentOf, type Labels, type ListedKind } from '@hookswitch/contract'
import { CheckBox } from '#ui/check-box.tsx'
import { useSay } from '#admin/use-say.ts'
import { columnWords, labelledColumns } from './column-words.ts'
import { LabelFields } from './label-fields.tsx'
import { Sortable } from './sortable.tsx'

interface ColumnListProps {
  readonly it: ComponentOf<ListedKind>
  readonly languages: readonly string[]
  readonly onChange: (columns: readonly { readonly field: string; readonly labels: Labels }[]) => void
}

/** Which columns, in which order; those that are not shown stand at the end. */
export function ColumnList({ it, languages, onChange }: ColumnListProps) {
  const { t } = useLingui()
  const say = useSay()
  const words = columnWords[it.kind]
  const columns: readonly { readonly field: string; readonly labels: Labels }[] = it.columns
  const shown = columns.map(({ field }) => field)
  const others = componentColumns[it.kind].filter((field) => !shown.includes(field))
  const items = [...shown, ...others].map((id) => ({
    id,
    text: say(words[id] ?? { id }),
    isOn: shown.includes(id),
  }))
  const labelsOf = (field: string): Labels => columns.find((column) => column.field === field)?.labels ?? {}
  const setOrder = (ids: readonly string[]): void => {
    onChange(ids.filter((id) => shown.includes(id)).map((field) => ({ field, labels: labelsOf(field) })))
  }
  return (
    <>
      <Sortable label={t`Columns`} items={items} onOrder={setOrder}>
        {(item) => (
          <CheckBox
            isOn={item.isOn}
            onChange={(isOn) => {
              onChange(
                isOn
                  ? [...columns, { field: item.id, labels: {} }]
                  : columns.filter(({ field }) => field !== item.id),
              )
            }}
          >
            {item.text}
          </CheckBox>
        )}
      </Sortable>
      {columns
        .filter(({ field }) => labelledColumns[it.kind]?.includes(field))
        .map(({ field, labels }) => (
          <ColumnNames
            key={field}
            name={say(words[field] ?? { id: field })}
            labels={labels}
            languages={languages}
            onChange={(next) => {
              onChange(columns.map((column) => (column.field === field ? { field, labels: next } : column)))
            }}
          />
        ))}
    </>
  )
}

interface ColumnNamesProps {
  readonly name: string
  readonly labels: Labels
  readonly languages: readonly string[]
  readonly onChange: (labels: Labels) => void
}

function ColumnNames({ name, ...rest }: ColumnNamesProps) {
  const { t } = useLingui()
  return (
    <details className="column-words">
      <summary>{t`What “${name}” is called`}</summary>
      <LabelFields of={name} own={name} {...rest} />
    </details>
  )
}
