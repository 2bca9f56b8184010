import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { asteriskConfig, isTrunk } from './config.ts'

const page = readFileSync(new URL('../../../../docs/asterisk/README.md', import.meta.url), 'utf8')
const least = { host: 'pbx', username: 'hookswitch', secret: 'word' }

describe('the settings of an Asterisk link', () => {
  it('are all in the documentation, with their defaults', () => {
    const required = new Set(Object.keys(least))
    for (const [name, value] of Object.entries(asteriskConfig.parse(least))) {
      const documented = required.has(name) || name === 'technology' || page.includes(`| \`${name}\` |`)
      expect({ name, documented }).toEqual({ name, documented: true })
      const simple = typeof value === 'number' || Array.isArray(value)
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? ''
      const shown = simple ? row.replaceAll('`', '').includes(JSON.stringify(value)) : true
      expect({ name, shown }).toEqual({ name, shown: true })
    }
  })

  it('refuses what it does not know', () => {
    expect(asteriskConfig.safeParse({ ...least, pasword: 'x' }).success).toBe(false)
  })

  it('takes what is named, and what is no short number, for a way out', () => {
    const config = asteriskConfig.parse({ ...least, trunks: ['7000'] })
    const ways = ['carrier', '7000', '1001', 'alice', '+1415'].filter((endpoint) => isTrunk(config, endpoint))
    expect(ways).toEqual(['carrier', '7000', 'alice', '+1415'])
  })
})
