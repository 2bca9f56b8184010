/**
 * People do not wait while a switch is asked what all its telephones are doing: things happen between one answer and the
 * next, and answers take their time. What is believed when all have answered is what is.
 */
import { expect, test } from 'vitest'
import { randomFrom, type Random } from '#simulator/engine/random.ts'
import { planDay, possible } from './day-plan.ts'
import { deedsOf } from './random-deeds.ts'
import { Room } from './room.ts'

const days = Number(process.env['HOOKSWITCH_HURRIED_DAYS'] ?? 120)
const perTest = 40

/** At a switch of any kind whose answers take long, asked few at a time. */
async function slowSwitch(
  seed: number,
  random: Random,
): Promise<{ room: Room; delayMs: number; width: number }> {
  const plan = planDay(seed)
  const delayMs = [100, 400, 1_200][Math.floor(random() * 3)] ?? 400
  const width = [1, 3, 8][Math.floor(random() * 3)] ?? 1
  const { joinedCallId, ...habits } = possible(plan.kind, { ...plan.switches, callIds: 'rising' })
  const room = await Room.open({
    seed,
    kind: plan.kind,
    habits: { ...habits, responseDelayMs: delayMs, keepaliveWithinMs: 0 },
    settings: { callIds: 'rising', ...(joinedCallId === undefined ? {} : { joinedCallId }) },
    config: { parallelRequests: width },
  })
  return { room, delayMs, width }
}

function act(room: Room, random: Random): void {
  const deeds = deedsOf(room).filter(({ byHand }) => byHand !== undefined)
  deeds[Math.floor(random() * deeds.length)]?.byHand?.()
}

/** Something is lost, or the link breaks; and while everything is asked anew, people go on. */
async function hurry({ room, delayMs, width }: Awaited<ReturnType<typeof slowSwitch>>, random: Random) {
  let at = 0
  for (let deeds = 1 + Math.floor(random() * 5); deeds > 0; deeds -= 1) {
    at += 300 + Math.floor(random() * 1_500)
    room.clock.after(at, () => act(room, random))
  }
  const [began, heard] = [room.clock.now(), room.heard.length]
  const mishaps = ['messages-lost', 'messages-lost', 'cut-connections', 'expire-sessions'] as const
  await room.fault(mishaps[Math.floor(random() * mishaps.length)] ?? 'messages-lost')
  if (room.session !== undefined) await room.pass(10)
  if (room.session === undefined) await room.connect({ parallelRequests: width })
  // Three times all of them, at most.
  const most = 3 * 20 * (delayMs + 10)
  const isTold = () => room.heard.slice(heard).some(({ event }) => event.kind === 'snapshot')
  while (!isTold() && room.clock.now() - began < most) await room.pass(100)
  await room.pass(Math.max(0, at - (room.clock.now() - began)) + 250)
}

async function liveHurried(seed: number): Promise<string[]> {
  const random = randomFrom(seed + 1_000_000)
  const place = await slowSwitch(seed, random)
  const { room } = place
  const faults: string[] = []
  try {
    for (let hurries = 1; hurries <= 4; hurries += 1) {
      for (let deeds = 0; deeds < 6; deeds += 1) {
        act(room, random)
        await room.pass(2_100 + Math.floor(random() * 2_000))
      }
      await hurry(place, random)
      const [belief, actual] = [room.believed().join(', '), room.actual().join(', ')]
      if (belief !== actual) faults.push(`${seed}, ${hurries}: believed ${belief}\n  actual ${actual}`)
    }
  } finally {
    await room.close()
  }
  return faults
}

test.each(Array.from({ length: Math.ceil(days / perTest) }, (_, index) => index * perTest + 1))(
  `what is believed after all were asked in a hurry, on ${perTest} days from seed %i, is what is`,
  { timeout: 600_000 },
  async (first) => {
    const wrong: string[] = []
    for (let seed = first; seed < first + perTest; seed += 1) wrong.push(...(await liveHurried(seed)))
    expect(wrong.join('\n')).toBe('')
  },
)
