/**
 * Forty faults that a connector might have, put between a sound one and the model: how the kit is tested itself. Each
 * names scenarios of which at least one must find it; one that goes unseen is a scenario that is missing.
 */
import { party, restrictedParty, type SwitchEvent, unknownParty } from '@hookswitch/model'
import type { PbxSession, SessionPorts } from '#connector.ts'
import type { Meddler } from './run.ts'

export interface Fault {
  readonly name: string
  /** Scenarios that are there to find it. */
  readonly seenBy: readonly string[]
  readonly meddler: () => Meddler
}

type Kind = SwitchEvent['kind']
type Of<K extends Kind> = Extract<SwitchEvent, { kind: K }>
/** What is told in place of an event. */
type Change = (event: SwitchEvent) => readonly SwitchEvent[]

const sound: Meddler = { ports: (ports) => ports, session: (session) => session }

/** Every session's events go through a change of their own. */
function changing(make: () => Change): () => Meddler {
  return () => ({
    ...sound,
    ports: (ports: SessionPorts): SessionPorts => {
      const change = make()
      return {
        ...ports,
        event: (event, at) => {
          for (const one of change(event)) ports.event(one, at)
        },
      }
    },
  })
}

const drop = (...kinds: readonly Kind[]): (() => Meddler) =>
  changing(() => (event) => (kinds.includes(event.kind) ? [] : [event]))

const twice = (...kinds: readonly Kind[]): (() => Meddler) =>
  changing(() => (event) => (kinds.includes(event.kind) ? [event, event] : [event]))

function edit<K extends Kind>(kind: K, change: (event: Of<K>) => SwitchEvent): () => Meddler {
  return changing(() => (event) => [event.kind === kind ? change(event as Of<K>) : event])
}

const editAll = (change: (event: SwitchEvent) => SwitchEvent): (() => Meddler) =>
  changing(() => (event) => [change(event)])

/** What is of one kind is kept back until something of another has been told. */
function late(kind: Kind, until: Kind): () => Meddler {
  return changing(() => {
    let kept: readonly SwitchEvent[] = []
    return (event) => {
      if (event.kind === kind) {
        kept = [...kept, event]
        return []
      }
      if (event.kind !== until) return [event]
      const due = kept
      kept = []
      return [event, ...due]
    }
  })
}

/** Only the first of a session, after the snapshot, and then no more. */
function once(make: (event: SwitchEvent) => readonly SwitchEvent[] | undefined): () => Meddler {
  return changing(() => {
    let done = false
    return (event) => {
      const told = done ? undefined : make(event)
      if (told !== undefined) done = true
      return told ?? [event]
    }
  })
}

/** What is asked is answered in another way. */
const answering =
  (command: PbxSession['command']): (() => Meddler) =>
  () => ({
    ...sound,
    session: (session) => ({
      get capabilities() {
        return session.capabilities
      },
      ended: session.ended,
      command,
      monitor: (device) => session.monitor(device),
      unmonitor: (device) => session.unmonitor(device),
      close: () => session.close(),
    }),
  })

const ghost = { callId: '424242', deviceId: '1001' }

function withCause(event: SwitchEvent): SwitchEvent {
  return 'cause' in event ? { ...event, cause: 'normal' } : event
}

function without(event: SwitchEvent, field: 'calling' | 'called' | 'digits' | 'cause'): SwitchEvent {
  if (event.kind === 'snapshot' || !(field in event)) return event
  const { [field]: _, ...rest } = event as unknown as Record<string, unknown>
  return rest as unknown as SwitchEvent
}

const answered = ['inbound-caller-hangs-up']
const asked = ['transfer-after-answer']
const digits = ['queue-digits-before-answer']
const again = ['link-lost-in-mid-call', 'link-lost-call-ended-meanwhile', 'link-lost-one-call-for-another']

