import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { LineView, WrapUpTask } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { useAskLine } from '#calls/use-ask-line.ts'
import { asCustomers, whoIs } from '#calls/words.ts'
import { useCalls, useIsLive, useLive, useNow } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { DispositionForm } from './disposition-form.tsx'
import { useWrapUpTasks } from './use-call-logs.ts'
import './wrap-up.css'

/** What is left to do after a call of mine, and how long there is for it. Rings and dialling go on beside it. */
export function WrapUpPanel() {
  const tasks = useWrapUpTasks()
  const now = useNow()
  const wanted = tasks.filter((task) => isOwed(task) || leftOf(task, now) > 0)
  const [first, ...others] = wanted
  if (first === undefined) return null
  return <Wanted key={first.callId} task={first} others={others.filter(isOwed).length} now={now} />
}

const isOwed = ({ required, given }: WrapUpTask): boolean => required && given === null
const leftOf = ({ endedAt, seconds }: WrapUpTask, now: number): number =>
  Date.parse(endedAt) + seconds * 1_000 - now

interface WantedProps {
  readonly task: WrapUpTask
  /** How many more calls still have no disposition. */
  readonly others: number
  readonly now: number
}

function Wanted({ task, others, now }: WantedProps) {
  const call = useCalls().find(({ id }) => id === task.callId)
  const who = call === undefined ? null : whoIs(asCustomers(call))
  return (
    <section className="panel wrap-up" data-wrap-up={task.callId} data-owed={isOwed(task)}>
      <div className="panel-head">
        <h2 className="panel-title">
          <Trans>Wrap-up</Trans>{' '}
          <Link to="/calls/$callId" params={{ callId: task.callId }} className="link panel-about">
            <bdi>{who === null ? <Trans>the last call</Trans> : (who.name ?? who.number)}</bdi>
          </Link>
        </h2>
        <TimeLeft task={task} now={now} />
      </div>
      <DispositionForm
        callId={task.callId}
        fitting={task.dispositionIds}
        given={task.given}
        required={task.required}
      />
      {others === 0 ? null : (
        <p className="quiet-note">
          <Plural
            value={others}
            one="# more call has no outcome yet."
            other="# more calls have no outcome yet."
          />
        </p>
      )}
      <AgentAfterCall isOwed={isOwed(task)} />
    </section>
  )
}

function TimeLeft({ task, now }: { readonly task: WrapUpTask; readonly now: number }) {
  const formats = useFormats()
  const left = leftOf(task, now)
  if (task.seconds === 0) return null
  return (
    <span className="wrap-up-time" data-over={left <= 0} role="timer" aria-live="off">
      {left > 0 ? formats.elapsed(left + 999) : <Trans>Time is up</Trans>}
    </span>
  )
}

/** The telephone system's own work after a call, where it has that: more of it, or ready again. */
function AgentAfterCall({ isOwed: owed }: { readonly isOwed: boolean }) {
  const { t } = useLingui()
  const { line } = useLive().state
  const isLive = useIsLive()
  const asking = useAskLine()
  if (line === null || !canChoose(line)) return null
  const isWorking = line.agent?.state === 'workingAfterCall'
  return (
    <div className="wrap-up-agent">
      {isWorking ? (
        <Button
          size="small"
          tone="good"
          isDisabled={!isLive || owed}
          isPending={asking.asked !== null}
          data-action="ready"
          aria-label={owed ? t`Ready again, once the outcome is chosen` : t`Ready again`}
          onPress={() => {
            asking.ask({ kind: 'setAgentState', state: 'ready' })
          }}
        >
          <Trans>Ready again</Trans>
        </Button>
      ) : (
        <Button
          size="small"
          isDisabled={!isLive}
          isPending={asking.asked !== null}
          data-action="more-time"
          onPress={() => {
            asking.ask({ kind: 'setAgentState', state: 'workingAfterCall' })
          }}
        >
          <Trans>I need more time</Trans>
        </Button>
      )}
      <p className="call-problem" role="alert">
        {asking.problem?.text}
      </p>
    </div>
  )
}

const canChoose = (line: LineView): boolean =>
  line.offers.includes('setAgentState') &&
  (line.agent?.state === 'ready' || line.agent?.state === 'workingAfterCall')
