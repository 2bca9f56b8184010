import { describe, expect, it } from 'vitest'
import { first } from '#asterisk/codec/message.ts'
import { AmiReader } from '#asterisk/codec/reader.ts'
import {
  channelsWithoutEnd,
  play,
  recordedEvents,
  type RecordedEvent,
} from '#asterisk/transcripts/histories.ts'
import { readRecording, recordingNames, recordingsMissing } from '#asterisk/transcripts/recordings.ts'

const toAgent = 'inbound +14155550100 > +18005551001'
const toQueue = 'inbound +14155550100 > +18005556001'
const out = 'outbound 1001 > +14155550199'
const answered = `${toAgent}: answered | 1001 called answered | trunk caller answered`
const rejected = `${toAgent}: rejected | 1001 called rejected | trunk caller abandoned`
const missed = `${toAgent}: missed | 1001 called missed | trunk caller abandoned`
const dialled = `${out}: answered | 1001 caller answered | trunk called answered`
const undialled = `${out}: abandoned | 1001 caller abandoned`

/** What the recordings' README says was done, as the call histories that must come of it. */
const told: Readonly<Record<string, readonly string[]>> = {
  'inbound-caller-hangs-up': [answered],
  'inbound-agent-hangs-up': [answered],
  'inbound-abandoned-ringing': [missed],
  'inbound-no-answer': [missed],
  'inbound-rejected-by-phone': [rejected],
  'inbound-declined-by-phone-603': [rejected],
  'inbound-phone-not-registered': [
    'inbound +14155550100 > +18005551007: failed | 1007 called failed | trunk caller abandoned',
  ],
  'inbound-forwarded-by-phone-302': [
    `${toAgent}: answered | 1001 called missed | 1003 called answered | trunk caller answered`,
  ],
  'outbound-from-phone': [dialled],
  'outbound-from-phone-busy': [`${out}: busy | 1001 caller abandoned | trunk called busy`],
  'internal-call': ['internal 1001 > 1003: answered | 1001 caller answered | 1003 called answered'],
  // An echo: something that answers without a channel of its own.
  'baresip-outbound-dtmf': ['internal 1001 > 9000: answered | 1001 caller answered | 9000 called answered'],
  'queue-ivr-digits-answer': [
    'inbound +14155550100 > +18005556000: answered, 48213, queue support' +
      ' | 1001 called answered | 1003 called answeredElsewhere | support queue diverted | trunk caller answered',
  ],
  'queue-abandoned': [
    `${toQueue}: abandoned, queue support` +
      ' | 1001 called missed | 1003 called missed | support queue abandoned | trunk caller abandoned',
  ],
  'queue-member-rejects': [
    `${toQueue}: answered, queue support` +
      ' | 1001 called rejected | 1003 called answered | support queue diverted | trunk caller answered',
  ],
  'queue-member-rejected-by-ami-hangup': [
    `${toQueue}: answered, queue support` +
      ' | 1001 called rejected | 1003 called answered | support queue diverted | trunk caller answered',
  ],
  'queue-pause-unpause': [
    `${toQueue}: answered, queue support | 1001 called answered | support queue diverted | trunk caller answered`,
  ],
  'queue-member-add-remove': [],
  'ring-group-answer': [
    'inbound +14155550100 > +18005556010: answered' +
      ' | 1001 called answeredElsewhere | 1003 called answered | trunk caller answered',
  ],
  'hold-retrieve-by-phone': [answered],
  'hangup-talking-by-ami': [answered],
  'hangup-ringing-phone-by-ami': [rejected, rejected, missed],
  'click-to-dial': [dialled],
  'click-to-dial-auto-answer': [dialled],
  'click-to-dial-by-ari': [dialled],
  'click-to-dial-by-local-channel': [dialled],
  'click-to-dial-agent-no-answer': [undialled],
  'click-to-dial-agent-cancelled-by-cti': [undialled],
  'click-to-dial-not-registered': [],
  'pbx-restart-during-call': [answered],
  register: [],
}

const blind = `${toAgent}: answered | 1001 called transferred | 1003 transferredTo answered | trunk caller answered`

/** The same for calls that change hands: one call each, with its first caller, whoever has it in the end. */
const handedOn: Readonly<Record<string, readonly string[]>> = {
  'blind-transfer-phone-refer': [blind],
  'blind-transfer-ami-blindtransfer': [blind],
  'blind-transfer-ami-redirect': [blind],
  'baresip-blind-transfer': [blind],
  'attended-transfer-ami-atxfer-complete': [blind],
  'attended-transfer-ami-atxfer-complete-by-code': [blind],
  'hold-by-redirect-then-atxfer': [blind],
  'attended-transfer-ami-atxfer-abort': [
    `${toAgent}: answered | 1001 called answered | 1003 transferredTo answered | trunk caller answered`,
  ],
  'attended-transfer-ami-atxfer-abort-while-ringing': [
    `${toAgent}: answered | 1001 called answered | 1003 transferredTo missed | trunk caller answered`,
  ],
  'attended-transfer-phone-refer': [blind],
  'conference-by-atxfer-threeway': [
    `${toAgent}: answered | 1001 called answered | 1003 transferredTo answered | trunk caller answered`,
  ],
  'directed-pickup': [
    `${toAgent}: answered | 1001 called answeredElsewhere | 1003 pickedUp answered | trunk caller answered`,
  ],
  'reject-by-redirect-of-caller': [
    `${toAgent}: answered | 1001 called missed | 1003 called answered | trunk caller answered`,
  ],
  'park-times-out': [
    `${toAgent}: answered, queue 704` +
      ' | 1001 called answered | 1001 called transferred | 704 queue diverted | trunk caller answered',
  ],
}

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
