import type { PbxCall } from './call.ts'
import { failCaller } from './clearing.ts'
import type { Group } from './device.ts'
import type { Coming, Exchange } from './exchange.ts'
import { obstacle, ring } from './ringing.ts'

/** A call to a group rings every member that can ring; where each is forwarded to does not matter here. */
export function arriveAtGroup(x: Exchange, call: PbxCall, coming: Coming<Group>): void {
  const group = coming.at
  const able = group.members.flatMap((number) => {
    const phone = x.phone(number)
    return phone !== undefined && !call.legs.has(number) && obstacle(x, phone) === null ? [phone] : []
  })
  if (able.length === 0) return failCaller(x, call, { cause: 'busy', outcome: 'busy' })
  call.lastRedirection = group.number
  for (const phone of able) {
    ring(x, call, { at: phone, arrival: { cause: 'enteringDistribution', group: group.number } })
  }
}
