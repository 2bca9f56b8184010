import { getConfig } from '@lingui/conf'
import { getCatalogs } from '@lingui/cli/api'
import { compileMessageOrThrow, type CompiledMessage } from '@lingui/message-utils/compileMessage'
import { languages } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'

const config = getConfig({ cwd: import.meta.dirname })
const [catalogue] = await getCatalogs(config)
if (catalogue === undefined) throw new Error('lingui.config.ts names no catalogue.')
const said = (await catalogue.collect({})) ?? {}
const others = languages.filter((language) => language !== config.sourceLocale)

interface Sentence {
  readonly id: string
  readonly said: string
  readonly translated: string
}

async function sentencesOf(language: string): Promise<readonly Sentence[]> {
  const read = (await catalogue?.read(language)) ?? {}
  return Object.entries(read)
    .map(([id, { message, translation }]) => ({ id, said: message ?? '', translated: translation }))
    .filter(({ translated }) => translated !== '')
}

/** The values and elements that a sentence has places for, however many cases it distinguishes. */
function placesOf(parts: CompiledMessage): readonly string[] {
  const all = parts.flatMap((part) => {
    if (typeof part === 'string')
      return [...part.matchAll(/<(\d+)\/?>/g)].map((match) => `<${match[1] ?? ''}>`)
    const [name, , cases] = part
    return [
      name,
      ...Object.values(cases ?? {}).flatMap((it) =>
        Array.isArray(it) ? placesOf(it as CompiledMessage) : [],
      ),
    ]
  })
  return [...new Set(all)].toSorted()
}

/** The plurals in it: of each, the cases that it tells apart. */
const pluralsOf = (parts: CompiledMessage): readonly string[][] =>
  parts.flatMap((part) =>
    typeof part !== 'string' && part[1] === 'plural'
      ? [Object.keys(part[2] ?? {}).filter((it) => /^[a-z]+$/.test(it) && it !== 'offset')]
      : [],
  )

describe.each(others)('the catalogue of %s', (language) => {
  it('knows every sentence of the page', async () => {
    expect(Object.keys(said).length).toBeGreaterThan(150)
    const read = await catalogue.read(language)
    const missing = Object.entries(said)
      .filter(([id]) => !read?.[id]?.translation)
      .map(([id, sentence]) => sentence.message ?? id)
    // Otherwise: npx lingui extract in apps/desk, and translate what is new.
    expect(missing).toEqual([])
  })

  it('keeps the places for values', async () => {
    const odd = (await sentencesOf(language)).filter(({ said, translated }) => {
      const places = (text: string): string => placesOf(compileMessageOrThrow(text)).join()
      return places(said) !== places(translated)
    })
    expect(odd).toEqual([])
  })

  it('has each plural in all the cases of its language', async () => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const poor = (await sentencesOf(language)).filter(({ translated }) =>
      pluralsOf(compileMessageOrThrow(translated)).some((cases) => !wanted.every((it) => cases.includes(it))),
    )
    expect(poor).toEqual([])
  })
})

it('the catalogue of Arabic is written in Arabic', async () => {
  const hasWords = (text: string): boolean => /[a-z]/i.test(text.replaceAll(/\{\w+\}|<[^>]*>/g, ''))
  const latin = (await sentencesOf('ar')).filter(
    ({ said, translated }) => hasWords(said) && !/\p{Script=Arabic}/u.test(translated),
  )
  // These are printed on Arabic keyboards as on others.
  expect(latin.map(({ said }) => said).toSorted()).toEqual(['Ctrl', 'Shift'])
})
