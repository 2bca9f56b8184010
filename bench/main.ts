/**
 * Measures Hookswitch beside a floor that does only the unavoidable, in one run, on one PostgreSQL, under the same load.
 *
 *   npm run bench                 about five minutes; prints the table of docs/performance.md
 *   npm run bench -- --json       its last line is JSON
 *   npm run bench -- --quick      shorter runs, to see that it works; the figures mean little
 */
import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { startDatabase, type BenchDatabase } from './database.ts'
import { startFloor, type RunningTarget } from './floor-target.ts'
import { largestRate, run, type Run } from './load.ts'
import { timeLookups } from './lookup.ts'
import { prepareTables, startProduct, timeColdStart } from './product-target.ts'
import { table, type Figures, type Measured } from './report.ts'
import { deviceOf, seedFloor, seedProduct, type SeededAgent } from './seed.ts'
import { percentile, round } from './stats.ts'

const asked = new Set(process.argv.slice(2))
const quick = asked.has('--quick')
const agentCount = 1_000
/** Each rate is played this many times by floor and product in turn: the median of the rounds is the figure. */
const rounds = quick ? 1 : 3
const rates = [
  { rate: 1, seconds: quick ? 3 : 15 },
  { rate: 100, seconds: quick ? 3 : 10 },
  { rate: 1_000, seconds: quick ? 3 : 10 },
]
const rateSeconds = quick ? 2 : 5

const say = (text: string): void => void process.stderr.write(`${text}\n`)

function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

function middle(runs: readonly Run[]): Measured {
  return {
    p50: round(median(runs.map((one) => one.p50))),
    p99: round(median(runs.map((one) => one.p99))),
    lost: runs.reduce((sum, one) => sum + one.lost, 0),
  }
}

async function measureLatency(floor: RunningTarget, product: RunningTarget): Promise<Figures['latency']> {
  const figures: Figures['latency'][number][] = []
  for (const { rate, seconds } of rates) {
    const runs: Record<'floor' | 'product', Run[]> = { floor: [], product: [] }
    const times = rate === 1 ? 1 : rounds
    for (let round = 0; round < times; round++) {
      runs.floor.push(await run(floor, rate, seconds))
      runs.product.push(await run(product, rate, seconds))
    }
    figures.push({ rate, floor: middle(runs.floor), product: middle(runs.product) })
    say(
      `  ${rate} events/s: floor p99 ${figures.at(-1)?.floor.p99} ms, Hookswitch p99 ${figures.at(-1)?.product.p99} ms`,
    )
  }
  return figures
}

/** Resident memory of a process, KiB. */
function residentKib(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN)
}

async function measureMemory(options: {
  databaseUrl: string
  directory: string
  agents: readonly SeededAgent[]
}): Promise<number> {
  const without = await startProduct({ ...options, connected: 0 })
  await wait(3_000)
  const empty = residentKib(without.pid)
  await without.stop()
  const target = await startProduct({ ...options, connected: agentCount })
  await wait(3_000)
  const full = residentKib(target.pid)
  await target.stop()
  return round((full - empty) / agentCount)
}

async function measure(database: BenchDatabase): Promise<Figures> {
  const options = { databaseUrl: database.url('product'), directory: database.directory }
  say('Filling the database: a million contacts, a thousand agents.')
  await prepareTables(options)
  const floorClient = await database.client('floor')
  await seedFloor(floorClient)
  await floorClient.end()
  const client = await database.client('product')
  const [tenant] = (await client.query<{ id: string }>('select id from tenant')).rows
  const agents = await seedProduct(client, tenant?.id ?? '', agentCount)
  await client.query('checkpoint')
  await client.end()

  say('Number lookup.')
  const lookup = await timeLookups(database, tenant?.id ?? '')
  say('Cold start and memory.')
  const coldStartMs = round(
    median([
      await timeColdStart({ ...options, agents }),
      await timeColdStart({ ...options, agents }),
      await timeColdStart({ ...options, agents }),
    ]),
  )
  const memoryKibPerAgent = await measureMemory({ ...options, agents })

  say('Pop latency.')
  const floor = await startFloor(
    database.url('floor'),
    Array.from({ length: agentCount }, (_, index) => deviceOf(index)),
  )
  const product = await startProduct({ ...options, agents, connected: agentCount })
  for (const target of [floor, product]) await run(target, 300, quick ? 2 : 10)
  const latency = await measureLatency(floor, product)
  say('Largest steady rate.')
  const largestFloor = await largestRate(floor, rateSeconds)
  const largestProduct = await largestRate(product, rateSeconds)
  await product.stop()
  await floor.stop()
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}`,
    latency,
    rate: { floor: largestFloor.rate, product: largestProduct.rate },
    lookup,
    coldStartMs,
    memoryKibPerAgent,
  }
}

function ratiosOf(figures: Figures): { popLatencyRatio: number; rateRatio: number; lookupRatio: number } {
  const at100 = figures.latency.find(({ rate }) => rate === 100)
  return {
    popLatencyRatio: round((at100?.product.p99 ?? Number.NaN) / (at100?.floor.p99 ?? Number.NaN)),
    rateRatio: round(figures.rate.product / figures.rate.floor),
    lookupRatio: round(figures.lookup.product.p99 / figures.lookup.bare.p99),
  }
}

const database = await startDatabase()
// An interrupted run must not leave a PostgreSQL behind that goes on filling tables.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void database.stop().finally(() => process.exit(1)))
try {
  const figures = await measure(database)
  const ratios = ratiosOf(figures)
  const text = table(figures, ratios)
  process.stdout.write(`${text}\n`)
  if (asked.has('--json')) process.stdout.write(`${JSON.stringify({ ...ratios, ...figures })}\n`)
} finally {
  await database.stop()
}
