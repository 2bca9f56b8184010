import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const cache = join(root, 'node_modules', '.cache', 'hookswitch-desk')
/** What the page is made of. */
const sources = ['apps/desk', 'packages/contract/src', 'packages/model/src', 'package-lock.json']
const keptMs = 3_600_000

export interface BuiltPage {
  readonly dist: string
  readonly remove: () => Promise<void>
}

/** The page as a release has it. Suites that find it built of the same sources share it; old ones go after an hour. */
export async function buildPage(): Promise<BuiltPage> {
  const dist = join(cache, await stateOfSources())
  const isThere = await stat(dist).then(
    () => true,
    () => false,
  )
  if (isThere) await utimes(dist, new Date(), new Date())
  else await buildInto(dist)
  return { dist, remove: removeOld }
}

async function buildInto(dist: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'draft-'))
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(
    process.execPath,
    [vite, 'build', '--outDir', draft, '--emptyOutDir', '--logLevel', 'error'],
    {
      cwd: join(root, 'apps', 'desk'),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`vite build ended with ${code}`)
  // Another suite may have been faster: then its page is as good.
  await rename(draft, dist).catch(() => rm(draft, { recursive: true, force: true }))
}

async function stateOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) await addState(hash, join(root, source))
  return hash.digest('hex').slice(0, 16)
}

async function addState(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const it = await stat(path)
  if (!it.isDirectory()) hash.update(`${path} ${it.size} ${it.mtimeMs}\n`)
  else
    for (const name of (await readdir(path)).toSorted())
      if (name !== 'node_modules' && name !== 'dist') await addState(hash, join(path, name))
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const path = join(cache, name)
    const age =
      Date.now() -
      (await stat(path)
        .then((it) => it.mtimeMs)
        .catch(() => Date.now()))
    if (age > keptMs) await rm(path, { recursive: true, force: true })
  }
}
