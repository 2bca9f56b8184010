import { Trans } from '@lingui/react/macro'
import type { MatchNote } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'

/** What speaks for and against a match, the strongest first. */
export function MatchNotes({ notes }: { readonly notes: readonly MatchNote[] }) {
  return (
    <span className="match-notes">
      {notes.map((note) => (
        <span key={note.code} className="match-note" data-note={note.code}>
          <NoteWords note={note} />
        </span>
      ))}
    </span>
  )
}

function NoteWords({ note }: { readonly note: MatchNote }) {
  const formats = useFormats()
  const day = note.at === undefined ? '' : formats.day(note.at)
  const number = <bdi>{note.text ?? ''}</bdi>
  switch (note.code) {
    case 'openCase':
      return <Trans>open case {number}</Trans>
    case 'caseOwner':
      return <Trans>the owner of the case is called</Trans>
    case 'openOpportunity':
      return <Trans>a part in an open opportunity</Trans>
    case 'openTask':
      return <Trans>an open task</Trans>
    case 'lastTalk':
      return <Trans>last talk on {day}</Trans>
    case 'chosenBefore':
      return <Trans>chosen on {day}</Trans>
    case 'dialledNumber':
      return <Trans>called this number of ours before</Trans>
    case 'callerName':
      return <Trans>the network gives this name</Trans>
    case 'nearDigits':
      return <Trans>what was keyed in is nearly a number of theirs</Trans>
    case 'extension':
      return <Trans>by the extension</Trans>
    case 'numberBlock':
      return <Trans>has the neighbouring numbers</Trans>
    case 'notHim':
      return <Trans>was not the caller on {day}</Trans>
    case 'longAgo':
      return <Trans>nothing heard since {day}</Trans>
    case 'otherName':
      return <Trans>the network gives another name</Trans>
  }
}
