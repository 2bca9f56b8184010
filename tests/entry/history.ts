import { expect } from 'vitest'
import { diceOf, World, type Replica, type WorldRows } from './world.ts'

const steps = 40

/** What went on in a history. */
export interface Tally {
  typed: number
  deleted: number
  cuts: number
  kills: number
  faults: number
}

/** Plays one history and looks at how it ended. @param rows default: a store in memory, which fails now and then */
export async function play(seed: number, rows?: WorldRows): Promise<Tally> {
  const dice = diceOf(seed)
  const world = new World(2 + dice(3), rows)
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
  expect([seed, text.split('').toSorted()]).toEqual([seed, [...expected].toSorted()])
  // What one person typed in one go stands in the order in which it was typed.
  for (const run of typed) {
    const places = run
      .split('')
      .map((char) => text.indexOf(char))
      .filter((at) => at >= 0)
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
