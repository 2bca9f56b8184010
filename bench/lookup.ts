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
 * table, and the product's whole lookup (matches, account, open cases, tasks, activities) under row-level security.
 * The two take turns, so that a busy moment of the machine hits both.
 */
export async function timeLookups(
  database: BenchDatabase,
  tenant: string,
): Promise<{ bare: Measured; product: Measured }> {
  const floor = await database.client('floor')
  const pool = new pg.Pool({ ...connectionsOfUrl(database.url('product')).app, max: 1 })
  const lookups = await openLookups(pool, tenant)
  const bare = (e164: string): Promise<unknown> =>
    floor.query({
      name: 'look-up',
      text: 'select id, name from floor_contact where e164 = $1',
      values: [e164],
    })
  const product = (e164: string): Promise<unknown> =>
    lookups.find({ tenant, e164, digits: null, reason: 'callerNumber' })
  const took: { bare: number[]; product: number[] } = { bare: [], product: [] }
  const time = async (work: Promise<unknown>): Promise<number> => {
    const start = clock()
    await work
    return clock() - start
  }
  for (let n = -2_000; n < rounds; n++) {
    const e164 = numberOf(((n + contacts) * 104_729) % contacts)
    const [first, second] = [await time(bare(e164)), await time(product(e164))]
    // The first ones fill caches and plans.
    if (n >= 0) {
      took.bare.push(first)
      took.product.push(second)
    }
  }
  await floor.end()
  await lookups.close()
  await pool.end()
  return { bare: { ...summarise(took.bare), lost: 0 }, product: { ...summarise(took.product), lost: 0 } }
}
