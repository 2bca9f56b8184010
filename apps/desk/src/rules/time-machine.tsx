import { useState } from 'react'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ProgressBar } from 'react-aria-components'
import type { PopRuleSet, PopRuleWords, PopRun } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { useFormats } from '#app/session.tsx'
import { Button } from '#ui/button.tsx'
import { Differences } from './differences.tsx'
import { WhenField } from './when-field.tsx'

interface TimeMachineProps {
  readonly draft: PopRuleSet
  readonly words: PopRuleWords
  readonly canAsk: boolean
}

const pageSize = 50
const dayMs = 24 * 3_600_000

/** The draft played on calls of the past: how many pops would be others, call by call, and why. */
export function TimeMachine({ draft, words, canAsk }: TimeMachineProps) {
  const { t, i18n } = useLingui()
  const run = useRun()
  const [days, setDays] = useState(lastMonth)
  const formats = useFormats()
  const start = (): void => {
    run.start(draft, { from: formats.spanOf(days.from).from, to: formats.spanOf(days.to).to })
  }
  const set = (part: 'from' | 'to') => (day: string) => {
    setDays({ ...days, [part]: day })
  }
  return (
    <section className="section" aria-labelledby="rules-machine">
      <h2 className="section-title" id="rules-machine">
        <Trans>Time machine: the draft on the calls of the past</Trans>
      </h2>
      <div className="admin-tools">
        <WhenField
          type="date"
          label={t({ message: 'From', context: 'day' })}
          value={days.from}
          onChange={set('from')}
        />
        <WhenField
          type="date"
          label={t({ message: 'To', context: 'day' })}
          value={days.to}
          onChange={set('to')}
        />
        <Button isDisabled={!canAsk || days.from > days.to} isPending={run.isStarting} onPress={start}>
          <Trans>Play the draft on these calls</Trans>
        </Button>
        {run.data?.state === 'running' ? (
          <Button tone="quiet" onPress={run.cancel}>
            <Trans>Stop</Trans>
          </Button>
        ) : null}
      </div>
      <p className="form-problem" role="alert">
        {run.error === null ? null : problemText(i18n, run.error)}
      </p>
      {run.data === undefined ? null : (
        <>
          <Progress run={run.data} />
          <Outcome run={run.data} />
          <Differences
            run={run.data}
            words={words}
            page={{ offset: run.offset, size: pageSize }}
            onPage={run.setOffset}
          />
        </>
      )}
    </section>
  )
}

/** From the day a month ago to today. */
function lastMonth(): { readonly from: string; readonly to: string } {
  const day = (ago: number): string => new Date(Date.now() - ago * dayMs).toISOString().slice(0, 10)
  return { from: day(30), to: day(0) }
}

function useRun() {
  const [id, setId] = useState<string | null>(null)
  const [offset, setOffset] = useState(0)
  const [isStarting, setStarting] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { data, error: readError } = useQuery({
    queryKey: ['popRun', id, offset],
    queryFn: async ({ signal }) =>
      api.readPopRun({ params: { id: id ?? '' }, query: { offset, limit: pageSize }, signal }),
    enabled: id !== null,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.state === 'running' || state.data === undefined ? 400 : false,
  })
  const start = (draft: PopRuleSet, span: { readonly from: string; readonly to: string }): void => {
    setStarting(true)
    setError(null)
    api
      .startPopRun({ body: { draft, ...span } })
      .then((run) => {
        setId(run.id)
        setOffset(0)
      })
      .catch(setError)
      .finally(() => {
        setStarting(false)
      })
  }
  const cancel = (): void => {
    if (id !== null) api.cancelPopRun({ params: { id } }).catch(setError)
  }
  return {
    data: id === null ? undefined : data,
    error: error ?? readError,
    isStarting,
    start,
    cancel,
    offset,
    setOffset,
  }
}

function Progress({ run }: { readonly run: PopRun }) {
  const { t, i18n } = useLingui()
  const number = new Intl.NumberFormat(i18n.locale)
  const [done, total] = [number.format(run.done), number.format(run.total)]
  return (
    <ProgressBar
      className="run-progress"
      aria-label={t`Calls gone through`}
      value={run.done}
      maxValue={Math.max(1, run.total)}
      valueLabel={t`${done} of ${total} calls`}
      data-run={run.state}
    >
      {({ percentage = 0, valueText }) => (
        <>
          <span className="run-bar">
            <span className="run-bar-fill" style={{ inlineSize: `${percentage}%` }} />
          </span>
          <span>{valueText}</span>
        </>
      )}
    </ProgressBar>
  )
}

function Outcome({ run }: { readonly run: PopRun }) {
  const { i18n } = useLingui()
  const number = new Intl.NumberFormat(i18n.locale)
  const { state, changed } = run
  const decisions = number.format(run.decisions)
  const [appears, disappears, other] = [run.appears, run.disappears, run.other].map((one) =>
    number.format(one),
  )
  const seconds = number.format(run.seconds)
  return (
    <p role="status" data-changed={changed}>
      {state === 'failed' ? <Trans>It could not be played to the end.</Trans> : null}
      {state === 'cancelled' ? <Trans>Stopped.</Trans> : null}
      {state === 'running' ? <Trans>Playing…</Trans> : null}{' '}
      <Plural
        value={changed}
        _0="No pop would be another one."
        one="# pop would be another one."
        other="# pops would be others."
      />{' '}
      {changed === 0 ? null : (
        <Trans>
          Of {decisions}: {appears} where nothing opened so far, {disappears} where nothing would open any
          more, {other} where something else would open.
        </Trans>
      )}{' '}
      {state === 'done' ? <Trans>It took {seconds} s.</Trans> : null}
    </p>
  )
}
