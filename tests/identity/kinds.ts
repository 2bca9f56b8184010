import { live, log, rate, type Caller } from './history.ts'
import { mistyped, shown, written, type Line } from './numbers.ts'
import type { Company, Person, Truth, World } from './world.ts'

/** Our own numbers, as they begin. */
export const ownNumbers = '+4930555'

const is = (...people: readonly Person[]): Truth => ({
  kind: 'person',
  contactIds: people.map(({ id }) => id),
  accountId: people[0]?.accountId ?? null,
})
const nobody: Truth = { kind: 'nobody' }
const truthOf = ({ person }: Caller, company: Company | null = null): Truth => {
  if (person !== null) return is(person)
  return company === null ? nobody : { kind: 'company', accountId: company.id }
}
/** Imported, or made at the first call. */
const knownSince = (world: World): number => 4 * 365 + (world.dice.chance(0.5) ? world.dice.roll(730) : 0)

function someone(
  world: World,
  lines: readonly Line[],
  more: { family?: string; company?: Company | null } = {},
): Person {
  const phones = lines.map((line) => written(line, world.dice))
  return world.person({ ...more, phones, knownSince: knownSince(world) })
}

/** One person, one or two numbers of his own. */
function usual(
  world: World,
  kind = 'usual',
  line = world.dice.chance(0.6) ? world.numbers.mobile() : world.numbers.landline(),
): void {
  const company = world.dice.chance(0.5) ? world.company() : null
  const more = world.dice.chance(0.3) ? [world.numbers.mobile()] : []
  const person = someone(world, [line, ...more], { company })
  const number = shown(line, world.dice)
  const lived = live(world, [{ person, rate: rate(world) }])
  log(world, lived, { number })
  world.label({ kind, number, name: world.networkName(person), truth: is(person) })
}

/** A landline of two to five, most of whom we know. */
function family(world: World): void {
  const line = world.numbers.landline()
  const name = world.family()
  const callers = Array.from({ length: 2 + world.dice.roll(4) }, (_, index): Caller => {
    const more = { family: world.dice.chance(0.85) ? name : world.family() }
    const lines = world.dice.chance(0.3) ? [line, world.numbers.mobile()] : [line]
    return {
      person: index < 2 || world.dice.chance(0.8) ? someone(world, lines, more) : null,
      rate: rate(world, 1.5),
    }
  }).filter(({ person }) => person !== null)
  const number = shown(line, world.dice)
  const lived = live(world, callers)
  log(world, lived, { number })
  const [subscriber] = callers
  world.label({
    kind: 'family',
    number,
    name: world.networkName(subscriber?.person ?? null),
    truth: truthOf(lived.caller),
    bestGuess: lived.bestGuess,
  })
}

/** A company whose people all show its one number; some of them we do not know. */
function switchboard(world: World): void {
  const line = world.numbers.landline()
  const company = world.company()
  const known = 3 + world.dice.roll(world.dice.chance(0.8) ? 6 : 30)
  const callers = Array.from({ length: known }, (): Caller => {
    const own = world.dice.chance(0.4) ? [world.numbers.mobile()] : []
    return { person: someone(world, [line, ...own], { company }), rate: rate(world, 1.5) * 0.7 }
  })
  const stranger: Caller = { person: null, rate: (rate(world) * known) / 15 }
  const number = shown(line, world.dice)
  const lived = live(world, [...callers, stranger])
  log(world, lived, { number, company })
  world.label({
    kind: 'switchboard',
    number,
    name: world.networkName(null, company),
    truth: truthOf(lived.caller, company),
    bestGuess: lived.bestGuess,
  })
}

