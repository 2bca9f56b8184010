/** Plays recorded AMI bytes through reader, translator and the model's call machine, and says what calls came of it. */
import { applyEvent, emptySwitch, liveCalls, type Call, type Change } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'
import { AmiReader } from '#asterisk/codec/reader.ts'
import { contextsOf } from '#asterisk/to-model/contexts.ts'
import { AmiTranslator } from '#asterisk/to-model/translator.ts'
import { plainHistory } from '#conformance/transcripts.ts'
import { readRecording } from './recordings.ts'

/** The phones of the recorded PBX. */
export const recordedDevices = Array.from({ length: 10 }, (_, index) => String(1_001 + index))

export interface RecordedEvent {
  readonly event: string
  readonly fields: AmiFields
  readonly at: number
}

export function recordedEvents(name: string): RecordedEvent[] {
  const reader = new AmiReader()
  reader.push(new TextEncoder().encode('Asterisk Call Manager/11.0.0\r\n'))
  return readRecording(name).flatMap(({ at, bytes }) =>
    reader
      .push(bytes)
      .flatMap((message) =>
        message.kind === 'event' ? [{ event: message.event, fields: message.fields, at }] : [],
      ),
  )
}

export interface Played {
  /** One line for each call that ended, in the order in which they began. */
  readonly histories: string[]
  readonly changes: Change[]
  readonly live: readonly Call[]
  /** Channels that the translator still believes in. */
  readonly channelsLeft: number
}

const epoch = Date.UTC(2026, 10, 21)

export function play(events: readonly RecordedEvent[]): Played {
  const translator = new AmiTranslator({
    isMonitored: (device) => recordedDevices.includes(device),
    isTrunk: (endpoint) => endpoint === 'trunk',
    technology: 'PJSIP',
    digitVariables: ['ACCOUNT'],
    calledVariables: ['DID'],
    contexts: contextsOf('hookswitch', 'hookswitch-dial'),
  })
  let state = emptySwitch('recorded')
  const changes: Change[] = []
  for (const device of recordedDevices) {
    state = applyEvent(state, { kind: 'monitor', device, on: true }, epoch).state
  }
  for (const { event, fields, at } of events) {
    for (const told of translator.translate(event, fields, epoch + at)) {
      const applied = applyEvent(state, told.event, told.at)
      state = applied.state
      changes.push(...applied.changes)
    }
  }
  const ended = changes.flatMap((change) => (change.kind === 'ended' ? [change.call] : []))
  return {
    histories: ended.toSorted((one, other) => one.startedAt - other.startedAt).map(plainHistory),
    changes,
    live: liveCalls(state),
    channelsLeft: [...translator.legs.legs()].length,
  }
}

/** Channels that a recording shows the end of, or (where it was cut short) does not. */
export function channelsWithoutEnd(events: readonly RecordedEvent[]): number {
  const alive = new Set<string>()
  for (const { event, fields } of events) {
    const uniqueid = first(fields, 'Uniqueid') ?? ''
    if (event === 'Newchannel') alive.add(uniqueid)
    if (event === 'Hangup') alive.delete(uniqueid)
  }
  return alive.size
}
