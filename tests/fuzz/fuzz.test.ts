import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parsers } from './parsers.ts'
import type { FuzzResult } from './run.ts'

/** Promise R11 at tier F: this many damaged inputs for each parser. HOOKSWITCH_FUZZ says otherwise (tier L: 1000000). */
const COUNT = Number(process.env['HOOKSWITCH_FUZZ'] ?? 100_000)

const program = fileURLToPath(new URL('run.ts', import.meta.url))

async function fuzz(parser: string): Promise<FuzzResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    program,
    parser,
    String(COUNT),
  ])
  return JSON.parse(stdout) as FuzzResult
}

describe(`R11: ${COUNT} damaged inputs for each parser`, { timeout: 900_000 }, () => {
  test.each(Object.keys(parsers))('%s: nothing escapes, none over 50 ms, memory flat', async (parser) => {
    const result = await fuzz(parser)
    expect(result.uncaught).toEqual([])
    expect(result.slowestMs, `seed ${result.slowestSeed}`).toBeLessThan(50)
    expect(result.growthMib).toBeLessThan(10)
    // Damage that is never read, or never refused, would prove nothing.
    expect(result.read).toBeGreaterThan(COUNT / 1_000)
    expect(result.refused).toBeGreaterThan(COUNT / 5)
  })
})
