import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** Builds the page as a release does, into a folder of its own. */
export async function buildPage(): Promise<{ readonly dist: string; readonly remove: () => Promise<void> }> {
  const dist = await mkdtemp(join(tmpdir(), 'hookswitch-desk-'))
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(
    process.execPath,
    [vite, 'build', '--outDir', dist, '--emptyOutDir', '--logLevel', 'error'],
    {
      cwd: join(root, 'apps', 'desk'),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`vite build ended with ${code}`)
  return { dist, remove: async () => rm(dist, { recursive: true, force: true }) }
}
