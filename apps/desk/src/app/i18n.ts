import { i18n, type Messages } from '@lingui/core'
import { languages } from '@hookswitch/contract'

export type Language = (typeof languages)[number]
/** `en-XA` is not for people: see lingui.config.ts. */
type Catalogue = Language | 'en-XA'

const storageKey = 'hookswitch.language'
const catalogues: Record<Catalogue, () => Promise<{ messages: Messages }>> = {
  en: () => import('../locales/en.po'),
  de: () => import('../locales/de.po'),
  'en-XA': () => import('../locales/en-XA.po'),
}
const isCatalogue = (text: string): text is Catalogue => text in catalogues

/** The user's choice, else what this computer showed last, else the browser's language, else English. */
export function languageFor(chosen: Language | null): Catalogue {
  const remembered = readStored()
  if (remembered === 'en-XA') return remembered
  if (chosen !== null) return chosen
  if (remembered !== null) return remembered
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())
  return languages.find((language) => language === wanted.find((tag) => isCatalogue(tag))) ?? 'en'
}

export async function showLanguage(catalogue: Catalogue): Promise<void> {
  if (i18n.locale === catalogue) return
  const { messages } = await catalogues[catalogue]()
  i18n.load(catalogue, messages)
  i18n.activate(catalogue)
  document.documentElement.lang = catalogue
}

/** Kept on this computer too, so that the sign-in page already speaks it. */
export function rememberLanguage(language: Language): void {
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
