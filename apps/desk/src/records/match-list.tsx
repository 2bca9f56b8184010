import { useLingui } from '@lingui/react/macro'
import type { Match } from '@hookswitch/contract'
import { Button } from 'react-aria-components'
import { Icon } from '#ui/icon.tsx'
import { MatchNotes } from './match-notes.tsx'
import { MatchCount } from './related.tsx'
import { reasonWords } from './words.ts'

interface MatchListProps {
  readonly matches: readonly Match[]
  readonly onChoose: (match: Match) => void
}

/** Everybody it may be, each with the reason; the agent says who it is. */
export function MatchList({ matches, onChoose }: MatchListProps) {
  const { i18n } = useLingui()
  return (
    <section className="section">
      <h2 className="section-title">
        <MatchCount count={matches.length} />
      </h2>
      <ul className="matches">
        {matches.map((match) => (
          <li key={`${match.contact?.id} ${match.account?.id}`}>
            <Button
              className="match"
              onPress={() => {
                onChoose(match)
              }}
            >
              <Icon name={match.contact === null ? 'company' : 'person'} size={20} />
              <span className="row-main">
                <bdi className="match-name">{match.contact?.name ?? match.account?.name}</bdi>
                <small>
                  <bdi>{about(match)}</bdi>
                </small>
                {match.notes === undefined ? null : <MatchNotes notes={match.notes} />}
              </span>
              <span className="record-reason">{i18n._(reasonWords[match.reason])}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function about({ contact, account }: Match): string {
  const company = contact === null ? account?.number : (contact.accountName ?? account?.name)
  return [contact?.title, company, account?.city].filter((part) => part != null).join(' · ')
}
