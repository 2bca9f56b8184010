import { readFileSync } from 'node:fs'
import { readScoreCard, scenarios, sumOf } from '@hookswitch/pbx/conformance'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { expect, test } from 'vitest'
import { connectorsDocument } from './connectors-document.ts'

const committed = readFileSync(new URL('../../../../docs/connectors.md', import.meta.url), 'utf8')
const columns = readScoreCard(committed)

test('docs/connectors.md has every story for every dialect and for Asterisk, in words that are not old', () => {
  expect(columns.map(({ name }) => name)).toEqual([...simulatorDialectNames, 'asterisk'])
  for (const { verdicts } of columns)
    expect([...verdicts.keys()].toSorted()).toEqual(scenarios.map(({ name }) => name).toSorted())
  expect(connectorsDocument(columns)).toBe(committed)
})

test('it shows no difference', () => {
  expect(columns.map(sumOf).map(({ differs }) => differs)).toEqual(columns.map(() => 0))
})
