import { defineConfig } from '@lingui/conf'
import { formatter } from '@lingui/format-po'

/** `en-XA` is made by the machine: English with every letter changed, in which text that no catalogue knows stands out. */
export default defineConfig({
  locales: ['en', 'de', 'ar', 'en-XA'],
  sourceLocale: 'en',
  pseudoLocale: 'en-XA',
  fallbackLocales: { default: 'en' },
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['<rootDir>/src'] }],
  format: formatter({ lineNumbers: false }),
})
