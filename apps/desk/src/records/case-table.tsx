import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { casePriorities, type CaseRecord } from '@hookswitch/contract'
import { useState } from 'react'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { originWords, priorityWords, statusWords, typeWords } from './words.ts'

/** So many that tasks and last calls are still on the screen while it rings. */
const mostAtOnce = 3

/** Cases, each with its subject and the eight fields that an agent needs before the first word. */
export function CaseTable({ cases }: { readonly cases: readonly CaseRecord[] }) {
  const [all, setAll] = useState(false)
  const ordered = cases.toSorted((a, b) => urgency(b) - urgency(a))
  const isLong = cases.length > mostAtOnce + 1
  return (
    <>
      <table className="cases">
        <CaseHead />
        {(isLong && !all ? ordered.slice(0, mostAtOnce) : ordered).map((it) => (
          <CaseRows key={it.id} it={it} />
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

function CaseHead() {
  return (
    <thead>
      <tr>
        <th scope="col">
          <Trans>Case</Trans>
        </th>
        <th scope="col">
          <Trans>Priority</Trans>
        </th>
        <th scope="col">
          <Trans>Status</Trans>
        </th>
        <th scope="col">
          <Trans>Type</Trans>
        </th>
        <th scope="col">
          <Trans>Origin</Trans>
        </th>
        <th scope="col">
          <Trans>Opened</Trans>
        </th>
        <th scope="col">
          <Trans>Owner</Trans>
        </th>
        <th scope="col">
          <Trans>Contact</Trans>
        </th>
      </tr>
    </thead>
  )
}

function CaseRows({ it }: { readonly it: CaseRecord }) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const now = useMinute()
  const cell = (field: string, label: string, text: string) => (
    <td data-field={field} data-label={label}>
      <bdi>{text}</bdi>
    </td>
  )
  return (
    <tbody data-case={it.number}>
      <tr className="case-subject">
        {/* The subject is its label: the rule does not look into components. */}
        {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
        <th colSpan={8} scope="rowgroup">
          <Link to="/cases/$id" params={{ id: it.id }} className="link">
            <bdi>{it.subject}</bdi>
          </Link>
        </th>
      </tr>
      <tr>
        {cell('number', t`Case`, it.number)}
        <td data-field="priority" data-label={t`Priority`}>
          <span className={`badge priority-${it.priority}`}>{i18n._(priorityWords[it.priority])}</span>
        </td>
        <td data-field="status" data-label={t`Status`}>
          <span className={`status status-${it.status}`}>{i18n._(statusWords[it.status])}</span>
        </td>
        {cell('type', t`Type`, i18n._(typeWords[it.type]))}
        {cell('origin', t`Origin`, i18n._(originWords[it.origin]))}
        <td data-field="openedAt" data-label={t`Opened`}>
          <time dateTime={it.openedAt}>{formats.moment(it.openedAt, now)}</time>
        </td>
        {cell('owner', t`Owner`, it.owner ?? t`nobody`)}
        {cell('contactName', t`Contact`, it.contactName ?? '–')}
      </tr>
    </tbody>
  )
}
