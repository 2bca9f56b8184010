/** Where tests find the facts that are not ours to carry: schemas and samples of ECMA, under their own copyright. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const shared = process.env['HOOKSWITCH_REFERENCE'] ?? join(import.meta.dirname, '../../../../../../shared')
const folder = [join(shared, 'reference/csta'), join(shared, 'csta'), shared].find((path) =>
  existsSync(join(path, 'mandatory-fields.json')),
)

/** Why the suites that compare with the reference do not run; undefined where they do. */
export const noReference: string | undefined =
  folder === undefined
    ? 'the CSTA reference (../shared/reference/csta or HOOKSWITCH_REFERENCE) is not here'
    : undefined

export function referenceText(path: string): string {
  return readFileSync(join(folder ?? '', path), 'utf8')
}

export interface Sample {
  readonly name: string
  readonly xml: string
}

/** The samples of one folder: good-ed3, good-ed6, good-ecma354, bad-ed3, bad-ed6, real-openscape-voice. */
export function samples(kind: string): Sample[] {
  if (folder === undefined) return []
  const path = join(folder, 'samples', kind)
  return readdirSync(path).map((name) => ({ name, xml: readFileSync(join(path, name), 'utf8') }))
}
