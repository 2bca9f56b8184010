import { useLingui } from '@lingui/react'
import { pickLabel, type Labels, type MyTemplate, type TemplateComponent } from '@hookswitch/contract'
import { kindWords } from './words.ts'

/** An administrator's word in the language of who reads it; null where there is none. */
export function labelFor(labels: Labels, { languages }: Pick<MyTemplate, 'languages'>): string | null {
  return pickLabel(labels, languages)
}

/** What a component is called: the administrator's word, else the page's own. */
export function useLabel(it: TemplateComponent, mine: Pick<MyTemplate, 'languages'>): string {
  const { i18n } = useLingui()
  return labelFor(it.labels, mine) ?? i18n._(kindWords[it.kind])
}
