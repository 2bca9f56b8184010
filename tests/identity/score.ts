import type { Match } from '@hookswitch/contract'
import type { Labelled } from './world.ts'

/** What was made of one labelled call. */
export interface Answered {
  readonly labelled: Labelled
  readonly matches: readonly Match[]
  readonly chosen: Match | null
}

export interface Score {
  readonly kind: string
  readonly calls: number
  /**
   * Of those whom we know: he, or his company where he himself is not known, comes first. Of others, and of those of whom
   * nothing tells who they are: nobody was linked.
   */
  readonly rightFirst: number
  readonly linked: number
  readonly wrongLinks: number
  /** How many would come first if it were known how often everybody calls: no ranking can be better in the long run. */
  readonly guessable: number
}

export function scoreOf(kind: string, answers: readonly Answered[]): Score {
  return {
    kind,
    calls: answers.length,
    rightFirst: answers.filter(isRightFirst).length,
    linked: answers.filter(({ chosen }) => chosen !== null).length,
    wrongLinks: answers.filter(isWrongLink).length,
    guessable: answers.filter((answer) => isGuessable(answer) ?? isRightFirst(answer)).length,
  }
}

export function scoreByKind(answers: readonly Answered[]): Score[] {
  const kinds = [...new Set(answers.map(({ labelled }) => labelled.kind))]
  return [
    ...kinds.map((kind) =>
      scoreOf(
        kind,
        answers.filter(({ labelled }) => labelled.kind === kind),
      ),
    ),
    scoreOf('all', answers),
  ]
}

function isRightFirst({ labelled: { truth, isUntold }, matches, chosen }: Answered): boolean {
  const [first] = matches
  if (isUntold) return chosen === null
  switch (truth.kind) {
    case 'nobody':
      return chosen === null
    case 'company':
      return (
        (chosen ?? first)?.account?.id === truth.accountId && (chosen === null || chosen.contact === null)
      )
    case 'person':
      return truth.contactIds.includes(first?.contact?.id ?? '')
  }
}

function isGuessable({ labelled: { bestGuess, truth } }: Answered): boolean | undefined {
  if (bestGuess === null) return undefined
  return truth.kind !== 'person' || truth.contactIds.includes(bestGuess)
}

function isWrongLink({ labelled: { truth }, chosen }: Answered): boolean {
  if (chosen === null) return false
  const { contact, account } = chosen
  switch (truth.kind) {
    case 'nobody':
      return true
    case 'company':
      return contact !== null || account?.id !== truth.accountId
    case 'person':
      return contact === null ? account?.id !== truth.accountId : !truth.contactIds.includes(contact.id)
  }
}

export function table(scores: readonly Score[]): string {
  const lines = scores.map(({ kind, calls, rightFirst, guessable, linked, wrongLinks }) => {
    const percent = (n: number): string => `${((100 * n) / calls).toFixed(1)} %`
    return `| ${[kind, calls, percent(rightFirst), percent(guessable), percent(linked), wrongLinks].join(' | ')} |`
  })
  return [
    '| calls | how many | right first | at best | linked | wrong links |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}
