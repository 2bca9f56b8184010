import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Label, TextArea, TextField } from 'react-aria-components'
import type { CallView } from '@hookswitch/contract'
import { problemText } from '#app/problem-words.ts'
import { useMe } from '#app/session.tsx'
import { useCalls, useIsLive } from '#live/use-live.ts'
import { Icon } from '#ui/icon.tsx'
import { NotesBook } from './notes-book.ts'
import type { NotesKeeper, NotesView } from './notes-keeper.ts'
import { shortcuts } from './shortcut-keys.ts'
import { useSelectedCall } from './use-selected-call.tsx'
import { asCustomers, whoIs } from './words.ts'

const BookContext = createContext<NotesBook | null>(null)

export function NotesBookProvider({ children }: { readonly children: ReactNode }) {
  const { id } = useMe()
  const book = useMemo(() => new NotesBook(id), [id])
  const calls = useCalls()
  const live = useIsLive()
  useEffect(() => {
    book.start()
    return () => {
      book.stop()
    }
  }, [book])
  useEffect(() => {
    book.seen(calls)
  }, [book, calls])
  useEffect(() => {
    if (live) book.flush()
  }, [book, live])
  return <BookContext value={book}>{children}</BookContext>
}

export function NotesPanel() {
  const call = useSelectedCall()
  return (
    <section className="panel notes-panel">
      {call === null ? <NoNotes /> : <CallNotes key={call.id} call={call} />}
    </section>
  )
}

function NoNotes() {
  return (
    <>
      <h2 className="panel-title">
        <Trans>Notes</Trans>
      </h2>
      <p className="quiet-note">
        <Trans>Notes of the current call go here. They are saved as you type.</Trans>
      </p>
    </>
  )
}

function CallNotes({ call }: { readonly call: CallView }) {
  const { t } = useLingui()
  const book = useContext(BookContext)
  if (book === null) throw new Error('NotesPanel stands inside NotesBookProvider.')
  const keeper = (): NotesKeeper => book.open(call.id, call.notes)
  const view = useSyncExternalStore(book.subscribe, () => keeper().view)
  const who = whoIs(asCustomers(call))
  return (
    <TextField
      className="notes"
      value={view.text}
      onChange={(text) => {
        keeper().type(text)
      }}
      onBlur={() => {
        keeper().flush()
      }}
    >
      <div className="panel-head">
        <Label className="panel-title">
          <Trans>Notes</Trans> <bdi className="panel-about">{who.name ?? who.number}</bdi>
        </Label>
        <NotesState view={view} />
      </div>
      <TextArea
        id="notes"
        className="input notes-text"
        placeholder={t`What was it about?`}
        maxLength={20_000}
        aria-keyshortcuts={shortcuts.notes.aria}
      />
    </TextField>
  )
}

function NotesState({ view }: { readonly view: NotesView }) {
  const tone = { empty: '', saved: 'good', saving: '', kept: 'warn', notKept: 'bad', refused: 'bad' }[
    view.state
  ]
  return (
    <span className="notes-state" data-tone={tone} data-notes={view.state} role="status">
      {view.state === 'saved' ? <Icon name="check" size={14} /> : null}
      <NotesStateWords view={view} />
    </span>
  )
}

function NotesStateWords({ view }: { readonly view: NotesView }) {
  const { i18n } = useLingui()
  switch (view.state) {
    case 'empty':
      return null
    case 'saving':
      return <Trans>Saving…</Trans>
    case 'saved':
      return view.merged ? <Trans>Saved, joined with a colleague’s words</Trans> : <Trans>Saved</Trans>
    case 'kept':
      return <Trans>Kept on this computer, will be saved</Trans>
    case 'notKept':
      return <Trans>Not saved yet: please keep this page open</Trans>
    case 'refused':
      return <Trans>Not saved: {problemText(i18n, view.problem)}</Trans>
  }
}
