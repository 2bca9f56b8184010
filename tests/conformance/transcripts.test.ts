/** Transcripts that were kept as stories of the kit, and how one becomes such a story: by one command of the real program. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { keptTranscripts, playKept } from '#cli/check/transcripts.ts'

const program = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hookswitch-transcripts-'))
const kept = readdirSync(keptTranscripts).filter((file) => file.endsWith('.ndjson'))

afterAll(() => rmSync(folder, { recursive: true }))

/** What the program said, and how it ended. */
async function check(...options: readonly string[]): Promise<{ code: number; said: string }> {
  const run = promisify(execFile)(process.execPath, [
    program,
    'check',
    'pbx',
    '--transcripts',
    folder,
    ...options,
  ])
  return run.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  )
}

test('every transcript that was kept comes to its history', async () => {
  const verdicts = await playKept(keptTranscripts)
  expect([...verdicts.keys()].map((name) => `${name}.ndjson`)).toEqual(kept.toSorted())
  expect([...verdicts].filter(([, { kind }]) => kind !== 'passed')).toEqual([])
})

describe('hookswitch check pbx --from', () => {
  const file = join(keptTranscripts, 'zultys-mx-park-and-give-up.ndjson')
  const story = join(folder, 'mine.json')

  test('tells what a transcript comes to, and --save makes it a story that is played from then on', async () => {
    const { code, said } = await check('--from', file, '--save', 'mine', '--title', 'What was seen')
    expect(said).toContain('every rule holds')
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(story, 'utf8'))).toMatchObject({ title: 'What was seen' })
    expect([...(await playKept(folder))]).toEqual([['mine', { kind: 'passed' }]])
  })

  test('a story whose history has become another one is told as different', async () => {
    const truth = readFileSync(story, 'utf8')
    writeFileSync(story, truth.replace('answered', 'missed'))
    const [[, verdict] = []] = await playKept(folder)
    expect(verdict?.kind).toBe('differs')
    writeFileSync(story, truth)
  })

  test('a file that was changed is refused, with the line', async () => {
    const changed = join(folder, 'changed.txt')
    writeFileSync(changed, readFileSync(file, 'utf8').replace('"kind":"in"', '"kind":"cut"'))
    const { code, said } = await check('--from', changed)
    expect(said).toMatch(/cannot be used\. Line \d+ was changed/)
    expect(code).toBe(1)
  })
})
