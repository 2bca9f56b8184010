import type { Preferences } from '@hookswitch/contract'

export type Theme = Preferences['theme']

/** Takes effect at once; kept on this computer so that the next page starts with it (public/theme.js). */
export function showTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  try {
    if (theme === 'system') localStorage.removeItem('hookswitch.theme')
    else localStorage.setItem('hookswitch.theme', theme)
  } catch {
    // Without storage the choice still holds: the server knows it.
  }
}