/** A company with a number for each, written in several ways; new people call whom we do not know. */
function extension(world: World): void {
  const head = world.numbers.head()
  const company = world.company()
  const direct = (tail: string): Line => ({ ...head, rest: head.rest + tail })
  const tails = Array.from({ length: 3 + world.dice.roll(6) }, (_, index) =>
    String(11 + index * 7 + world.dice.roll(7)),
  )
  const callers = tails.map((tail) => {
    const text = world.dice.pick([
      written(direct(tail), world.dice),
      written(direct(tail), world.dice),
      `${written(head, world.dice)} Durchwahl ${tail}`,
      `${written(head, world.dice)} ext. ${tail}`,
    ])
    const person = world.person({ phones: [text], company, knownSince: knownSince(world) })
    return { person, rate: rate(world), tail }
  })
  const stranger = { person: null, rate: (rate(world) * callers.length) / 6, tail: '99' }
  const lived = live(world, [...callers, stranger])
  const { tail } = [...callers, stranger].find((one) => one === lived.caller) ?? stranger
  const number = shown(direct(tail), world.dice)
  const own = { ...lived, before: lived.before.filter(({ caller }) => caller === lived.caller) }
  log(world, own, { number })
  world.label({
    kind: 'extension',
    number,
    name: world.networkName(null, company),
    truth: truthOf(lived.caller, company),
  })
}

/** A number that its owner gave up, and that somebody else has now. */
function recycled(world: World): void {
  const line = world.numbers.mobile()
  const number = shown(line, world.dice)
  const old = someone(world, [line])
  const lived = live(world, [{ person: old, rate: rate(world) }])
  // Given up some day in four years after the last call, at rest for three months to a year, then given to somebody who
  // calls us within two years.
  const gap = world.share() * 4 * 365 + 90 + world.dice.roll(275) + world.share() * 730
  const shift = Math.max(0, gap - (lived.before.length === 0 ? 0 : lived.ago(lived.before.at(-1)?.day ?? 0)))
  log(world, { ...lived, ago: (day) => lived.ago(day) + shift }, { number })
  const isCustomer = world.dice.chance(0.3)
  const owner = isCustomer ? someone(world, [world.numbers.mobile()]) : null
  // He called before, and an agent said who it was.
  const isSaid = owner !== null && world.dice.chance(0.4)
  if (isSaid) {
    const said = { contactId: owner.id, accountId: null, at: 1 + world.dice.roll(300) }
    world.talks.push({ ...said, answered: true })
    world.said.push({ ...said, number, takenContactId: old.id })
  }
  const told = owner ?? { given: 'Zora', family: world.family() }
  world.label({
    kind: 'recycled',
    number,
    name: world.networkName(told),
    truth: owner === null ? nobody : is(owner),
    isUntold: !isSaid,
  })
}

/** A call that was sent on, and shows the number of who sent it: an answering service, his office, another customer. */
function forwarded(world: World): void {
  const company = world.company()
  const person = someone(world, [world.numbers.mobile()], { company })
  const lived = live(world, [{ person, rate: rate(world) }])
  const line = world.dice.chance(0.5) ? world.numbers.mobile() : world.numbers.landline()
  const number = shown(line, world.dice)
  const by = world.dice.roll(100)
  if (by < 25)
    for (let others = 2 + world.dice.roll(4); others > 0; others -= 1) someone(world, [line], { company })
  const isCustomers = by >= 25 && by < 35
  const other = isCustomers ? someone(world, [line]) : null
  log(world, lived, { number: shown({ country: '49', rest: '301' }, world.dice) })
  // Such calls come again and again: agents have said who it is.
  const often = [0, 1, 2, 3][world.dice.roll(4)] ?? 0
  for (let n = 0; n < often; n += 1)
    world.said.push({
      number,
      contactId: person.id,
      accountId: company.id,
      takenContactId: other?.id ?? null,
      at: 5 + world.dice.roll(400),
    })
  const divertedBy = world.dice.chance(0.7) ? number : null
  const isUntold = often === 0 && by >= 25
  // His office's number tells his office.
  const truth: Truth = often === 0 && by < 25 ? { kind: 'company', accountId: company.id } : is(person)
  world.label({ kind: 'forwarded', number, divertedBy, truth, isUntold })
}

