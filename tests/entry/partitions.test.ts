import { expect, test } from 'vitest'
import { play, type Tally } from './history.ts'

/**
 * A thousand histories of people who write on one call while everything around them breaks: pages cut off, answers lost,
 * requests repeated, news late, twice and in disorder, pages and servers killed, a database that fails before or after it
 * has written. Keepers and room are the real ones. Every character that is typed is another one, so that none can stand in
 * for one that was lost.
 */
const seeds = 1_000

test(
  `${seeds} partitions and kills: all replicas equal, no character lost`,
  { timeout: 180_000 },
  async () => {
    const all: Tally = { typed: 0, deleted: 0, cuts: 0, kills: 0, faults: 0 }
    for (let seed = 1; seed <= seeds; seed += 1) {
      const tally = await play(seed)
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
