import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

function fileWith(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'hookswitch-config-')), 'hookswitch.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const berlin = { name: 'berlin', country: 'DE', timeZone: 'Europe/Berlin' }
const link = { name: 'pbx', kind: 'csta', country: 'DE', config: { host: 'pbx', port: 8888 } }

test('without anything there is a server on 7468 for this machine alone', () => {
  expect(readConfig({})).toMatchObject({
    port: 7468,
    host: '127.0.0.1',
    links: [],
    tenants: [{ name: 'default' }],
  })
})

test('the environment wins over the file', () => {
  const file = fileWith({ port: 1, tenants: [berlin], links: [link] })
  const config = readConfig({
    HOOKSWITCH_CONFIG: file,
    HOOKSWITCH_PORT: '2',
    HOOKSWITCH_ORIGINS: 'https://a.example, https://b.example',
  })
  expect(config).toMatchObject({
    port: 2,
    origins: ['https://a.example', 'https://b.example'],
    links: [{ name: 'pbx', devices: [] }],
  })
})

test.each([
  [{ HOOKSWITCH_PORT: 'many' }, /HOOKSWITCH_PORT: .*expected number/],
  [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL: An address such as postgres/],
  [{ HOOKSWITCH_ORIGINS: 'desk.example/path' }, /HOOKSWITCH_ORIGINS: An origin such as/],
  [{ HOOKSWITCH_CONFIG: '/nowhere/at.json' }, /\/nowhere\/at\.json, which cannot be read/],
])('%j is refused by the name of the variable', (environment, sentence) => {
  expect(() => readConfig(environment)).toThrow(sentence)
  expect(() => readConfig(environment)).toThrow(ConfigError)
})

test.each([
  ['{', /is not JSON/],
  [{ tenants: [{ ...berlin, timeZone: 'Mars' }] }, /tenants\[0\]\.timeZone: A time zone by its IANA name/],
  [{ links: [{ ...link, country: 'Germany' }] }, /links\[0\]\.country: Two capital letters/],
  [{ prot: 1 }, /top level: .*prot/],
  [
    { tenants: [berlin], links: [{ ...link, tenant: 'paris' }] },
    /links\[0\]\.tenant: There is no tenant paris/,
  ],
  [
    { links: [{ ...link, rejectBy: 'deflect' }] },
    /links\[0\]\.rejectTo: Say where the link pbx sends a rejected call/,
  ],
  [
    { links: [{ ...link, targets: [{ kind: 'park', name: 'Slot', number: '7 01' }] }] },
    /links\[0\]\.targets\[0\]\.number: As it is dialled/,
  ],
  [
    { links: [{ ...link, browserPhone: { url: 'ws://pbx.example/ws', accounts: {} } }] },
    /links\[0\]\.browserPhone\.url: An address such as wss:/,
  ],
  [
    { links: [{ ...link, ownNumbers: ['030 12345'] }] },
    /links\[0\]\.ownNumbers\[0\]: The beginning of a number in E\.164/,
  ],
  [{ links: [link, link] }, /links\[1\]\.name: Two links are called pbx/],
  [
    { tenants: [berlin, { ...berlin, name: 'bonn' }], links: [link] },
    /Say which tenant the link pbx belongs to/,
  ],
])('%j is refused by file and field', (content, sentence) => {
  const file = fileWith(content)
  expect(() => readConfig({ HOOKSWITCH_CONFIG: file })).toThrow(sentence)
  expect(() => readConfig({ HOOKSWITCH_CONFIG: file })).toThrow(file)
})
