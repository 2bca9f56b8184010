import type { CallFacts, CallView, Match, MyTemplate, PopView, TemplateComponent } from '@hookswitch/contract'

/** What components are drawn from. */
export interface Drawing {
  readonly call: CallView
  readonly mine: MyTemplate
  /** Null while the caller is looked for, and where nobody was found. */
  readonly match: Match | null
  readonly pop: PopView | null
  readonly facts: CallFacts
  /** For an administrator: nothing can be changed, and no other site is asked. */
  readonly isPreview: boolean
}

/** Those that show something of a caller whom nobody knows, too. */
const withoutCustomer: ReadonlySet<TemplateComponent['kind']> = new Set([
  'notes',
  'script',
  'webPanel',
  'links',
])

export function isOfCall(it: TemplateComponent): boolean {
  return withoutCustomer.has(it.kind) || (it.kind === 'customFields' && it.subject === 'call')
}

/** Components by lines: one of full width has a line for itself, of others two share one. */
export function linesOf(components: readonly TemplateComponent[]): readonly (readonly TemplateComponent[])[] {
  const lines: TemplateComponent[][] = []
  for (const it of components) {
    const last = lines.at(-1)
    const fits = it.width !== 'full' && last?.length === 1 && last[0]?.width !== 'full'
    if (fits) last?.push(it)
    else lines.push([it])
  }
  return lines
}
