import type { CustomField, FieldKind, FieldSubject, Labels } from '@hookswitch/contract'

/** A field as a form holds it: names by language under `label-de`, of choices, in their order, under `choices-de`. */
export type FieldDraft = Record<string, string | boolean>

export function draftOf(field: CustomField | null, languages: readonly string[]): FieldDraft {
  const names = (language: string): string =>
    field?.choices.map(({ labels }) => labels[language] ?? '').join(', ') ?? ''
  return {
    key: field?.key ?? '',
    subject: field?.subject ?? 'contact',
    kind: field?.kind ?? 'text',
    active: field?.active ?? true,
    choices: field?.choices.map(({ value }) => value).join(', ') ?? '',
    ...Object.fromEntries(languages.map((one) => [`label-${one}`, field?.labels[one] ?? ''])),
    ...Object.fromEntries(languages.map((one) => [`choices-${one}`, names(one)])),
  }
}

export function fieldOf(draft: FieldDraft, languages: readonly string[]) {
  const text = (name: string): string => String(draft[name] ?? '').trim()
  const list = (name: string): string[] =>
    text(name)
      .split(',')
      .map((part) => part.trim())
  const kind = text('kind') as FieldKind
  const keys = kind === 'choice' ? list('choices').filter((key) => key !== '') : []
  const namesOf = (at: number): Labels =>
    labelsOf(languages, (language) => list(`choices-${language}`)[at] ?? '')
  return {
    subject: text('subject') as FieldSubject,
    key: text('key'),
    kind,
    labels: labelsOf(languages, (language) => text(`label-${language}`)),
    choices: keys.map((value, at) => ({ value, labels: namesOf(at) })),
  }
}

function labelsOf(languages: readonly string[], of: (language: string) => string): Labels {
  return Object.fromEntries(languages.map((one) => [one, of(one)] as const).filter(([, text]) => text !== ''))
}
