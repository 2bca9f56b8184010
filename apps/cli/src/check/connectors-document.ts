import { existsSync, readFileSync } from 'node:fs'
import { type Column, readScoreCard, scenarios, scoreCard, withColumns } from '@hookswitch/pbx/conformance'

const head = `# Connectors

What each connector of Hookswitch does, as the conformance kit saw it: the same stories are played at every switch, and the
same histories are demanded. This file is written by runs of the kit, each run its own columns:

    hookswitch check pbx --simulator --write docs/connectors.md                      the simulated switch, in each dialect of CSTA
    WRITE_CONNECTORS=1 npx vitest run --project suites tests/conformance/asterisk    a real Asterisk 22, with real SIP telephones

Tests fail when a run says something else, and when a story is not in it. To play it at a switch of your own, or for a connector
that you write, see [Adding a PBX](adding-a-pbx.md).
`

/** The document that is made of runs: docs/connectors.md. */
export function connectorsDocument(columns: readonly Column[]): string {
  return `${head}\n${scoreCard(scenarios, columns)}\n`
}

/** What a document says so far, with the columns of a run in their places. */
export function amendedDocument(path: string, columns: readonly Column[]): string {
  const before = existsSync(path) ? readScoreCard(readFileSync(path, 'utf8')) : []
  return connectorsDocument(withColumns(before, columns))
}
