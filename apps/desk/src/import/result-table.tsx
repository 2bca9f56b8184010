import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { ImportResult, ImportRow } from '@hookswitch/contract'
import { outcomeOfLine, problemOfLine, sameWords } from './words.ts'

interface ResultTableProps {
  readonly results: readonly ImportResult[]
  readonly rows: readonly ImportRow[]
  readonly isPreview: boolean
}

/** So many lines are shown; those with something wrong first. */
const mostShown = 100

/** What comes, or has come, of each line. */
export function ResultTable({ results, rows, isPreview }: ResultTableProps) {
  const { t } = useLingui()
  const byRow = new Map(rows.map((row) => [row.row, row]))
  const wrong = results.filter(({ outcome, unread }) => outcome === 'failed' || unread !== undefined)
  const shown = [...wrong, ...results.filter((it) => !wrong.includes(it))].slice(0, mostShown)
  const count = (outcome: ImportResult['outcome']): number =>
    results.filter((it) => it.outcome === outcome).length
  const [made, filled, known, failed] = [count('created'), count('filled'), count('known'), count('failed')]
  const all = rows.length
  return (
    <>
      <p role="status" data-counts={`${made} ${filled} ${known} ${failed}`}>
        {isPreview ? (
          <Trans>
            Of the first {results.length} of {all} lines: {made} new, {filled} filled in, {known} known,{' '}
            {failed} cannot be taken.
          </Trans>
        ) : (
          <Trans>
            {made} new, {filled} filled in, {known} known, {failed} could not be taken.
          </Trans>
        )}
      </p>
      <ul className="rows" aria-label={t`Lines of the file`}>
        {shown.map((result) => (
          <ResultRow key={result.row} result={result} row={byRow.get(result.row)} />
        ))}
      </ul>
      {results.length > shown.length ? (
        <p className="quiet-note">
          <Plural value={results.length - shown.length} one="and # more" other="and # more" />
        </p>
      ) : null}
    </>
  )
}

function ResultRow({ result, row }: { readonly result: ImportResult; readonly row: ImportRow | undefined }) {
  const { i18n } = useLingui()
  const { outcome, problem, unread, same, contactId } = result
  const name = `${row?.givenName ?? ''} ${row?.familyName ?? ''}`.trim() || (row?.company ?? '')
  return (
    <li className="row" data-row={result.row} data-outcome={outcome}>
      <span className="row-main">
        <span className="row-title">
          {contactId === undefined ? (
            <bdi>{name === '' ? '–' : name}</bdi>
          ) : (
            <Link to="/contacts/$id" params={{ id: contactId }} className="link">
              <bdi>{name}</bdi>
            </Link>
          )}
          <span className={outcome === 'failed' ? 'bad-text' : 'quiet-note'}>
            {i18n._(outcomeOfLine[outcome])}
          </span>
        </span>
        <small>
          <span>
            <Trans>Line {result.row}</Trans>
          </span>
          {problem === undefined ? null : <span className="bad-text">{i18n._(problemOfLine[problem])}</span>}
          {same === undefined ? null : (
            <span>
              <Trans>
                {i18n._(sameWords[same.by])} as <bdi>{same.name}</bdi>
              </Trans>
            </span>
          )}
          {unread?.map((text) => (
            <span key={text} className="bad-text">
              <Trans>
                not understood as a number, kept as it is: <bdi>{text}</bdi>
              </Trans>
            </span>
          ))}
        </small>
      </span>
    </li>
  )
}
