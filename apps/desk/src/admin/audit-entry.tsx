import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { AuditEntry } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { CheckBox } from '#ui/check-box.tsx'
import { Heads } from '#ui/heads.tsx'
import { differences, type Difference } from './differences.ts'
import { fieldPlace, useAuditWords } from './audit-words.ts'
import { useWords } from './kind-words.ts'

interface AuditRowProps {
  readonly entry: AuditEntry
  readonly isOpen: boolean
  readonly onToggle: () => void
}

/** One change: who did what to what, and, opened, what it was and what it is, side by side. */
export function AuditRow({ entry, isOpen, onToggle }: AuditRowProps) {
  const words = useWords()
  const said = useAuditWords()
  const formats = useFormats()
  const id = `audit-${entry.id}`
  return (
    <li className="audit-entry" data-audit={entry.kind} data-action={entry.action}>
      <h2 className="audit-head">
        <button
          type="button"
          className="audit-toggle"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={onToggle}
        >
          <time dateTime={entry.at}>
            {formats.day(entry.at)}, {formats.time(entry.at)}
          </time>
          <span className="audit-what">
            {words.kind(entry.kind)} <bdi className="audit-subject">{said.subject(entry)}</bdi>{' '}
            {words.action(entry.action)}
          </span>
          <bdi className="audit-who">{said.by(entry)}</bdi>
          <span aria-hidden="true" className="picker-arrow" />
        </button>
      </h2>
      <div id={id} hidden={!isOpen}>
        {isOpen ? <Compared entry={entry} /> : null}
      </div>
    </li>
  )
}

function Compared({ entry: { before, after } }: { readonly entry: AuditEntry }) {
  const { t } = useLingui()
  const all = differences(before, after).toSorted(
    (one, other) => fieldPlace(one.field) - fieldPlace(other.field),
  )
  const changed = all.filter(({ differs }) => differs)
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? all : changed
  if (all.length === 0)
    return (
      <p className="quiet-note">
        <Trans>Nothing more was noted.</Trans>
      </p>
    )
  return (
    <div className="audit-body">
      {changed.length === 0 ? (
        <p className="quiet-note">
          <Trans>Saved without a difference.</Trans>
        </p>
      ) : null}
      {shown.length === 0 ? null : (
        <table className="admin-table audit-table">
          <Heads names={[t`Field`, t`Before`, t`After`]} />
          <tbody>
            {shown.map((it) => (
              <Compare key={it.field} it={it} />
            ))}
          </tbody>
        </table>
      )}
      {all.length === changed.length ? null : (
        <CheckBox isOn={isWhole} onChange={setWhole}>
          {t`Also what stayed as it was`}
        </CheckBox>
      )}
    </div>
  )
}

function Compare({ it: { field, before, after, differs } }: { readonly it: Difference }) {
  const words = useAuditWords()
  const said = (text: string) => words.value(field, text)
  return (
    <tr data-field={field} data-differs={differs}>
      <th scope="row">{words.field(field)}</th>
      <td>{before === null ? null : differs ? <del>{said(before)}</del> : <bdi>{said(before)}</bdi>}</td>
      <td>{after === null ? null : differs ? <ins>{said(after)}</ins> : <bdi>{said(after)}</bdi>}</td>
    </tr>
  )
}
