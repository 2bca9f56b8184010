import type { Verdict } from './run.ts'
import { areas, type Scenario } from './scenario.ts'

/** One connector on one stage, and what became of every scenario. */
export interface Column {
  readonly name: string
  readonly verdicts: ReadonlyMap<string, Verdict>
}

const marks: Readonly<Record<Verdict['kind'], string>> = {
  passed: '✓',
  notOffered: '–',
  notPlayed: '·',
  differs: '✗',
}

export interface Sum {
  readonly passed: number
  readonly notOffered: number
  readonly notPlayed: number
  readonly differs: number
}

export function sumOf(column: Column): Sum {
  const sum = { passed: 0, notOffered: 0, notPlayed: 0, differs: 0 }
  for (const verdict of column.verdicts.values()) sum[verdict.kind] += 1
  return sum
}

/** Why a scenario was not passed, in a sentence. */
export function reasonOf(verdict: Verdict): string | undefined {
  if (verdict.kind === 'passed') return undefined
  return verdict.kind === 'differs' ? verdict.what : verdict.why
}

/** The score card as Markdown: a table for each area, the sums, and the reasons as notes. */
export function scoreCard(scenarios: readonly Scenario[], columns: readonly Column[]): string {
  const notes = new Notes()
  const tables = areas.flatMap((area) => {
    const rows = scenarios.filter((scenario) => scenario.area === area)
    return rows.length === 0 ? [] : [tableOf(rows, columns, { area, notes })]
  })
  return [sums(columns), ...tables, notes.text()].filter((part) => part !== '').join('\n\n')
}

/** What a score card says: the same columns again, but for what was done on the way to a difference. */
export function readScoreCard(text: string): Column[] {
  const notes = new Map<string, string>()
  for (const [, number = '', reason = ''] of text.matchAll(/^(\d+)\. (.*)$/gm)) notes.set(number, reason)
  const columns = new Map<string, Map<string, Verdict>>()
  let names: readonly string[] = []
  for (const row of text.split('\n').filter((one) => one.startsWith('| '))) {
    const [first = '', ...cells] = row.slice(2, -2).split(' | ')
    if (first === 'Scenario') names = cells
    const scenario = /\(`([\w-]+)`\)$/.exec(first)?.[1]
    if (scenario === undefined) continue
    for (const [index, cell] of cells.entries()) {
      const [mark = '', number = ''] = cell.split(' ')
      const verdict = verdictOf(mark, notes.get(number.slice(1, -1)) ?? '')
      const name = names[index] ?? ''
      if (verdict !== undefined) columns.set(name, (columns.get(name) ?? new Map()).set(scenario, verdict))
    }
  }
  return [...columns].map(([name, verdicts]) => ({ name, verdicts }))
}

function verdictOf(mark: string, reason: string): Verdict | undefined {
  switch (mark) {
    case marks.passed:
      return { kind: 'passed' }
    case marks.notOffered:
      return { kind: 'notOffered', why: reason }
    case marks.notPlayed:
      return { kind: 'notPlayed', why: reason }
    case marks.differs:
      return { kind: 'differs', what: reason, steps: [] }
    default:
      return undefined
  }
}

/** Columns of a run in place of those of the same name; the others stay, and stand where they stood. */
export function withColumns(before: readonly Column[], columns: readonly Column[]): Column[] {
  const played = new Map(columns.map((column) => [column.name, column]))
  const kept = before.map((column) => played.get(column.name) ?? column)
  return [...kept, ...columns.filter(({ name }) => !before.some((column) => column.name === name))]
}

/** The reasons, each once, in the order in which they are met. */
class Notes {
  readonly #numbers = new Map<string, number>()

  number(reason: string): number {
    const number = this.#numbers.get(reason) ?? this.#numbers.size + 1
    this.#numbers.set(reason, number)
    return number
  }

  text(): string {
    if (this.#numbers.size === 0) return ''
    const lines = [...this.#numbers].map(([reason, number]) => `${number}. ${reason}`)
    return ['## Notes', '', ...lines].join('\n')
  }
}

function tableOf(
  rows: readonly Scenario[],
  columns: readonly Column[],
  { area, notes }: { area: string; notes: Notes },
): string {
  const cell = (scenario: Scenario, column: Column): string => {
    const verdict = column.verdicts.get(scenario.name)
    if (verdict === undefined) return ''
    const reason = reasonOf(verdict)
    return reason === undefined ? marks[verdict.kind] : `${marks[verdict.kind]} (${notes.number(reason)})`
  }
  return [
    `## ${area.charAt(0).toUpperCase()}${area.slice(1)}`,
    '',
    line(['Scenario', ...columns.map(({ name }) => name)]),
    line(['---', ...columns.map(() => ':-:')]),
    ...rows.map((scenario) =>
      line([`${scenario.title} (\`${scenario.name}\`)`, ...columns.map((column) => cell(scenario, column))]),
    ),
  ].join('\n')
}

function sums(columns: readonly Column[]): string {
  const row = (title: string, kind: keyof Sum): string =>
    line([title, ...columns.map((column) => String(sumOf(column)[kind]))])
  return [
    line(['', ...columns.map(({ name }) => name)]),
    line(['---', ...columns.map(() => ':-:')]),
    row(`${marks.passed} the same history`, 'passed'),
    row(`${marks.notOffered} not offered by the connector`, 'notOffered'),
    row(`${marks.notPlayed} not playable on this stage`, 'notPlayed'),
    row(`${marks.differs} another history`, 'differs'),
  ].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