export const faults: readonly Fault[] = [
  {
    name: 'the end of a leg is not told',
    seenBy: answered,
    meddler: drop('connectionCleared', 'callCleared'),
  },
  { name: 'a ring is not told', seenBy: answered, meddler: drop('delivered', 'offered') },
  { name: 'an answer is not told', seenBy: answered, meddler: drop('established') },
  { name: 'a hold is not told', seenBy: ['hold-by-command'], meddler: drop('held') },
  { name: 'a retrieval is not told', seenBy: ['hold-by-command'], meddler: drop('retrieved') },
  { name: 'a transfer is not told', seenBy: asked, meddler: drop('transferred') },
  { name: 'a conference is not told', seenBy: ['conference-of-three'], meddler: drop('conferenced') },
  { name: 'that a caller waits is not told', seenBy: ['queue-abandoned'], meddler: drop('queued') },
  { name: 'a diversion is not told', seenBy: ['deflect-to-colleague'], meddler: drop('diverted') },
  { name: 'a failure is not told', seenBy: ['internal-busy', 'inbound-busy'], meddler: drop('failed') },
  {
    name: 'the own dialling is not told',
    seenBy: ['outbound-dialled-at-phone'],
    meddler: drop('serviceInitiated', 'originated'),
  },
  { name: 'an agent state is not told', seenBy: ['agent-ready-and-not'], meddler: drop('agentState') },
  { name: 'do not disturb is not told', seenBy: ['do-not-disturb'], meddler: drop('doNotDisturb') },
  { name: 'forwarding is not told', seenBy: ['forwarding'], meddler: drop('forwarding') },
  { name: 'no snapshot is told', seenBy: answered, meddler: drop('snapshot') },
  { name: 'a ring is told twice', seenBy: answered, meddler: twice('delivered') },
  { name: 'an answer is told twice', seenBy: answered, meddler: twice('established') },
  { name: 'an end is told twice', seenBy: answered, meddler: twice('connectionCleared') },
  { name: 'a transfer is told twice', seenBy: asked, meddler: twice('transferred') },
  { name: 'a ring comes after its answer', seenBy: answered, meddler: late('delivered', 'established') },
  {
    name: 'an answer comes after the end',
    seenBy: answered,
    meddler: late('established', 'connectionCleared'),
  },
  {
    name: 'a hold comes after its retrieval',
    seenBy: ['hold-by-command'],
    meddler: late('held', 'retrieved'),
  },
  {
    name: 'a transfer comes after the end',
    seenBy: asked,
    meddler: late('transferred', 'connectionCleared'),
  },
  {
    name: 'the wrong party has the call after a transfer',
    seenBy: asked,
    meddler: edit('transferred', (event) => ({
      ...event,
      connections: event.connections.map((one) =>
        one.to.deviceId === '1002'
          ? { to: { ...one.to, deviceId: '1003' }, device: '1003', endpoint: party('1003') }
          : one,
      ),
    })),
  },
  {
    name: 'a conference loses a party',
    seenBy: ['conference-of-three', 'conference-drop-a-party'],
    meddler: changing(() => {
      const lost = new Set<string>()
      return (event) => {
        if (event.kind !== 'conferenced') return [event]
        lost.add('1002')
        const connection = { callId: event.connections[0]?.to.callId ?? '', deviceId: '1002' }
        return [event, { kind: 'connectionCleared', cause: 'normalClearing', connection, device: '1002' }]
      }
    }),
  },
  { name: 'the caller is lost', seenBy: answered, meddler: editAll((event) => without(event, 'calling')) },
  {
    name: 'the number dialled is lost',
    seenBy: answered,
    meddler: editAll((event) => without(event, 'called')),
  },
  { name: 'the digits are lost', seenBy: digits, meddler: editAll((event) => without(event, 'digits')) },
  {
    name: 'the digits are those of another call',
    seenBy: digits,
    meddler: editAll((event) => ('digits' in event ? { ...event, digits: '99999' } : event) as SwitchEvent),
  },
  {
    name: "the caller's name is lost",
    seenBy: ['inbound-named'],
    meddler: editAll((event) =>
      'calling' in event && event.calling !== undefined
        ? ({ ...event, calling: { ...event.calling, name: null } } as SwitchEvent)
        : event,
    ),
  },
  {
    name: 'a number that is withheld leaks',
    seenBy: ['inbound-withheld'],
    meddler: editAll((event) =>
      'calling' in event && event.calling?.kind === restrictedParty.kind
        ? ({ ...event, calling: party('+14155550100') } as SwitchEvent)
        : event,
    ),
  },
  {
    name: 'a known caller is told as withheld',
    seenBy: answered,
    meddler: editAll((event) =>
      'calling' in event && event.calling !== undefined
        ? ({ ...event, calling: { ...unknownParty, kind: 'restricted' } } as SwitchEvent)
        : event,
    ),
  },
  {
    name: 'no cause is told',
    seenBy: ['inbound-refused-at-phone', 'internal-busy'],
    meddler: editAll(withCause),
  },
  {
    name: 'an answer is told of another telephone',
    seenBy: answered,
    meddler: edit('established', (event) => ({
      ...event,
      device: '1004',
      connection: { ...event.connection, deviceId: '1004' },
    })),
  },
  {
    name: 'a ring comes under another call id',
    seenBy: answered,
    meddler: edit('delivered', (event) => ({
      ...event,
      connection: { ...event.connection, callId: `${event.connection.callId}0` },
    })),
  },
  {
    name: 'a call is told that is not there',
    seenBy: answered,
    meddler: once((event) =>
      event.kind === 'established'
        ? [
            event,
            {
              kind: 'delivered',
              cause: 'newCall',
              connection: ghost,
              device: '1001',
              calling: party('+14155550123'),
            },
          ]
        : undefined,
    ),
  },
  {
    name: 'two telephones are told to have answered',
    seenBy: ['group-one-answers'],
    meddler: once((event) =>
      event.kind === 'established'
        ? [{ ...event, device: '1001', connection: { ...event.connection, deviceId: '1001' } }, event]
        : undefined,
    ),
  },
  {
    name: 'a snapshot leaves a call out',
    seenBy: again,
    meddler: edit('snapshot', (event) => ({ ...event, connections: [] })),
  },
  {
    name: 'a snapshot tells a call that is not there',
    seenBy: answered,
    meddler: edit('snapshot', (event) => ({
      ...event,
      connections: [...event.connections, { connection: ghost, device: '1001', state: 'connected' as const }],
    })),
  },
  {
    name: 'a snapshot tells every leg as ringing',
    seenBy: again,
    meddler: edit('snapshot', (event) => ({
      ...event,
      connections: event.connections.map((one) => ({ ...one, state: 'alerting' as const })),
    })),
  },
  {
    name: 'who holds is told as the other telephone',
    seenBy: ['hold-by-command'],
    meddler: edit('held', (event) => ({
      ...event,
      device: '1002',
      connection: { ...event.connection, deviceId: '1002' },
    })),
  },
  {
    name: 'ready is told as not ready',
    seenBy: ['agent-ready-and-not'],
    meddler: edit('agentState', (event) => ({ ...event, state: 'notReady' })),
  },
  {
    name: 'an answer of "done" to what was not done',
    seenBy: ['hold-by-command', 'answer-by-command'],
    meddler: answering(() => Promise.resolve({ ok: true })),
  },
  {
    name: 'a refusal without a word',
    seenBy: ['refused-no-such-call'],
    meddler: answering(() => Promise.resolve({ ok: false, refusal: { code: 'call.unknown', message: '' } })),
  },
  {
    name: 'a refusal with the wrong reason',
    seenBy: ['refused-no-such-call'],
    meddler: answering(() =>
      Promise.resolve({ ok: false, refusal: { code: 'link.down', message: 'Down.' } }),
    ),
  },
]
