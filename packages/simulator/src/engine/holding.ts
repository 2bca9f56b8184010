import type { EventCause } from '@hookswitch/model'
import type { Leg } from './call.ts'
import type { Exchange } from './exchange.ts'

export function holdLeg(x: Exchange, leg: Leg, cause: EventCause = 'normal'): void {
  x.setState(leg, 'hold')
  x.record({ kind: 'legHeld', ...x.legIdentity(leg) })
  x.tell('held', leg, cause)
}

export function retrieveLeg(x: Exchange, leg: Leg, cause: EventCause = 'normal'): void {
  x.setState(leg, 'connected')
  x.record({ kind: 'legRetrieved', ...x.legIdentity(leg) })
  x.tell('retrieved', leg, cause)
}
