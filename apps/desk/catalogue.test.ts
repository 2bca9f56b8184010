import { getConfig } from '@lingui/conf'
import { getCatalogs } from '@lingui/cli/api'
import { languages } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'

const config = getConfig({ cwd: import.meta.dirname })
const [catalogue] = await getCatalogs(config)
if (catalogue === undefined) throw new Error('lingui.config.ts names no catalogue.')

/** The values that a sentence has places for. */
const placesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)|<(\d+)\/?>/g)].map((match) => match[1] ?? match[2] ?? '').toSorted()

describe('catalogues', () => {
  it('know every sentence of the page, in every language', async () => {
    const said = await catalogue.collect({})
    expect(Object.keys(said ?? {}).length).toBeGreaterThan(150)
    for (const language of languages.filter((it) => it !== config.sourceLocale)) {
      const read = await catalogue.read(language)
      const missing = Object.entries(said ?? {})
        .filter(([id]) => !read?.[id]?.translation)
        .map(([id, sentence]) => sentence.message ?? id)
      // Otherwise: npx lingui extract in apps/desk, and translate what is new.
      expect({ language, missing }).toEqual({ language, missing: [] })
    }
  })

  it('keep the places for values', async () => {
    const read = await catalogue.read('de')
    const odd = Object.values(read ?? {}).filter(
      (sentence) => placesOf(sentence.message ?? '').join() !== placesOf(sentence.translation).join(),
    )
    expect(odd).toEqual([])
  })
})
