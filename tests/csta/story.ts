/** What the stories of what goes wrong have in common. */
import { deviceAt } from '@hookswitch/model'
import { expect } from 'vitest'
import { agrees, answer, calls } from './plain-day.ts'
import type { Room, RoomWishes } from './room.ts'

export interface Story {
  readonly wishes: RoomWishes
  readonly story: (room: Room) => Promise<void>
}

export const tries = (wishes: RoomWishes, story: Story['story']): Story => ({ wishes, story })

/** A customer talks to 1001. */
export async function talks(room: Room): Promise<string> {
  const call = calls(room, '1001', { digits: '4711' })
  await agrees(room)
  await answer(room, '1001', 'alerting')
  return call
}

export function codes({ logs }: Room): string[] {
  return logs.map(({ code }) => code)
}

export function asked({ traffic }: Room, kind: string): number {
  return traffic.filter(({ direction, text }) => direction === 'out' && text.includes(`<${kind}`)).length
}

export const problemOf = ({ state }: Room, device: string) => deviceAt(state, device)?.problem
export const timedOut = { ok: false, refusal: { code: 'link.timeout' } }
export const isDown = { code: 'link.down' }

/** The link went down: the calls that are up are believed no less, and all is as it was once it is back. */
export async function comesBack(room: Room, during: () => Promise<void> = async () => {}): Promise<void> {
  expect(room.session).toBeUndefined()
  await during()
  await room.connect()
  await agrees(room)
}
