/** docs/csta.md says what is. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { addHabit } from '#cli/commands/simulator.ts'
import { cstaConfig } from '#pbx/csta/config.ts'
import { dialectNames } from '#pbx/csta/dialects/dialects.ts'

const root = new URL('../../', import.meta.url)
const document = readFileSync(new URL('docs/csta.md', root), 'utf8')

/** First cells of the table under a heading. */
function firstCells(heading: string): string[] {
  const part = document.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? ''
  return [...part.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell ?? '').slice(0)
}

function sources(folder: string): string {
  const url = new URL(folder, root)
  return readdirSync(url, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('.test.'))
    .map((path) => readFileSync(new URL(path, url), 'utf8'))
    .join('\n')
}

describe('docs/csta.md', () => {
  test('its configuration is one', () => {
    const json = /```json\n([\s\S]*?)```/.exec(document)?.[1] ?? ''
    expect(cstaConfig.safeParse(JSON.parse(json)).error).toBeUndefined()
  })

  test('its dialects are all', () => {
    const named = firstCells('Which dialect').filter((cell) => cell !== 'dialect')
    expect(named.toSorted()).toEqual(dialectNames.toSorted())
  })

  test('what it says is said, is said', () => {
    const said = sources('packages/pbx/src/') + sources('packages/model/src/')
    const sentences = firstCells('When it does not work')
    expect(sentences.length).toBeGreaterThan(6)
    expect(sentences.filter((sentence) => !said.includes(sentence))).toEqual([])
  })

  test('its switches and their habits can be had', () => {
    const kinds = [...document.matchAll(/--dialect (\S+)/g)].map(([, kind]) => kind)
    const habits = [...document.matchAll(/--habit (\w+=\S+)/g)].map(([, habit]) => habit ?? '')
    expect(kinds.filter((kind) => !simulatorDialectNames.some((name) => name === kind))).toEqual([])
    expect(habits.map((habit) => Object.keys(addHabit(habit, {})))).toEqual(
      habits.map((habit) => [habit.split('=')[0]]),
    )
  })
})
