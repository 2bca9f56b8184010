import type { ReactNode } from 'react'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { Activity, CaseRecord, ColumnOf, Task } from '@hookswitch/contract'
import { outcomeWords } from '#calls/words.ts'
import { elapsed } from '#app/format.ts'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'
import { Icon, type IconName } from '#ui/icon.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { CaseTable } from './case-table.tsx'
import { activityWords } from './words.ts'

/** Why a list is not there, and how to ask for it again. */
export interface NotLoaded {
  readonly error: unknown
  readonly retry: () => void
}

/** Undefined while it is being fetched: its place is kept. */
export type Loaded<Item> = readonly Item[] | NotLoaded | undefined

export interface RelatedProps {
  readonly cases: Loaded<CaseRecord>
  readonly tasks: Loaded<Task>
  readonly activities: Loaded<Activity>
}

/** What goes on with this customer: open cases, tasks, what happened last. */
export function Related({ cases, tasks, activities }: RelatedProps) {
  return (
    <>
      <Section title={<Trans>Cases</Trans>} count={countOf(cases)}>
        <List of={cases} lines={4}>
          {(items) => (items.length === 0 ? <Nothing /> : <CaseTable cases={items} />)}
        </List>
      </Section>
      <div className="related-pair">
        <Section title={<Trans>Last calls and activities</Trans>}>
          <List of={activities} lines={4}>
            {(items) => <Activities items={items} />}
          </List>
        </Section>
        <Section title={<Trans>Tasks</Trans>} count={countOf(tasks)}>
          <List of={tasks} lines={2}>
            {(items) => <Tasks items={items} />}
          </List>
        </Section>
      </div>
    </>
  )
}

export const isThere = <Item,>(it: Loaded<Item>): it is readonly Item[] => Array.isArray(it)
export const countOf = (it: Loaded<unknown>): number | undefined => (isThere(it) ? it.length : undefined)

interface ListProps<Item> {
  readonly of: Loaded<Item>
  /** How much room is kept until it is there. */
  readonly lines: number
  readonly children: (items: readonly Item[]) => ReactNode
}

export function List<Item>({ of, lines, children }: ListProps<Item>) {
  if (of === undefined) return <Lines count={lines} />
  return isThere(of) ? children(of) : <LoadFailed error={of.error} onRetry={of.retry} />
}

interface SectionProps {
  readonly title: ReactNode
  readonly count?: number | undefined
  readonly children: ReactNode
}

export function Section({ title, count, children }: SectionProps) {
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

export function Nothing() {
  return (
    <p className="quiet-note">
      <Trans>None</Trans>
    </p>
  )
}

interface TasksProps {
  readonly items: readonly Task[]
  readonly shows?: (column: ColumnOf<'tasks'>) => boolean
}

export function Tasks({ items, shows = all }: TasksProps) {
  const formats = useFormats()
  const today = new Date(useMinute()).toISOString().slice(0, 10)
  if (items.length === 0) return <Nothing />
  return (
    <ul className="rows">
      {items.map((task) => (
        <li key={task.id} className="row" data-done={task.done}>
          <Icon name="task" size={16} />
          <span className="row-main">
            <Link to="/tasks/$id" params={{ id: task.id }} className="link">
              <bdi>{task.subject}</bdi>
            </Link>
            <small>
              {task.dueOn === null || !shows('dueOn') ? null : (
                <span className={task.dueOn < today && !task.done ? 'bad-text' : ''}>
                  <Trans>due {formats.date(task.dueOn)}</Trans>
                </span>
              )}
              {task.owner === null || !shows('owner') ? null : <bdi>{task.owner}</bdi>}
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

interface ActivitiesProps {
  readonly items: readonly Activity[]
  readonly shows?: (column: ColumnOf<'history'>) => boolean
}

const all = (): boolean => true

export function Activities({ items, shows = all }: ActivitiesProps) {
  if (items.length === 0) return <Nothing />
  return (
    <ul className="rows">
      {items.map((activity) => (
        <ActivityRow key={activity.id} it={activity} shows={shows} />
      ))}
    </ul>
  )
}

interface ActivityRowProps {
  readonly it: Activity
  readonly shows: NonNullable<ActivitiesProps['shows']>
}

function ActivityRow({ it, shows }: ActivityRowProps) {
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
          {shows('at') ? <time dateTime={it.at}>{formats.moment(it.at, now)}</time> : null}
        </span>
        {it.text === '' || !shows('text') ? null : <bdi className="row-text">{it.text}</bdi>}
        <small>
          {it.kind === 'call' && shows('outcome') ? <CallOutcome it={it} /> : null}
          {it.user === null || !shows('user') ? null : <bdi>{it.user}</bdi>}
          {it.durationSeconds === null || !shows('duration') ? null : (
            <span>{elapsed(it.durationSeconds * 1_000)}</span>
          )}
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
