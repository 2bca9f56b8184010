import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from './call-facts.ts'
import { fillText, fillUrl, placeholders, siteOf, unknownPlaceholders, urlTemplate } from './call-text.ts'
import { aCall } from './test-views.ts'

const facts = { 'caller.name': 'Ada & Bob', 'caller.e164': '+14155550100', 'account.number': '10/20' }

describe('texts', () => {
  it('have what the call tells in the places for it, and nothing where it does not tell it', () => {
    expect(fillText('Hello {caller.name}, of {account.name}?', facts)).toEqual([
      { text: 'Hello ' },
      { placeholder: 'caller.name', value: 'Ada & Bob' },
      { text: ', of ' },
      { placeholder: 'account.name', value: null },
      { text: '?' },
    ])
  })
  it('keep braces that are no place', () => {
    expect(fillText('a {b c} {nobody.knows}', facts)).toEqual([{ text: 'a {b c} {nobody.knows}' }])
    expect(unknownPlaceholders('{caller.name} {nobody.knows}')).toEqual(['nobody.knows'])
  })
  it('know the caller by the switch’s name until somebody was found', () => {
    const other = { ...aCall().other, name: 'LOVELACE A' }
    expect(factsOf(aCall({ other, digits: '42' }), { name: 'Grace' })).toMatchObject({
      'caller.name': 'LOVELACE A',
      'caller.e164': '+14155550100',
      'agent.name': 'Grace',
      digits: '42',
    })
    expect(factsOf(aCall(), { name: 'Grace' })).not.toHaveProperty('contact.id')
  })
})

describe('addresses', () => {
  it('encode every value as one value', () => {
    const filled = fillUrl(
      'https://crm.example.com/find/{account.number}?q={caller.name}#{caller.e164}',
      facts,
    )
    expect(filled).toBe('https://crm.example.com/find/10%2F20?q=Ada%20%26%20Bob#%2B14155550100')
  })
  it('may not climb out of their place', () => {
    const out = { 'account.name': '..', 'account.city': '.' }
    expect(fillUrl('https://a.example/public/{account.name}/admin', out)).toBeNull()
    expect(fillUrl('https://a.example/public/{account.city}{account.city}/admin', out)).toBeNull()
    expect(fillUrl('https://a.example/public?x={account.name}', out)).toBe('https://a.example/public?x=..')
  })
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a.example/',
    '//a.example/',
    '/relative',
    'https://{account.name}/',
    'https://{account.name}.example/',
    'https://a.example{account.name}/',
    'https://user@a.example/',
    'https://a.example\\@b.example/',
    ' https://a.example/',
    'https://',
    'https://[::1/',
  ])('are not taken: %s', (text) => {
    expect(siteOf(text)).toBeNull()
    expect(fillUrl(text, facts)).toBeNull()
    expect(urlTemplate.safeParse(text).success).toBe(false)
  })
  it('are refused with a place that nothing fills', () => {
    expect(urlTemplate.safeParse('https://a.example/{caller.nmae}').success).toBe(false)
    expect(urlTemplate.safeParse('https://a.example:8443/{caller.name}').success).toBe(true)
  })
  it('stay at their site, in their path and parameter, whatever a caller is called', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({
        unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', '?', '#', '&', '@', ':', '\n', '\ud800'),
      }),
    )
    fc.assert(
      fc.property(anything, anything, (name, city) => {
        const filled = fillUrl('https://a.example/p/{account.name}/q?a={account.city}&b=1', {
          'account.name': name,
          'account.city': city,
        })
        if (filled === null) return
        const url = new URL(filled)
        expect(url.origin).toBe('https://a.example')
        expect(url.pathname).toMatch(/^\/p\/[^/]*\/q$/)
        expect([...url.searchParams.keys()]).toEqual(['a', 'b'])
        expect(url.searchParams.get('a')).toBe(city.toWellFormed())
        expect(url.hash).toBe('')
      }),
    )
  })
  it('have a value for every place that is offered', () => {
    for (const name of placeholders)
      expect(fillUrl(`https://a.example/?v={${name}}`, { [name]: 'x' })).toBe('https://a.example/?v=x')
  })
})
