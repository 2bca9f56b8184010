import type { ReactNode } from 'react'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Activity, CaseRecord, Task } from '@hookswitch/contract'
import { outcomeWords } from '#calls/words.ts'
import { elapsed } from '#app/format.ts'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { Icon, type IconName } from '#ui/icon.tsx'
import { CaseTable } from './case-table.tsx'
import { activityWords } from './words.ts'

export interface RelatedProps {
  /** Undefined while they are being fetched: their place is kept. */
  readonly cases: readonly CaseRecord[] | undefined
  readonly tasks: readonly Task[] | undefined
  readonly activities: readonly Activity[] | undefined
}

/** What goes on with this customer: open cases, tasks, what happened last. */
export function Related({ cases, tasks, activities }: RelatedProps) {
  return (
    <>
      <Section title={<Trans>Cases</Trans>} count={cases?.length}>
        {cases === undefined ? (
          <Lines count={4} />
        ) : cases.length === 0 ? (
          <Nothing />
        ) : (
          <CaseTable cases={cases} />
        )}
      </Section>
      <div className="related-pair">
        <Section title={<Trans>Last calls and activities</Trans>}>
          {activities === undefined ? <Lines count={4} /> : <Activities items={activities} />}
        </Section>
        <Section title={<Trans>Tasks</Trans>} count={tasks?.length}>
          {tasks === undefined ? <Lines count={2} /> : <Tasks items={tasks} />}
        </Section>
      </div>
    </>
  )
}

interface SectionProps {
  readonly title: ReactNode
  readonly count?: number | undefined
  readonly children: ReactNode
}

function Section({ title, count, children }: SectionProps) {
  return (
    <section className="section">
      <h2 className="section-title">
        {title}
        {count === undefined || count === 0 ? null : <span className="count">{count}</span>}
      </h2>
      {children}
    </section>
  )
}

/** Empty lines where text will stand, so that nothing jumps when it comes. */
export function Lines({ count }: { readonly count: number }) {
  return (
    <div className="lines" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <span key={index} className="line" />
      ))}
    </div>
  )
}

function Nothing() {
  return (
    <p className="quiet-note">
      <Trans>None</Trans>
    </p>
  )
}

function Tasks({ items }: { readonly items: readonly Task[] }) {
  const formats = useFormats()
  const today = new Date(useMinute()).toISOString().slice(0, 10)
  if (items.length === 0) return <Nothing />
  return (
    <ul className="rows">
      {items.map((task) => (
        <li key={task.id} className="row" data-done={task.done}>
          <Icon name="task" size={16} />
          <span className="row-main">
            <bdi>{task.subject}</bdi>
            <small>
              {task.dueOn === null ? null : (
                <span className={task.dueOn < today && !task.done ? 'bad-text' : ''}>
                  <Trans>due {formats.date(task.dueOn)}</Trans>
                </span>
              )}
              {task.owner === null ? null : <bdi>{task.owner}</bdi>}
            </small>
          </span>
        </li>
      ))}
    </ul>
  )
}

const activityIcons: Readonly<Record<Activity['kind'], IconName>> = {
  call: 'answer',
  email: 'mail',
  meeting: 'meeting',
  note: 'note',
}

function Activities({ items }: { readonly items: readonly Activity[] }) {
  if (items.length === 0) return <Nothing />
  return (
    <ul className="rows">
      {items.map((activity) => (
        <ActivityRow key={activity.id} it={activity} />
      ))}
    </ul>
  )
}

function ActivityRow({ it }: { readonly it: Activity }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const now = useMinute()
  const missed = isBad(it.outcome)
  return (
    <li className="row" data-activity={it.kind} data-missed={missed}>
      <Icon name={missed ? 'missed' : iconOf(it)} size={16} />
      <span className="row-main">
        <span className="row-title">
          {it.callId === null ? (
            <bdi>{it.subject}</bdi>
          ) : (
            <Link to="/calls/$callId" params={{ callId: it.callId }} className="link">
              <CallTitle it={it} />
            </Link>
          )}
          <time dateTime={it.at}>{formats.moment(it.at, now)}</time>
        </span>
        {it.text === '' ? null : <bdi className="row-text">{it.text}</bdi>}
        <small>
          {it.kind === 'call' ? <CallOutcome it={it} /> : null}
          {it.user === null ? null : <bdi>{it.user}</bdi>}
          {it.durationSeconds === null ? null : <span>{elapsed(it.durationSeconds * 1_000)}</span>}
          {it.kind === 'call' ? null : <span>{i18n._(activityWords[it.kind])}</span>}
        </small>
      </span>
    </li>
  )
}

/** A call has no subject of its own in the language of the page: it is told by direction and outcome. */
function CallTitle({ it }: { readonly it: Activity }) {
  if (it.direction === 'outbound') return <Trans>Outgoing call</Trans>
  return it.direction === 'internal' ? <Trans>Internal call</Trans> : <Trans>Incoming call</Trans>
}

function CallOutcome({ it }: { readonly it: Activity }) {
  const { i18n } = useLingui()
  if (it.outcome === null || !(it.outcome in outcomeWords)) return null
  const words = i18n._(outcomeWords[it.outcome as keyof typeof outcomeWords])
  return <span className={isBad(it.outcome) ? 'bad-text' : ''}>{words}</span>
}

const isBad = (outcome: string | null): boolean => outcome === 'missed' || outcome === 'abandoned'

function iconOf(it: Activity): IconName {
  if (it.kind !== 'call' || it.direction === null) return activityIcons[it.kind]
  return it.direction === 'inbound' ? 'incoming' : it.direction === 'outbound' ? 'outgoing' : 'internal'
}

export function MatchCount({ count }: { readonly count: number }) {
  return <Plural value={count} one="# possible caller" other="# possible callers" />
}
