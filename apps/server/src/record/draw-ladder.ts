/** A call as a diagram: who is in it, and every step as an arrow from one to another, with the messages behind it. */
import type { CallBrief, Ladder, LadderParty, LadderStep } from '@hookswitch/contract'
import type { Call, Command, Party, SwitchEvent } from '@hookswitch/model'
import type { KeptWire } from './kept-wire.ts'

/** What the server did itself, and a command of somebody's. */
const hookswitch = 'hookswitch'
const outside = 'outside'

export interface ToldEvent {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly kind: string
  readonly body: SwitchEvent | null
}

export function briefOf({ link, call }: { readonly link: string; readonly call: Call }): CallBrief {
  return {
    id: call.id,
    link,
    startedAt: iso(call.startedAt),
    endedAt: call.endedAt === null ? null : iso(call.endedAt),
    direction: call.direction,
    calling: call.calling.number,
    callingName: call.calling.name,
    called: call.called.number,
    outcome: call.outcome,
  }
}

/** @param told what the model was told of the call, in order. */
export function drawLadder(
  of: { readonly link: string; readonly call: Call },
  told: readonly ToldEvent[],
  wire: KeptWire,
): Ladder {
  const places = new Places(of.call)
  const events = told.flatMap(({ at, body }): LadderStep[] => {
    if (body === null) return []
    const [from, to] = endsOf(body, places)
    const cause = 'cause' in body ? body.cause : null
    return [
      step(of.call, {
        at,
        sort: 'event',
        kind: body.kind,
        cause,
        from,
        to,
        raw: wire.of(body, at),
        model: body,
      }),
    ]
  })
  const commands = wire.commands.map(({ at, command, raw }) => {
    const to = places.of(command.device)
    return step(of.call, {
      at,
      sort: 'command',
      kind: command.kind,
      cause: null,
      from: hookswitch,
      to,
      raw,
      model: command,
    })
  })
  if (commands.length > 0) places.add({ id: hookswitch, kind: 'hookswitch', number: '', name: null }, true)
  // Of the same moment, what was asked comes before what came of it.
  const steps = [...commands, ...events].toSorted((one, other) => one.after - other.after)
  return { call: briefOf(of), parties: [...places.all], steps, wireKept: wire.isKept }
}

function step(
  call: Call,
  {
    at,
    model,
    ...rest
  }: Omit<LadderStep, 'at' | 'after' | 'model'> & { at: number; model: SwitchEvent | Command },
): LadderStep {
  return { ...rest, at: iso(at), after: Math.round(at - call.startedAt), model: JSON.stringify(model) }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

/** The columns, in the order in which they came into the call; who is outside comes first. */
class Places {
  readonly #call: Call
  readonly #parties: LadderParty[] = []
  /** Devices (of trunks and the like) that stand for somebody outside. */
  readonly #stands = new Map<string, string>()

  constructor(call: Call) {
    this.#call = call
    const { calling, called } = call
    if (call.direction === 'inbound') this.#outsider(calling)
    for (const leg of call.legs) {
      const isOutside =
        leg.party.external === true ||
        (leg.device !== leg.party.number && leg.role === 'caller' && call.direction === 'inbound')
      if (isOutside) this.#stands.set(leg.device, this.#outsider(leg.party))
      else this.add({ id: leg.device, kind: 'device', number: leg.device, name: leg.party.name })
    }
    if (call.direction === 'outbound') this.#outsider(called)
  }

  get all(): readonly LadderParty[] {
    return this.#parties
  }

  add(party: LadderParty, first = false): string {
    if (!this.#parties.some(({ id }) => id === party.id)) {
      if (first) this.#parties.unshift(party)
      else this.#parties.push(party)
    }
    return party.id
  }

  #outsider({ number, name }: Party): string {
    return this.add({ id: `${outside}:${number ?? ''}`, kind: 'outside', number: number ?? '', name })
  }

  /** The column of a device. */
  of(device: string): string {
    const stands = this.#stands.get(device)
    if (stands !== undefined) return stands
    const same = this.#parties.find(({ id, number }) => id === device || number === device)
    return same?.id ?? this.add({ id: device, kind: 'device', number: device, name: null })
  }

  party(party: Party | undefined): string | undefined {
    if (party === undefined || party.number === null) return undefined
    return this.#parties.find(({ number }) => number === party.number)?.id
  }

  /** Who began the call. */
  get caller(): string {
    const { calling, direction } = this.#call
    if (direction === 'inbound') return this.#outsider(calling)
    return this.party(calling) ?? this.#parties[0]?.id ?? this.of(calling.number ?? '')
  }

  get called(): string | undefined {
    return this.party(this.#call.called)
  }
}

type Ends = readonly [from: string, to: string]

/** From whom to whom something happened; twice the same for what one did alone. */
function endsOf(event: SwitchEvent, places: Places): Ends {
  switch (event.kind) {
    case 'serviceInitiated':
      return alone(places.of(event.device))
    case 'originated': {
      const from = places.of(event.device)
      return [from, places.party(event.called) ?? places.called ?? from]
    }
    case 'offered':
    case 'delivered': {
      const to = places.of(event.device)
      return [
        otherThan(to, places.party(event.lastRedirection) ?? places.party(event.calling) ?? places.caller),
        to,
      ]
    }
    case 'established': {
      const from = places.of(event.device)
      return [from, otherThan(from, places.party(event.calling) ?? places.caller)]
    }
    case 'queued':
      return [places.party(event.calling) ?? places.caller, places.of(event.queue)]
    case 'diverted': {
      const from = places.of(event.device)
      return [from, places.party(event.to) ?? from]
    }
    case 'networkReached': {
      const from = places.caller
      return [from, places.called ?? from]
    }
    default:
      return otherEnds(event, places)
  }
}

function otherEnds(event: SwitchEvent, places: Places): Ends {
  switch (event.kind) {
    case 'transferred': {
      const from = places.of(event.transferringDevice)
      return [from, places.party(event.transferredTo) ?? from]
    }
    case 'conferenced': {
      const from = places.of(event.conferencingDevice)
      return [from, places.party(event.addedParty) ?? from]
    }
    case 'callCleared':
    case 'relinked':
    case 'snapshot':
      return alone(places.caller)
    case 'callInformation':
    case 'digitsGenerated':
      return alone(places.of(event.connection.deviceId))
    default:
      return alone(places.of('device' in event ? event.device : ''))
  }
}

function alone(place: string): Ends {
  return [place, place]
}

function otherThan(self: string, other: string): string {
  return other === '' ? self : other
}
