import { describe, expect, it } from 'vitest'
import { first } from '#asterisk/codec/message.ts'
import { AmiReader } from '#asterisk/codec/reader.ts'
import {
  channelsWithoutEnd,
  play,
  recordedEvents,
  type RecordedEvent,
} from '#asterisk/transcripts/histories.ts'
import { handedOn, told } from '#asterisk/transcripts/truths.ts'
import { readRecording, recordingNames, recordingsMissing } from '#asterisk/transcripts/recordings.ts'

const channelEvents = /^(New|Hangup|SoftHangup|Hold|Unhold|DTMF)/

/**
 * The events in another order that Asterisk might have sent them in: channels are born in order and before anything
 * else is said of them, those about one channel stay in order, and so do those of one kind; the rest change places by
 * up to 10 ms.
 */
function reordered(events: readonly RecordedEvent[], seed: number): RecordedEvent[] {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  const last = new Map<string, number>()
  return events
    .map((recorded) => {
      const { event, fields, at } = recorded
      const channel = `channel ${first(fields, 'Uniqueid')}`
      const born = event === 'Newchannel'
      const lanes = born
        ? ['births', channel]
        : [channelEvents.test(event) ? channel : event.replace(/[A-Z][a-z]+$/, '')]
      const after = [...lanes, `born ${first(fields, 'Uniqueid')}`, `born ${first(fields, 'DestUniqueid')}`]
      const when = Math.max(at + random() * 10, ...after.map((lane) => last.get(lane) ?? 0))
      for (const lane of born ? [...lanes, `born ${first(fields, 'Uniqueid')}`] : lanes) last.set(lane, when)
      return { recorded, when }
    })
    .toSorted((one, other) => one.when - other.when)
    .map(({ recorded }) => recorded)
}

describe.skipIf(recordingsMissing !== undefined)(
  `recordings of Asterisk 22 (${recordingsMissing ?? 'here'})`,
  () => {
    it('are there', () => {
      expect(recordingNames().length).toBeGreaterThan(60)
    })

    it.each(recordingNames())('%s decodes without an error', (name) => {
      const reader = new AmiReader()
      reader.push(new TextEncoder().encode('Asterisk Call Manager/11.0.0\r\n'))
      const kinds = readRecording(name).flatMap(({ bytes }) =>
        reader.push(bytes).map((message) => message.kind),
      )
      expect(kinds).toHaveLength(readRecording(name).length)
      expect(kinds).not.toContain('error')
    })

    it.each(Object.entries({ ...told, ...handedOn }))(
      '%s has the history that was played',
      (name, histories) => {
        const played = play(recordedEvents(name))
        expect(played.histories).toEqual(histories)
        expect(played.live).toEqual([])
        expect(played.channelsLeft).toBe(0)
      },
    )

    it.each(Object.entries(told))(
      '%s has the same history in any order Asterisk may send',
      (name, histories) => {
        const events = recordedEvents(name)
        for (let seed = 1; seed <= 20; seed += 1) {
          expect(play(reordered(events, seed)).histories, `seed ${seed}`).toEqual(histories)
        }
      },
    )

    it('hold by the phone is seen, and its end', () => {
      const states = play(recordedEvents('hold-retrieve-by-phone')).changes.flatMap((change) =>
        change.kind === 'call' ? change.call.connections.filter(({ device }) => device === '1001') : [],
      )
      const inOrder = states.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1])
      expect(inOrder).toEqual(['alerting', 'connected', 'hold', 'connected'])
    })

    it.each(recordingNames())('%s: every call ends exactly once, and no channel is left over', (name) => {
      const events = recordedEvents(name)
      const { changes, channelsLeft } = play(events)
      const ends = changes.flatMap((change) => (change.kind === 'ended' ? [change.call.id] : []))
      const merges = changes.flatMap((change) => (change.kind === 'merged' ? [change.merged] : []))
      expect(new Set([...ends, ...merges]).size).toBe(ends.length + merges.length)
      expect(channelsLeft).toBe(channelsWithoutEnd(events))
    })
  },
)
