/** What a run says against what docs/connectors.md says of it; or, with WRITE_CONNECTORS, put there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Column, readScoreCard } from '@hookswitch/pbx/conformance'
import { amendedDocument } from '#cli/check/connectors-document.ts'

const path = fileURLToPath(new URL('../../docs/connectors.md', import.meta.url))

export function documentHolds(columns: readonly Column[]): void {
  if (process.env['WRITE_CONNECTORS'] !== undefined) writeFileSync(path, amendedDocument(path, columns))
  const documented = readScoreCard(readFileSync(path, 'utf8'))
  for (const { name, verdicts } of columns) {
    const told = documented.find((column) => column.name === name)?.verdicts
    expect(Object.fromEntries(told ?? []), `docs/connectors.md on ${name}`).toEqual(
      Object.fromEntries(verdicts),
    )
  }
}
