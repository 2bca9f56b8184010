import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { casePriorities, componentColumns, type CaseRecord, type ColumnOf } from '@hookswitch/contract'
import { useState } from 'react'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { useCaseWords } from './case-words.ts'
import { originWords, priorityWords, statusWords, typeWords } from './words.ts'

/** A column of the table; without a label it is called as everywhere. */
export interface CaseColumn {
  readonly field: ColumnOf<'cases'>
  readonly label?: string | null
}

const allColumns: readonly CaseColumn[] = componentColumns.cases.map((field) => ({ field }))
/** So many that tasks and last calls are still on the screen while it rings. */
const mostAtOnce = 3

interface CaseTableProps {
  readonly cases: readonly CaseRecord[]
  readonly columns?: readonly CaseColumn[]
  readonly rows?: number
}

/** Cases, each with its subject and what an agent needs of it before the first word. */
export function CaseTable({ cases, columns = allColumns, rows = mostAtOnce }: CaseTableProps) {
  const [all, setAll] = useState(false)
  const words = useCaseWords()
  const ordered = cases.toSorted((a, b) => urgency(b) - urgency(a))
  const isLong = cases.length > rows + 1
  const named = columns.map(({ field, label }) => ({ field, label: label ?? words[field] }))
  return (
    <>
      <table className="cases">
        <thead>
          <tr>
            {named.map(({ field, label }) => (
              <th key={field} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        {(isLong && !all ? ordered.slice(0, rows) : ordered).map((it) => (
          <CaseRows key={it.id} it={it} columns={named} />
        ))}
      </table>
      {isLong ? (
        <Button
          size="small"
          tone="quiet"
          aria-expanded={all}
          onPress={() => {
            setAll(!all)
          }}
        >
          {all ? <Trans>Show fewer cases</Trans> : <Trans>Show all {cases.length} cases</Trans>}
        </Button>
      ) : null}
    </>
  )
}

/** The most pressing first; among equals the order of the server, newest first, stays. */
const urgency = (it: CaseRecord): number => casePriorities.indexOf(it.priority)

interface CaseRowsProps {
  readonly it: CaseRecord
  readonly columns: readonly { readonly field: ColumnOf<'cases'>; readonly label: string }[]
}

function CaseRows({ it, columns }: CaseRowsProps) {
  return (
    <tbody data-case={it.number}>
      <tr className="case-subject">
        {/* The subject is its label: the rule does not look into components. */}
        {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
        <th colSpan={Math.max(1, columns.length)} scope="rowgroup">
          <Link to="/cases/$id" params={{ id: it.id }} className="link">
            <bdi>{it.subject}</bdi>
          </Link>
        </th>
      </tr>
      {columns.length === 0 ? null : (
        <tr>
          {columns.map(({ field, label }) => (
            <td key={field} data-field={field} data-label={label}>
              <CaseCell it={it} field={field} />
            </td>
          ))}
        </tr>
      )}
    </tbody>
  )
}

function CaseCell({ it, field }: { readonly it: CaseRecord; readonly field: ColumnOf<'cases'> }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const now = useMinute()
  switch (field) {
    case 'number':
      return <bdi>{it.number}</bdi>
    case 'priority':
      return <span className={`badge priority-${it.priority}`}>{i18n._(priorityWords[it.priority])}</span>
    case 'status':
      return <span className={`status status-${it.status}`}>{i18n._(statusWords[it.status])}</span>
    case 'type':
      return <bdi>{i18n._(typeWords[it.type])}</bdi>
    case 'origin':
      return <bdi>{i18n._(originWords[it.origin])}</bdi>
    case 'openedAt':
      return <time dateTime={it.openedAt}>{formats.moment(it.openedAt, now)}</time>
    case 'owner':
      return <bdi>{it.owner ?? t`nobody`}</bdi>
    case 'contactName':
      return <bdi>{it.contactName ?? '–'}</bdi>
  }
}
