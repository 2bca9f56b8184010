import type { BulkRecords } from '#store/bulk-records.ts'
import type { DemoContact } from './customers.ts'
import type { Dice } from './dice.ts'
import { notes, subjects, tasks as taskSubjects } from './people.table.ts'

type DemoCase = BulkRecords['cases'][number]
type History = Pick<BulkRecords, 'cases' | 'tasks' | 'activities'>

export interface HistoryParts {
  readonly dice: Dice
  readonly contacts: readonly [DemoContact, ...DemoContact[]]
  /** Ids of the agents. */
  readonly agents: readonly [string, ...string[]]
  /** Milliseconds since the epoch: history goes back from here. */
  readonly now: number
}

const hour = 3_600_000
const day = 24 * hour

/** A moment of the working day in New York, so many days ago; at least one, so that it is over. */
function atWork(now: number, daysAgo: number, dice: Dice): number {
  const midnight = Math.floor(now / day) * day - daysAgo * day
  return midnight + 14 * hour + dice.roll(7 * 60) * 60_000
}

const caseCount = 300
const taskCount = 90
const callCount = 520

/** What happened with the customers during the last half year. */
export function makeHistory(parts: HistoryParts): History {
  const cases = [...firstCases(parts), ...makeCases(parts)].sort(
    (one, other) => one.openedAt.getTime() - other.openedAt.getTime(),
  )
  return {
    cases,
    tasks: makeTasks(parts, cases),
    activities: [...firstActivities(parts, cases), ...makeActivities(parts, cases)],
  }
}

/** The first customer is the one of every example: there is something to see. */
function firstCases({ dice, contacts: [first], agents, now }: HistoryParts): DemoCase[] {
  const make = (
    it: Pick<DemoCase, 'subject' | 'priority' | 'status' | 'type' | 'origin'>,
    daysAgo: number,
    owner: number,
  ): DemoCase => ({
    ...it,
    id: dice.uuid(),
    contactId: first.id,
    accountId: first.accountId,
    ownerId: agents[owner] ?? agents[0],
    openedAt: new Date(atWork(now, daysAgo, dice)),
  })
  return [
    make({ subject: 'Difference engine stops at column six', priority: 'urgent', status: 'escalated', type: 'problem', origin: 'phone' }, 1, 4),
    make({ subject: 'Quote for twelve more number wheels', priority: 'normal', status: 'open', type: 'request', origin: 'email' }, 5, 0),
    make({ subject: 'Invoice shows the wrong tax rate', priority: 'high', status: 'waiting', type: 'complaint', origin: 'web' }, 12, 2),
    make({ subject: 'Which oil for the bearings?', priority: 'low', status: 'closed', type: 'question', origin: 'chat' }, 64, 0),
  ] // prettier-ignore
}

function makeCases({ dice, contacts, agents, now }: HistoryParts): DemoCase[] {
  return Array.from({ length: caseCount - 4 }, () => {
    const contact = dice.pick(contacts)
    // The newer, the more likely it is still open.
    const age = 1 + dice.roll(180)
    const status = dice.chance(age / 200)
      ? 'closed'
      : dice.pick(['new', 'open', 'open', 'waiting', 'escalated'])
    return {
      id: dice.uuid(),
      subject: dice.pick(subjects),
      priority: dice.pick(['low', 'normal', 'normal', 'normal', 'high', 'urgent']),
      status,
      type: dice.pick(['question', 'problem', 'problem', 'request', 'complaint']),
      origin: dice.pick(['phone', 'phone', 'email', 'web', 'chat', 'visit']),
      contactId: contact.id,
      accountId: contact.accountId,
      ownerId: dice.chance(0.95) ? dice.pick(agents) : null,
      openedAt: new Date(atWork(now, age, dice)),
    } satisfies DemoCase
  })
}

function makeTasks(
  { dice, contacts: [first], agents, now }: HistoryParts,
  cases: readonly DemoCase[],
): History['tasks'] {
  const open = cases.filter(({ status }) => status !== 'closed')
  const ofFirst = open.filter(({ contactId }) => contactId === first.id).slice(0, 2)
  const others = Array.from({ length: taskCount - ofFirst.length }, () => open[dice.roll(open.length)])
  return [...ofFirst, ...others]
    .filter((it) => it !== undefined)
    .map((it) => ({
      id: dice.uuid(),
      subject: dice.pick(taskSubjects),
      dueOn: new Date(now + (dice.roll(21) - 4) * day).toISOString().slice(0, 10),
      done: it.contactId !== first.id && dice.chance(0.3),
      ownerId: it.ownerId ?? dice.pick(agents),
      contactId: it.contactId,
      accountId: it.accountId,
      caseId: it.id,
      createdAt: it.openedAt,
    }))
}

function firstActivities(
  { dice, contacts: [first], agents, now }: HistoryParts,
  cases: readonly DemoCase[],
): History['activities'] {
  const about = cases.filter(({ contactId }) => contactId === first.id)
  return [2, 6, 13, 40, 66].map((daysAgo, index) =>
    activityOf(first, {
      dice,
      at: atWork(now, daysAgo, dice),
      userId: agents[index % agents.length] ?? agents[0],
      caseId: about[index % about.length]?.id ?? null,
      key: `demo:first:${index}`,
    }),
  )
}

function makeActivities(
  { dice, contacts, agents, now }: HistoryParts,
  cases: readonly DemoCase[],
): History['activities'] {
  const casesOf = Map.groupBy(cases, ({ contactId }) => contactId)
  return Array.from({ length: callCount }, (_, index) => {
    const contact = dice.pick(contacts)
    const known = casesOf.get(contact.id) ?? []
    return activityOf(contact, {
      dice,
      at: atWork(now, 1 + dice.roll(180), dice),
      userId: dice.pick(agents),
      caseId: dice.chance(0.5) ? (known[dice.roll(known.length)]?.id ?? null) : null,
      key: `demo:${index}`,
    })
  })
}

interface ActivityParts {
  readonly dice: Dice
  readonly at: number
  readonly userId: string
  readonly caseId: string | null
  readonly key: string
}

function activityOf(
  contact: DemoContact,
  { dice, at, userId, caseId, key }: ActivityParts,
): History['activities'][number] {
  const kind = dice.pick(['call', 'call', 'call', 'call', 'email', 'note', 'meeting'])
  const direction = kind === 'call' ? dice.pick(['inbound', 'inbound', 'outbound']) : null
  const isMissed = kind === 'call' && dice.chance(0.12)
  const subject = {
    call:
      direction === 'inbound'
        ? `Call from ${contact.givenName} ${contact.familyName}`
        : `Call to ${contact.givenName} ${contact.familyName}`,
    email: 'E-mail about the last order',
    note: 'Note',
    meeting: 'Meeting at the customer’s',
  }[kind]
  return {
    key,
    kind,
    subject,
    direction,
    caseId,
    userId,
    callId: null,
    at: new Date(at),
    text: isMissed ? '' : dice.pick(notes),
    durationSeconds: kind === 'call' && !isMissed ? 40 + dice.roll(900) : null,
    outcome: kind === 'call' ? (isMissed ? 'missed' : 'answered') : null,
    contactId: contact.id,
    accountId: contact.accountId,
  }
}
