import pg from 'pg'
import { openLookups } from '../apps/server/src/store/caller-store.ts'
import { connectionsOfUrl } from '../apps/server/src/store/db.ts'
import type { BenchDatabase } from './database.ts'
import { contacts, numberOf } from './load.ts'
import type { Measured } from './report.ts'
import { clock, summarise } from './stats.ts'

const rounds = 20_000

/**
 * One number among a million contacts, one after the other over one connection: the bare indexed query on the floor's
 * table; the product's own (who it is: contacts with all their numbers, accounts, the choice among them) under row-level
 * security; and the product's with all that the page shows of the customer (open cases, tasks, activities).
 * They take turns, so that a busy moment of the machine hits all.
 */
export async function timeLookups(
  database: BenchDatabase,
  tenant: string,
): Promise<{ bare: Measured; product: Measured; whole: Measured }> {
  const floor = await database.client('floor')
  const pool = new pg.Pool({ ...connectionsOfUrl(database.url('product')).app, max: 1 })
  const lookups = await openLookups(pool, tenant)
  const bare = (e164: string): Promise<unknown> =>
    floor.query({
      name: 'look-up',
      text: 'select id, name from floor_contact where e164 = $1',
      values: [e164],
    })
  const product = (e164: string) => lookups.find({ tenant, e164, digits: null, reason: 'callerNumber' })
  const whole = async (e164: string): Promise<unknown> => {
    const [match] = (await product(e164)).matches
    if (match === undefined) throw new Error('a seeded number was not found')
    return lookups.customer({
      tenant,
      contactId: match.contact?.id ?? null,
      accountId: match.account?.id ?? null,
    })
  }
  const took: { bare: number[]; product: number[]; whole: number[] } = { bare: [], product: [], whole: [] }
  const time = async (work: Promise<unknown>): Promise<number> => {
    const start = clock()
    await work
    return clock() - start
  }
  for (let n = -2_000; n < rounds; n++) {
    // Each asks for another number: the second to ask for the same would find it read already.
    const [one, two, three] = [0, 333_331, 666_667].map((shift) =>
      numberOf(((n + contacts + shift) * 104_729) % contacts),
    ) as [string, string, string]
    const [first, second, third] = [await time(bare(one)), await time(product(two)), await time(whole(three))]
    // The first ones fill caches and plans.
    if (n >= 0) {
      took.bare.push(first)
      took.product.push(second)
      took.whole.push(third)
    }
  }
  await floor.end()
  await lookups.close()
  await pool.end()
  return {
    bare: { ...summarise(took.bare), lost: 0 },
    product: { ...summarise(took.product), lost: 0 },
    whole: { ...summarise(took.whole), lost: 0 },
  }
}
