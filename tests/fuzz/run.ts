/**
 * Reads damaged input in a process of its own, so that memory and time are this parser's alone.
 *
 *   node --expose-gc --max-old-space-size=64 tests/fuzz/run.ts PARSER COUNT        prints one line of JSON: a `FuzzResult`
 */
import { setTimeout as wait } from 'node:timers/promises'
import { mutateFrame } from '#pbx/csta/codec/fuzz.ts'
import { encodeFrame } from '@hookswitch/pbx/csta/codec'
import { parsers, type ParserUnderTest } from './parsers.ts'

export interface FuzzResult {
  readonly inputs: number
  readonly read: number
  readonly refused: number
  /** Seed and error of whatever escaped; the seed is enough to see it again. */
  readonly uncaught: readonly { readonly seed: number; readonly error: string }[]
  /** Slowest input, the best of three readings: a pause of the machine does not repeat, a slow parser does. */
  readonly slowestMs: number
  readonly slowestSeed: number
  readonly growthMib: number
}

const HEADER_BYTES = 8
const WARM_UP = 5_000

function inputOf(parser: ParserUnderTest, seed: number): Uint8Array {
  if (parser.framed) return mutateFrame(seed, parser.samples)
  const framed = parser.samples.map((sample) => {
    const frame = encodeFrame('0001', 'x'.repeat(sample.length))
    frame.set(sample, HEADER_BYTES)
    return frame
  })
  return mutateFrame(seed, framed).subarray(HEADER_BYTES)
}

function timeOf(parser: ParserUnderTest, input: Uint8Array): number {
  const start = performance.now()
  parser.read(input)
  return performance.now() - start
}

/** What is still held after a collection. The process lives under a heap cap beside: V8 keeps pages that it once took. */
async function heldMib(): Promise<number> {
  globalThis.gc?.()
  // Buffers are given back by another thread.
  await wait(200)
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1024 / 1024
}

/** A pass of its own comes first: code compiled then is not growth. */
async function fuzz(parser: ParserUnderTest, count: number): Promise<FuzzResult> {
  for (let seed = 1; seed <= WARM_UP; seed++) parser.read(inputOf(parser, seed))
  const before = await heldMib()
  const uncaught: { seed: number; error: string }[] = []
  let [read, refused, slowestMs, slowestSeed] = [0, 0, 0, 0]
  for (let seed = WARM_UP; seed < WARM_UP + count; seed++) {
    const input = inputOf(parser, seed)
    const start = performance.now()
    try {
      if (parser.read(input)) read++
      else refused++
    } catch (error) {
      uncaught.push({ seed, error: String(error) })
      continue
    }
    let took = performance.now() - start
    if (took > 20) took = Math.min(took, timeOf(parser, input), timeOf(parser, input))
    if (took > slowestMs) [slowestMs, slowestSeed] = [took, seed]
  }
  return {
    inputs: count,
    read,
    refused,
    uncaught,
    slowestMs,
    slowestSeed,
    growthMib: (await heldMib()) - before,
  }
}

const [name = '', count = '1000'] = process.argv.slice(2)
const make = parsers[name]
if (make === undefined) throw new Error(`There is no parser "${name}": ${Object.keys(parsers).join(', ')}`)
process.stdout.write(`${JSON.stringify(await fuzz(make(), Number(count)))}\n`)
