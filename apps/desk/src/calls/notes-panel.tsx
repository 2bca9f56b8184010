import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { CallView } from '@hookswitch/contract'
import { problemText } from '#app/problem-words.ts'
import { useMe } from '#app/session.tsx'
import { Icon } from '#ui/icon.tsx'
import { NotesBook } from './notes-book.ts'
import { NotesDetails } from './notes-details.tsx'
import { NotesArea } from './notes-field.tsx'
import type { NotesKeeper, NotesView } from './notes-keeper.ts'
import { SharePanel } from './share-panel.tsx'
import { shortcuts } from './shortcut-keys.ts'
import { useSelectedCall } from './use-selected-call.tsx'
import { asCustomers, whoIs } from './words.ts'

const BookContext = createContext<NotesBook | null>(null)

export function NotesBookProvider({ children }: { readonly children: ReactNode }) {
  const { id } = useMe()
  const book = useMemo(() => new NotesBook(id), [id])
  useEffect(() => {
    book.start()
    return () => {
      book.stop()
    }
  }, [book])
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
  const { keeper, view } = useNotes(call.id)
  const who = whoIs(asCustomers(call))
  // Until they are here: as the call itself told them.
  const soFar = view.state === 'loading' ? call.notes.text : ''
  return (
    <div className="notes">
      <div className="panel-head">
        <label className="panel-title" htmlFor="notes">
          <Trans>Notes</Trans> <bdi className="panel-about">{who.name ?? who.number}</bdi>
        </label>
        <NotesState view={view} />
      </div>
      <NotesArea
        keeper={keeper}
        name="notes"
        id="notes"
        placeholder={soFar === '' ? t`What was it about?` : soFar}
        maxLength={20_000}
        aria-keyshortcuts={shortcuts.notes.aria}
      />
      <Writers names={view.writers} />
      <NotesDetails keeper={keeper} />
      {call.direction === 'internal' ? null : <SharePanel call={call} keeper={keeper} />}
    </div>
  )
}

/** What is written down of a call, kept up with as long as this is on the page. */
function useNotes(callId: string): { readonly keeper: NotesKeeper; readonly view: NotesView } {
  const book = useContext(BookContext)
  if (book === null) throw new Error('Notes stand inside NotesBookProvider.')
  useEffect(() => book.watch(callId), [book, callId])
  const view = useSyncExternalStore(book.subscribe, () => book.open(callId).view)
  return { keeper: book.open(callId), view }
}

/** Its place is there when nobody writes, so that nothing moves when somebody begins. */
function Writers({ names }: { readonly names: readonly string[] }) {
  const [first, second] = names
  return (
    <p className="notes-writers" data-writers={names.length} role="status">
      {names.length === 1 ? <Trans>{first} is writing…</Trans> : null}
      {names.length === 2 ? (
        <Trans>
          {first} and {second} are writing…
        </Trans>
      ) : null}
      {names.length > 2 ? <Trans>Several people are writing…</Trans> : null}
    </p>
  )
}

function NotesState({ view }: { readonly view: NotesView }) {
  const tone = {
    loading: '',
    empty: '',
    saved: 'good',
    saving: '',
    kept: 'warn',
    notKept: 'bad',
    refused: 'bad',
  }[view.state]
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
    case 'loading':
    case 'empty':
      return null
    case 'saving':
      return <Trans>Saving…</Trans>
    case 'saved':
      return <Trans>Saved</Trans>
    case 'kept':
      return <Trans>Kept on this computer, will be saved</Trans>
    case 'notKept':
      return <Trans>Not saved yet: please keep this page open</Trans>
    case 'refused':
      return <Trans>Not saved: {problemText(i18n, view.problem)}</Trans>
  }
}
