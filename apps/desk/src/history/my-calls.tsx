import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useFormats } from '#app/session.tsx'
import { isMissed } from '#calls/select-call.ts'
import { useIsLive, useMinute } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Compact } from '#ui/choice.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { Lines } from '#records/related.tsx'
import { queryOf, todaysCalls, type CallKind, type CallsFilter, type Period } from './calls-filter.ts'
import { HistoryRow } from './history-row.tsx'
import { useMyCalls } from './use-my-calls.ts'

/** Everything that rang at me or that I called: today's, unless other days are asked for. Missed calls stand out. */
export function MyCalls() {
  const formats = useFormats()
  const minute = useMinute()
  const isLive = useIsLive()
  const [filter, setFilter] = useState<CallsFilter>(todaysCalls)
  const { calls, error, retry, more, isLoadingMore } = useMyCalls(queryOf(filter, formats, minute))
  return (
    <div className="my-calls">
      <Filter filter={filter} onChange={setFilter} missed={calls?.filter(isMissed).length ?? 0} />
      {calls === undefined && error === null ? <Lines count={5} /> : null}
      {error === null || calls !== undefined ? null : <LoadFailed error={error} onRetry={retry} />}
      {calls?.length === 0 ? (
        <p className="quiet-note">
          {filter.period === 'today' && filter.kind === 'every' ? (
            <Trans>No calls yet today.</Trans>
          ) : (
            <Trans>No such calls.</Trans>
          )}
        </p>
      ) : null}
      <ul className="rows" data-stale={!isLive}>
        {calls?.map((call) => (
          <HistoryRow key={call.id} call={call} />
        ))}
        {more === null ? null : (
          <li className="rows-more">
            <Button size="small" tone="quiet" isPending={isLoadingMore} onPress={more}>
              {isLoadingMore ? <Trans>Loading…</Trans> : <Trans>Show more calls</Trans>}
            </Button>
          </li>
        )}
      </ul>
      <Link to="/history" className="link my-calls-all">
        <Trans>All my calls…</Trans>
      </Link>
    </div>
  )
}

interface FilterProps {
  readonly filter: CallsFilter
  readonly onChange: (filter: CallsFilter) => void
  /** Of the calls that are listed. */
  readonly missed: number
}

export function usePeriodWords(): Readonly<Record<Period, string>> {
  const { t } = useLingui()
  return {
    today: t`Today`,
    yesterday: t`Yesterday`,
    week: t`Last 7 days`,
    month: t`Last 30 days`,
    day: t`One day…`,
    all: t`Any time`,
  }
}

export function useKindWords(): Readonly<Record<CallKind, string>> {
  const { t } = useLingui()
  return {
    every: t`All calls`,
    missed: t`Missed`,
    inbound: t`Incoming`,
    outbound: t`Outgoing`,
    internal: t`Internal`,
  }
}

function Filter({ filter, onChange, missed }: FilterProps) {
  const { t } = useLingui()
  const periodWords = usePeriodWords()
  const kindWords = useKindWords()
  return (
    <div className="calls-filter">
      <Compact
        label={t`Which days`}
        value={filter.period}
        options={optionsOf(periodWords)}
        onChange={(period) => {
          onChange({ ...filter, period })
        }}
      />
      <Compact
        label={t`Which calls`}
        value={filter.kind}
        options={optionsOf(kindWords)}
        onChange={(kind) => {
          onChange({ ...filter, kind })
        }}
      />
      {missed === 0 || filter.kind === 'missed' ? null : (
        <span className="badge badge-missed">
          <Trans>{missed} missed</Trans>
        </span>
      )}
      {filter.period === 'day' ? (
        <input
          className="input calls-day"
          type="date"
          aria-label={t`Day`}
          value={filter.day}
          onChange={(event) => {
            onChange({ ...filter, day: event.target.value })
          }}
        />
      ) : null}
    </div>
  )
}

const optionsOf = <Id extends string>(words: Readonly<Record<Id, string>>) =>
  (Object.entries(words) as [Id, string][]).map(([id, text]) => ({ id, text }))
