import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProgramError } from './program-error.ts'
import { readSettings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function config(text: string): string {
  const path = join(folder, 'hookswitch.json')
  writeFileSync(path, text)
  return path
}

test('nothing said: port 7468, data beside the program', () => {
  const settings = readSettings({})
  expect(settings.port).toBe(7468)
  expect(settings.data).toMatch(/\.hookswitch$/)
})

test('the file says otherwise, and the environment has the last word', () => {
  const HOOKSWITCH_CONFIG = config('{"port": 8000, "data": "/var/lib/a", "links": []}')
  expect(readSettings({ HOOKSWITCH_CONFIG })).toEqual({ port: 8000, data: '/var/lib/a' })
  const all = { HOOKSWITCH_CONFIG, HOOKSWITCH_PORT: '9000', HOOKSWITCH_DATA: '/var/lib/b' }
  expect(readSettings(all)).toEqual({ port: 9000, data: '/var/lib/b' })
})

test.each(['', '{', '{"port": "80"}', '{"port": 70000}', '[]'])(
  'a file with %j is refused by its name',
  (text) => {
    const HOOKSWITCH_CONFIG = config(text)
    expect(() => readSettings({ HOOKSWITCH_CONFIG })).toThrow(ProgramError)
    expect(() => readSettings({ HOOKSWITCH_CONFIG })).toThrow(HOOKSWITCH_CONFIG)
  },
)

test.each(['0', '65536', 'http', '-1', '80.5'])(
  'HOOKSWITCH_PORT=%s is refused with what it may be',
  (port) => {
    expect(() => readSettings({ HOOKSWITCH_PORT: port })).toThrow('from 1 to 65535')
  },
)
