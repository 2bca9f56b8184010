import { useEffect, useState } from 'react'
import { Trans } from '@lingui/react/macro'
import type { NotesKeeper } from './notes-keeper.ts'
import { NotesLine } from './notes-field.tsx'

/** What is wanted of many calls and gets lost in a text: whom one spoke to, about what number, when to call back. */
export function NotesDetails({ keeper }: { readonly keeper: NotesKeeper }) {
  return (
    <details className="notes-more" data-details="">
      <summary>
        <Trans>Details</Trans>
      </summary>
      <div className="details-grid">
        <label htmlFor="notes-spoke-to">
          <Trans>Spoke to</Trans>
        </label>
        <NotesLine keeper={keeper} name="spokeTo" id="notes-spoke-to" maxLength={200} />
        <label htmlFor="notes-reference">
          <Trans>Reference</Trans>
        </label>
        <NotesLine keeper={keeper} name="reference" id="notes-reference" maxLength={200} />
        <label htmlFor="notes-call-back">
          <Trans>Call back at</Trans>
        </label>
        <CallBackAt keeper={keeper} />
      </div>
    </details>
  )
}

/** One moment, not a text: the last one that somebody chose stands. */
function CallBackAt({ keeper }: { readonly keeper: NotesKeeper }) {
  const fields = keeper.doc.getMap('fields')
  const read = (): string => {
    const value = fields.get('callBackAt')
    return typeof value === 'string' ? value : ''
  }
  const [value, setValue] = useState(read)
  useEffect(() => {
    const look = (): void => {
      setValue(read())
    }
    look()
    fields.observe(look)
    return () => {
      fields.unobserve(look)
    }
    // `read` is of this map.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [fields])
  return (
    <input
      id="notes-call-back"
      className="input"
      type="datetime-local"
      value={value}
      onChange={(event) => {
        fields.set('callBackAt', event.currentTarget.value)
      }}
    />
  )
}
