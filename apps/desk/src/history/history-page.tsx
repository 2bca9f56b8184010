import { useDeferredValue, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { outcomeKinds } from './outcome-kinds.ts'
import { useFormats } from '#app/session.tsx'
import { outcomeWords } from '#calls/words.ts'
import { useIsLive, useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { Lines } from '#records/related.tsx'
import { useDispositions, useLabelOf } from '#wrap-up/use-call-logs.ts'
import { queryOf, todaysCalls, type CallsFilter } from './calls-filter.ts'
import { HistoryRow } from './history-row.tsx'
import { useKindWords, usePeriodWords } from './my-calls.tsx'
import { useMyCalls } from './use-my-calls.ts'

/** All my calls: received, made and missed; by day, direction, how they came out, and with whom. */
export function HistoryPage() {
  const formats = useFormats()
  const minute = useMinute()
  const isLive = useIsLive()
  const [filter, setFilter] = useState<CallsFilter>({ ...todaysCalls, period: 'month' })
  const asked = useDeferredValue(filter)
  const { calls, error, retry, more, isLoadingMore } = useMyCalls(queryOf(asked, formats, minute))
  return (
    <article className="history-page">
      <h1 className="record-name">
        <Trans>My calls</Trans>
      </h1>
      <Filters filter={filter} onChange={setFilter} />
      {calls === undefined && error === null ? <Lines count={8} /> : null}
      {error === null || calls !== undefined ? null : <LoadFailed error={error} onRetry={retry} />}
      {calls?.length === 0 ? (
        <p className="quiet-note" role="status">
          <Trans>No such calls.</Trans>
        </p>
      ) : null}
      <ul className="rows history-rows" data-stale={!isLive}>
        {calls?.map((call) => (
          <HistoryRow key={call.id} call={call} />
        ))}
        {more === null ? null : (
          <li className="rows-more">
            <Button
              size="small"
              tone="quiet"
              isPending={isLoadingMore}
              onPress={more}
              data-action="more-calls"
            >
              {isLoadingMore ? <Trans>Loading…</Trans> : <Trans>Show more calls</Trans>}
            </Button>
          </li>
        )}
      </ul>
    </article>
  )
}

interface FiltersProps {
  readonly filter: CallsFilter
  readonly onChange: (filter: CallsFilter) => void
}

function Filters({ filter, onChange }: FiltersProps) {
  const { t, i18n } = useLingui()
  const labelOf = useLabelOf()
  const dispositions = useDispositions()
  const periods = usePeriodWords()
  const kinds = useKindWords()
  const set =
    <Name extends keyof CallsFilter>(name: Name) =>
    (value: CallsFilter[Name]): void => {
      onChange({ ...filter, [name]: value })
    }
  return (
    <div className="history-filters" role="search" aria-label={t`Filter my calls`}>
      <Field
        label={t`Name or number`}
        type="search"
        value={filter.search}
        onChange={set('search')}
        autoComplete="off"
        data-filter="search"
      />
      <Picker
        label={t`Which days`}
        value={filter.period}
        options={optionsOf(periods)}
        onChange={set('period')}
      />
      {filter.period === 'day' ? (
        <Field label={t`Day`} type="date" value={filter.day} onChange={set('day')} />
      ) : null}
      <Picker label={t`Which calls`} value={filter.kind} options={optionsOf(kinds)} onChange={set('kind')} />
      <Picker
        label={t`How it came out`}
        value={filter.outcome}
        options={[
          { id: '', text: t`Anything` },
          ...outcomeKinds.map((id) => ({ id, text: i18n._(outcomeWords[id]) })),
        ]}
        onChange={set('outcome')}
      />
      {dispositions.length === 0 ? null : (
        <Picker
          label={t`Disposition`}
          value={filter.disposition}
          options={[
            { id: '', text: t`Anything` },
            { id: 'none', text: t`None given` },
            ...dispositions.map(({ id, labels }) => ({ id, text: labelOf(labels, id) })),
          ]}
          onChange={set('disposition')}
        />
      )}
    </div>
  )
}

const optionsOf = <Id extends string>(words: Readonly<Record<Id, string>>) =>
  (Object.entries(words) as [Id, string][]).map(([id, text]) => ({ id, text }))
