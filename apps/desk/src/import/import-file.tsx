import { useState } from 'react'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { ImportRow } from '@hookswitch/contract'
import { problemText } from '#app/problem-words.ts'
import { useMe } from '#app/session.tsx'
import { Lines } from '#records/related.tsx'
import { Button } from '#ui/button.tsx'
import { Compact, Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { columns, rowsOfCards, rowsOfTable, type Column, type Table } from './csv.ts'
import type { ChosenFile } from './file-choice.tsx'
import { ResultTable } from './result-table.tsx'
import { useImport, type ImportState } from './use-import.ts'
import { columnWords } from './words.ts'

/** One file on its way in: what its columns are, what would come of it, and then all of it. */
export function ImportFile({ file }: { readonly file: ChosenFile }) {
  const { t } = useLingui()
  const { country: mine } = useMe()
  const { content } = file
  const [chosen, setChosen] = useState<readonly Column[]>(content.kind === 'table' ? content.guess : [])
  const [known, setKnown] = useState<'fill' | 'keep' | 'create'>('fill')
  const [country, setCountry] = useState(mine)
  const { state, preview, start, stop, reset } = useImport()
  const rows = content.kind === 'table' ? rowsOfTable(content.table, chosen) : rowsOfCards(content.cards)
  const options = { file: file.name, known, country: country.trim().toUpperCase() }
  return (
    <div className="import-file" data-import={state.kind}>
      <p>
        <bdi>{file.name}</bdi>: <Plural value={rows.length} one="# contact" other="# contacts" />
      </p>
      {content.kind === 'table' && state.kind === 'idle' ? (
        <Mapping table={content.table} chosen={chosen} onChange={setChosen} />
      ) : null}
      {state.kind === 'idle' ? (
        <div className="form-grid">
          <Picker
            label={<Trans>Whom we know already</Trans>}
            value={known}
            options={[
              { id: 'fill', text: t`Fill in what we lack` },
              { id: 'keep', text: t`Keep as they are` },
              { id: 'create', text: t`Make them once more` },
            ]}
            onChange={setKnown}
          />
          <Field
            label={t`Country of numbers without one`}
            hint={t`Two letters: DE, US`}
            value={country}
            onChange={setCountry}
            autoComplete="off"
          />
        </div>
      ) : null}
      <Progress state={state} rows={rows} />
      <Steps
        state={state}
        count={rows.length}
        onPreview={() => void preview(rows, options)}
        onStart={() => void start(rows, options)}
        onStop={stop}
        onBack={reset}
      />
    </div>
  )
}

interface StepsProps {
  readonly state: ImportState
  readonly count: number
  readonly onPreview: () => void
  readonly onStart: () => void
  readonly onStop: () => void
  readonly onBack: () => void
}

/** What can be done next. */
function Steps({ state, count, onPreview, onStart, onStop, onBack }: StepsProps) {
  const { kind } = state
  return (
    <div className="form-buttons">
      {kind === 'idle' ? (
        <Button tone="main" onPress={onPreview} isDisabled={count === 0} data-action="preview">
          <Trans>Preview</Trans>
        </Button>
      ) : null}
      {kind === 'preview' ? (
        <Button tone="main" onPress={onStart}>
          <Plural value={count} one="Import # contact" other="Import # contacts" />
        </Button>
      ) : null}
      {kind === 'stopped' ? (
        <Button tone="main" onPress={onStart}>
          <Trans>Go on</Trans>
        </Button>
      ) : null}
      {kind === 'running' ? (
        <Button onPress={onStop}>
          <Trans>Stop</Trans>
        </Button>
      ) : null}
      {kind === 'preview' || kind === 'stopped' || kind === 'done' ? (
        <Button onPress={onBack}>
          <Trans>Back to the columns</Trans>
        </Button>
      ) : null}
    </div>
  )
}

interface MappingProps {
  readonly table: Table
  readonly chosen: readonly Column[]
  readonly onChange: (chosen: readonly Column[]) => void
}

function Mapping({ table, chosen, onChange }: MappingProps) {
  const { t, i18n } = useLingui()
  const options = columns.map((id) => ({ id, text: i18n._(columnWords[id]) }))
  return (
    <ul className="mapping" aria-label={t`What the columns are`}>
      {table.header.map((name, at) => {
        const column = name === '' ? String(at + 1) : name
        return (
          // Columns have no name of their own that is one column's only.
          <li key={at} className="mapping-row" data-column={column}>
            <span className="row-main">
              <bdi className="entry-name">{column}</bdi>
              <small>
                <bdi>
                  {table.rows
                    .slice(0, 3)
                    .map((row) => row[at] ?? '')
                    .filter((text) => text !== '')
                    .join(' · ')}
                </bdi>
              </small>
            </span>
            <Compact
              label={t`Column ${column}`}
              value={chosen[at] ?? 'none'}
              options={options}
              onChange={(value) => {
                onChange(chosen.map((one, index) => (index === at ? value : one)))
              }}
            />
          </li>
        )
      })}
    </ul>
  )
}

function Progress({ state, rows }: { readonly state: ImportState; readonly rows: readonly ImportRow[] }) {
  const { i18n } = useLingui()
  switch (state.kind) {
    case 'idle':
      return null
    case 'looking':
      return <Lines count={3} />
    case 'running':
      return (
        <p role="status">
          <progress max={state.total} value={state.done} />{' '}
          <Trans>
            {state.done} of {state.total} lines
          </Trans>
        </p>
      )
    case 'stopped':
      return (
        <p className="form-problem" role="alert">
          {state.error === null ? null : problemText(i18n, state.error)}{' '}
          <Trans>
            {state.done} of {state.total} lines were taken. Nothing is taken twice if you go on.
          </Trans>
        </p>
      )
    case 'preview':
      return <ResultTable results={state.results} rows={rows} isPreview />
    case 'done':
      return <ResultTable results={state.results} rows={rows} isPreview={false} />
  }
}
