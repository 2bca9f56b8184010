import { i18n, type Messages } from '@lingui/core'
import { languages, type Me } from '@hookswitch/contract'
import { isolateValues } from './isolate-values.ts'

export type Language = (typeof languages)[number]
/** `en-XA` is not for people: see lingui.config.ts. */
type Catalogue = Language | 'en-XA'

const storageKey = 'hookswitch.language'
const catalogues: Record<Catalogue, () => Promise<{ messages: Messages }>> = {
  en: () => import('../locales/en.po'),
  de: () => import('../locales/de.po'),
  ar: () => import('../locales/ar.po'),
  'en-XA': () => import('../locales/en-XA.po'),
}
const isCatalogue = (text: string): text is Catalogue => text in catalogues

/** Before anybody has signed in: what this computer showed last, else the browser's language, else English. */
export function languageOfComputer(): Catalogue {
  return readStored() ?? offered(navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())) ?? 'en'
}

/** The user's choice, else the language of the place where he works (the server knows it), else the computer's. */
export function languageOfUser({ preferences, language }: Pick<Me, 'preferences' | 'language'>): Catalogue {
  if (readStored() === 'en-XA') return 'en-XA'
  return preferences.language ?? language ?? languageOfComputer()
}

const offered = (wanted: readonly string[]): Language | undefined =>
  wanted
    .map((tag) => languages.find((language) => language === tag))
    .find((language) => language !== undefined)

export async function showLanguage(catalogue: Catalogue): Promise<void> {
  if (i18n.locale === catalogue) return
  const { messages } = await catalogues[catalogue]()
  const direction = directionOf(catalogue)
  i18n.load(catalogue, direction === 'rtl' ? isolateValues(messages) : messages)
  i18n.activate(catalogue, [localeOf(catalogue)])
  document.documentElement.lang = catalogue
  document.documentElement.dir = direction
}

export function directionOf(catalogue: string): 'ltr' | 'rtl' {
  return catalogue === 'ar' ? 'rtl' : 'ltr'
}

/** For Intl and React Aria. Arabic is written with the digits that telephones have, so that all numbers of a page read alike. */
export function localeOf(catalogue: string): string {
  if (catalogue === 'ar') return 'ar-u-nu-latn'
  return catalogue === 'de' ? 'de-DE' : 'en-US'
}

/** Kept on this computer too, so that the sign-in page already speaks it. */
export function rememberLanguage(language: Catalogue): void {
  try {
    if (readStored() !== 'en-XA') localStorage.setItem(storageKey, language)
  } catch {
    // Without storage the choice still holds: the server knows it.
  }
}

function readStored(): Catalogue | null {
  try {
    const stored = localStorage.getItem(storageKey)
    return stored !== null && isCatalogue(stored) ? stored : null
  } catch {
    return null
  }
}
