/** Three agents with telephones of their own play all stories of one way, one after the other. */
import type { Client } from '@hookswitch/contract'
import type { Agent, Customer, Outside, Way } from './office.ts'
import { Scene, setReady, until } from './scene.ts'
import type { Part, Story } from './stories.ts'

export type People = Readonly<Record<Part['who'], Agent>>

export interface Lane {
  readonly way: Way
  readonly outside: Outside
  /** Who plays whom in a story; the same three for all, but a screen may be another one. */
  readonly cast: (story: Story) => Promise<People>
  /** Writes customers into the records. */
  readonly clerk: Client
}

/** How a cell came out; `why` null = as it should. */
export interface Played {
  readonly ms: number
  readonly why: Error | null
}

export async function playCell(lane: Lane, story: Story): Promise<Played> {
  const began = performance.now()
  const ms = () => Math.round(performance.now() - began)
  const people = await lane.cast(story)
  const agents = [...new Set(Object.values(people))]
  const scene = new Scene(lane.way, { customer: await newCustomer(lane), outside: lane.outside })
  try {
    await story.play(scene, people)
    await scene.isOver(agents)
    if (!scene.seen.includes(people[story.last]))
      throw new Error('The last agent’s screen was not looked at.')
    await isLoggedOnce({ lane, story, scene, people })
    return { ms: ms(), why: null }
  } catch (error) {
    const screens = await Promise.all(agents.map(async (one) => `${one.name}: ${await callsOf(one)}`))
    await scene.breakOff(agents)
    return { ms: ms(), why: new Error(`${(error as Error).message} Screens: ${screens.join('; ')}`) }
  } finally {
    for (const agent of agents) await setReady(agent, lane.outside, false).catch(() => undefined)
    await scene.aMoment()
  }
}

async function callsOf({ screen }: Agent): Promise<string> {
  const calls = await screen.live().catch((error: unknown) => [String(error)])
  return calls.join(' and ') || 'nothing'
}

let customers = 0

/** A customer with a contact, an account and a case of his own. */
async function newCustomer({ clerk }: Lane): Promise<Customer> {
  customers += 1
  const tail = String(6_000 + customers)
  const number = `+1415555${tail}`
  const account = await clerk.createAccount({ body: { name: `Works ${tail}`, number: `9${tail}` } })
  const contact = await clerk.createContact({
    body: {
      givenName: 'Greta',
      familyName: `Caller ${tail}`,
      accountId: account.id,
      phones: [{ label: 'work', text: `(415) 555-${tail}` }],
    },
  })
  const body = { subject: 'It rattles', contactId: contact.id, accountId: account.id }
  const opened = await clerk.createCase({ body })
  return { name: contact.name, number, contactId: contact.id, caseId: opened.id, digits: opened.number }
}

interface Cell {
  readonly lane: Lane
  readonly story: Story
  readonly scene: Scene
  readonly people: People
}

/** One log, of the right customer and case, by whoever spoke last, with everybody's part as its children. */
async function isLoggedOnce({ lane, story, scene, people }: Cell): Promise<void> {
  const { customer, digits, notesTaken } = scene
  const logs = async () =>
    (await lane.clerk.listActivities({ query: { contactId: customer.contactId } })).items
  await until(
    async () => (await logs()).length > 0,
    () => 'the log of the call',
  )
  const [log, ...more] = await logs()
  if (log === undefined || more.length > 0) throw new Error(`${more.length + 1} logs of one call`)
  const { legs, ...told } = await lane.clerk.readActivity({ params: { id: log.id } })
  const nameOf = (who: Part['who']) => people[who].name
  same('the log', told, {
    kind: 'call',
    direction: lane.way === 'outbound' ? 'outbound' : 'inbound',
    outcome: 'answered',
    user: nameOf(story.last),
    text: notesTaken,
    contactId: customer.contactId,
    caseId: digits === null ? null : customer.caseId,
  })
  const parts = story.parts(lane.way)
  const children = legs
    .filter(({ user }) => user !== null)
    .map(({ user, outcome, from }) => ({
      who: user,
      outcome,
      from: from === told.subject ? 'customer' : from,
    }))
  const wanted = parts.map(({ who, outcome, from }) => ({
    who: nameOf(who),
    outcome,
    from: from === null || from === 'customer' ? from : nameOf(from),
  }))
  same('the legs', { children }, { children: wanted })
  const untold = legs.filter(
    (leg) =>
      leg.endedAt === null ||
      (leg.outcome === 'answered' && leg.user !== null && leg.durationSeconds === null),
  )
  if (untold.length > 0) throw new Error(`Legs without an end: ${JSON.stringify(untold)}`)
  await inEveryHistory(parts, { people, customer })
  await isToldOnThePage(parts, { people, story })
}

/** Who looks at the call after its end sees who had it. */
async function isToldOnThePage(
  parts: readonly Part[],
  { people, story }: Pick<Cell, 'people' | 'story'>,
): Promise<void> {
  const told = await people[story.last].screen.story()
  if (told === null) return
  const words = { answered: 'Answered', transferred: 'Transferred' }
  const wanted = parts.map(({ who, outcome }) => `${people[who].name}: ${words[outcome]}`)
  same('the story on the page', { told: told.filter((part) => wanted.includes(part)) }, { told: wanted })
}

/** Everybody who had a part finds the call once among his own; the consultation is none of its own. */
async function inEveryHistory(
  parts: readonly Part[],
  { people, customer }: Pick<Cell, 'people'> & { customer: Customer },
): Promise<void> {
  for (const who of new Set(parts.map((part) => part.who))) {
    const { api, name } = people[who]
    const { items } = await api.myCalls({ query: { limit: 20 } })
    const about = items.filter((call) => call.other.e164 === customer.number || call.about !== null)
    const outcome = parts.findLast((part) => part.who === who)?.outcome
    same(`the history of ${name}`, { calls: about.map((call) => call.outcome) }, { calls: [outcome] })
  }
}

function same(what: string, found: object, wanted: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(wanted)) {
    const is = (found as Readonly<Record<string, unknown>>)[key]
    if (JSON.stringify(is) !== JSON.stringify(value))
      throw new Error(`In ${what}, ${key} is ${JSON.stringify(is)}, not ${JSON.stringify(value)}`)
  }
}
