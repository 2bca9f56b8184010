import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, SwitchEvent } from '@hookswitch/model'
import { describe, expect, test } from 'vitest'
import { cstaConfig } from '#csta/config.ts'
import { cstaConnector } from '#csta/connector.ts'
import { TranscriptPlayer } from './test-player.ts'
import { readTranscript } from './transcript.ts'

const folder = import.meta.dirname
const names = readdirSync(folder).filter((name) => name.endsWith('.ndjson'))

describe('transcripts', () => {
  test('are there', () => {
    expect(names.length).toBeGreaterThanOrEqual(3)
  })

  test.each(names)('%s', async (name) => {
    const transcript = readTranscript(readFileSync(join(folder, name), 'utf8'))
    const player = new TranscriptPlayer(transcript)
    const events: SwitchEvent[] = []
    const expected: object[] = []
    const config = cstaConfig.parse({
      host: '127.0.0.1',
      port: await player.listen(),
      dialect: transcript.dialect,
      parallelRequests: 1,
    })
    const opening = cstaConnector.open(
      config,
      { devices: transcript.devices, event: (event) => void events.push(event), log: () => {}, now: () => 0 },
      new AbortController().signal,
    )
    try {
      await player.play({
        command: (command) => void opening.then((session) => session.command(command as unknown as Command)),
        said: (recorded, spoken) => expect(spoken).toEqual(recorded),
        told: async (line) => {
          if ('events' in line) expected.push(...(line.events ?? []))
          await expect.poll(() => events, { timeout: 5_000 }).toEqual(expected)
        },
      })
    } finally {
      player.stop()
      await opening.then((session) => session.close())
    }
  })
})

describe('readTranscript', () => {
  test.each([
    ['', 1],
    ['{"transcript":2}', 1],
    ['{"transcript":1,"title":"x","dialect":"ecma-ed6","devices":[]}\n{"at":0,"from":"nobody"}', 2],
  ])('says which line is none: %j', (text, number) => {
    expect(() => readTranscript(text)).toThrow(`Line ${number} `)
  })
})
