import { expect, test } from 'vitest'
import { diceOf, World, type Replica } from './world.ts'

/**
 * A thousand histories of people who write on one call while everything around them breaks: pages cut off, answers lost,
 * requests repeated, news late, twice and in disorder, pages and servers killed, a database that fails before or after it
 * has written. Keepers and room are the real ones. Every character that is typed is another one, so that none can stand in
 * for one that was lost.
 */
const seeds = 1_000
const steps = 40

interface Tally {
  typed: number
  deleted: number
  cuts: number
  kills: number
  faults: number
}

test(
  `${seeds} partitions and kills: all replicas equal, no character lost`,
  { timeout: 180_000 },
  async () => {
    const all: Tally = { typed: 0, deleted: 0, cuts: 0, kills: 0, faults: 0 }
    for (let seed = 1; seed <= seeds; seed += 1) {
      const tally = await live(seed)
      for (const key of Object.keys(all) as (keyof Tally)[]) all[key] += tally[key]
    }
    process.stdout.write(`notes: ${seeds} histories ${JSON.stringify(all)}\n`)
    // A history in which nothing went wrong would prove nothing.
    expect(all.typed).toBeGreaterThan(20_000)
    expect(all.kills).toBeGreaterThan(2_000)
    expect(all.cuts).toBeGreaterThan(2_000)
    expect(all.faults).toBeGreaterThan(1_000)
  },
)

async function live(seed: number): Promise<Tally> {
  const dice = diceOf(seed)
  const world = new World(2 + dice(3))
  const tally: Tally = { typed: 0, deleted: 0, cuts: 0, kills: 0, faults: 0 }
  const expected = new Set<string>()
  const typed: string[] = []
  for (let step = 0; step < steps; step += 1) {
    const replica = world.replicas[dice(world.replicas.length)] as Replica
    happen({ world, replica, dice, tally, expected, typed })
    if (dice(3) === 0) await world.settle()
    else if (dice(2) === 0) await Promise.resolve()
  }
  await world.heal(dice)
  const texts = world.replicas.map(({ keeper }) => keeper.text('notes').toJSON())
  const shown = { seed, texts, pending: world.replicas.map(({ keeper }) => keeper.pending) }
  expect(shown).toEqual({
    seed,
    texts: texts.map(() => texts[0]),
    pending: texts.map(() => false),
  })
  const text = texts[0] ?? ''
  // As long as what was typed and not deleted, and made of just that: none is lost, none is there twice.
  expect([seed, [...text].toSorted()]).toEqual([seed, [...expected].toSorted()])
  // What one person typed in one go stands in the order in which it was typed.
  for (const run of typed) {
    const places = [...run].map((char) => text.indexOf(char)).filter((at) => at >= 0)
    expect([seed, places]).toEqual([seed, places.toSorted((a, b) => a - b)])
  }
  await world.end()
  // Those who only read have the same.
  expect([seed, world.notes.text]).toEqual([seed, text])
  return tally
}

interface Scene {
  readonly world: World
  readonly replica: Replica
  readonly dice: (below: number) => number
  readonly tally: Tally
  readonly expected: Set<string>
  readonly typed: string[]
}

function happen({ world, replica, dice, tally, expected, typed }: Scene): void {
  const notes = replica.keeper.text('notes')
  switch (dice(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: {
      const run = Array.from({ length: 1 + dice(5) }, () => String.fromCharCode(0x4e00 + tally.typed++)).join(
        '',
      )
      notes.insert(dice(notes.length + 1), run)
      for (const char of run) expected.add(char)
      typed.push(run)
      return
    }
    case 5: {
      if (notes.length === 0) return
      const at = dice(notes.length)
      const gone = notes.toJSON().slice(at, at + 1 + dice(3))
      notes.delete(at, gone.length)
      for (const char of gone) expected.delete(char)
      tally.deleted += gone.length
      return
    }
    case 6:
    case 7:
    case 8:
      replica.keeper.open()
      return
    case 9:
      replica.loseAnswer = dice(2) === 0
      replica.repeat = dice(2) === 0
      return
    case 10:
      world.cut(replica)
      tally.cuts += 1
      return
    case 11:
      if (!replica.online) world.mend(replica)
      return
    case 12:
      world.deliver(replica, dice)
      return
    case 13:
      world.killPage(replica)
      tally.kills += 1
      return
    case 14:
      world.killServer()
      tally.kills += 1
      return
    default: {
      const fault = dice(2) === 0 ? 'before' : 'after'
      let left = 1 + dice(3)
      tally.faults += left
      if (world.test !== null) world.test.fault = () => (left-- > 0 ? fault : undefined)
    }
  }
}
