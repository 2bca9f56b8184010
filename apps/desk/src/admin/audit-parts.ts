import type { AuditEntry } from '@hookswitch/contract'

/** What an entry is about, where the server names it by a word of its own and not by one of a person's. */
export type AuditSubject =
  | { readonly is: 'otherCalls' }
  | { readonly is: 'draft' }
  | { readonly is: 'version'; readonly version: string }
  | { readonly is: 'field'; readonly of: string; readonly key: string }
  | { readonly is: 'callLog' }
  | { readonly is: 'text'; readonly text: string }

export function subjectOf({
  kind,
  subjectId,
  subject,
}: Pick<AuditEntry, 'kind' | 'subjectId' | 'subject'>): AuditSubject {
  if (kind === 'wrapUp' && subjectId === 'others') return { is: 'otherCalls' }
  if (kind === 'popRules')
    return subjectId === 'draft' ? { is: 'draft' } : { is: 'version', version: subjectId }
  if (kind === 'job' && subject === 'callLog') return { is: 'callLog' }
  const dot = subject.indexOf('.')
  if (kind === 'customField' && dot > 0)
    return { is: 'field', of: subject.slice(0, dot), key: subject.slice(dot + 1) }
  return { is: 'text', text: subject }
}

/** The caller looked at the page that was made for him: he is no user, and stands in the log by that page. */
export const isByCaller = ({
  kind,
  userId,
  subjectId,
}: Pick<AuditEntry, 'kind' | 'userId' | 'subjectId'>): boolean =>
  kind === 'entryShare' && userId === subjectId

/** How the server calls him among those who changed something; each of his pages is one of them. */
export const callerAtServer = 'The caller'

/** A step of the way to a value: `components.2.kind` is the third of the components, and its kind. */
export interface PathStep {
  readonly name: string
  /** Counted from 1, of several; null of one. */
  readonly nth: number | null
}

export function stepsOf(field: string): readonly PathStep[] {
  const steps: PathStep[] = []
  for (const name of field.split('.')) {
    const last = steps.at(-1)
    if (last !== undefined && last.nth === null && /^\d+$/.test(name))
      steps.splice(-1, 1, { ...last, nth: Number(name) + 1 })
    else steps.push({ name, nth: null })
  }
  return steps
}

/** Which list of words a value is from: that of its own field; of a `kind` or a `field`, that of what it belongs to. */
export function vocabularyOf(field: string): string {
  const steps = stepsOf(field)
  const [parent, own] = [steps.at(-2)?.name, steps.at(-1)?.name ?? '']
  return (own === 'kind' || own === 'field') && parent !== undefined ? `${parent}.${own}` : own
}