/** No number. Some key in who they are. */
function withheld(world: World): void {
  const company = world.company()
  const person = someone(world, [world.numbers.mobile()], { company })
  const { openCase } = live(world, [{ person, rate: rate(world) }])
  const keys = world.dice.chance(0.3)
  const digits = keys ? (openCase === null ? company.number : String(openCase)) : null
  // Who keys in the number of his company has told his company.
  const told = openCase === null ? ({ kind: 'company', accountId: company.id } as const) : is(person)
  world.label({ kind: 'withheld', number: null, digits, truth: keys ? told : nobody })
}

/** Numbers that cannot be the caller's: our own, none that exists, and sometimes one that stands in a record. */
function spoofed(world: World): void {
  const number = world.dice.pick([
    `${ownNumbers}${world.dice.roll(900) + 100}`,
    `+49${world.dice.pick(['10', '139', '1000'])}${world.dice.roll(90_000) + 10_000}`,
    `+999${world.dice.roll(90_000_000) + 10_000_000}`,
  ])
  if (world.dice.chance(0.4)) {
    const { id: contactId } = world.person({ phones: [number], knownSince: knownSince(world) })
    world.talks.push({ contactId, accountId: null, at: 1 + world.dice.roll(300), answered: true })
  }
  world.label({ kind: 'spoofed', number, name: world.networkName(null), truth: nobody })
}

/** Services and networks. Somebody may have written one down. */
function short(world: World): void {
  const number = world.dice.pick(['110', '22333', '116117', '80808', '3311', '115', '1212', '118118'])
  world.label({ kind: 'short', number, truth: nobody })
}

/** Keyed digits: of a case or of an account, from a number that we know or not, right or one slip away. */
function keyed(world: World): void {
  const line = world.numbers.mobile()
  const isKnown = world.dice.chance(0.7)
  const company = world.company()
  const person = someone(world, [isKnown ? line : world.numbers.mobile()], { company })
  const number = shown(line, world.dice)
  const lived = live(world, [{ person, rate: rate(world) }])
  if (isKnown) log(world, lived, { number })
  const right = lived.openCase === null ? company.number : String(lived.openCase)
  const digits = world.dice.chance(0.15) ? mistyped(right, world.dice) : right
  const isCompanyTold = !isKnown && lived.openCase === null
  const truth: Truth = isCompanyTold ? { kind: 'company', accountId: company.id } : is(person)
  const isUntold = !isKnown && digits !== right
  world.label({ kind: digits === right ? 'keyed' : 'keyed wrong', number, digits, truth, isUntold })
}

/** A person who is in the records twice, under one number. */
function duplicate(world: World): void {
  const line = world.numbers.mobile()
  const number = shown(line, world.dice)
  const one = someone(world, [line])
  const two = { ...someone(world, [line]), given: one.given, family: one.family }
  world.people[world.people.length - 1] = two
  const callRate = rate(world)
  const lived = live(
    world,
    [one, two].map((person) => ({ person, rate: callRate / 2 })),
  )
  log(world, lived, { number })
  world.label({ kind: 'duplicate', number, name: world.networkName(one), truth: is(one, two) })
}

/** Somebody who was never here. */
function stranger(world: World): void {
  const line = world.dice.chance(0.7) ? world.numbers.mobile() : world.numbers.landline()
  const name = world.networkName({ given: 'Quentin', family: world.family() })
  world.label({ kind: 'stranger', number: shown(line, world.dice), name, truth: nobody })
}

/** How many of each make the set: hard ones far more often than in life. */
export const kinds: readonly (readonly [number, (world: World) => void])[] = [
  [2_000, usual],
  [350, family],
  [200, switchboard],
  [300, extension],
  [250, recycled],
  [120, forwarded],
  [250, withheld],
  [130, spoofed],
  [100, short],
  [350, (world) => usual(world, 'foreign', world.numbers.foreign())],
  [450, keyed],
  [200, duplicate],
  [300, stranger],
]
