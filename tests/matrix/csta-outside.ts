import type { ControlClient, SimulatorOptions } from '@hookswitch/simulator'
import type { Agent, Caller, Customer, Outside } from './office.ts'
import { until } from './scene.ts'

/** Extensions of three lanes, each with a queue of its own, a menu before it, and a menu before its first agent. */
export const laneExtensions = [
  ['1001', '1002', '1003'],
  ['1004', '1005', '1006'],
  ['1007', '1008', '1009'],
] as const

const queueOf = (lane: number): string => `603${lane}`
const menuOf = (lane: number): string => `604${lane}`
const menuBefore = (extension: string): string => `62${extension.slice(2)}`

const lanes = laneExtensions.map((members, lane) => ({ members, lane }))

/** What the link watches beside the telephones. */
export const watched = lanes.flatMap(({ members, lane }) => [
  queueOf(lane),
  menuOf(lane),
  ...members.map(menuBefore),
])

export const simulatorOfLanes: SimulatorOptions = {
  agentsReady: false,
  settings: { liftAfterMs: 5, networkMs: 5, wrapUpMs: 20, keyMs: 10, keyWaitMs: 5_000, agentRingMs: 60_000 },
  layout: {
    queues: lanes.map(({ members, lane }) => ({ number: queueOf(lane), name: `Desk ${lane}`, members })),
    ivrs: lanes.flatMap(({ members, lane }) => [
      { number: menuOf(lane), name: 'Voice menu', next: queueOf(lane) },
      ...members.map((next) => ({ number: menuBefore(next), name: 'Voice menu', next })),
    ]),
  },
}

/** The simulated switch, as one lane sees it. */
export function cstaOutside(hands: ControlClient, lane: number): Outside {
  const callTo = async (number: string) =>
    (await hands.calls()).find(
      (call) => call.state !== 'ended' && call.legs.some((leg) => leg.number === number),
    )
  const caller = (id: string): Caller => ({
    hears: async () => true,
    async keys(digits) {
      await until(
        async () => (await hands.call(id)).state === 'ivr',
        () => 'the menu to ask',
      )
      await hands.sendDigits(id, `${digits}#`)
    },
    hangUp: () => hands.hangUp(id),
  })
  return {
    menu: menuOf(lane),
    queue: queueOf(lane),
    group: undefined,
    async calls({ number, digits }: Customer, to) {
      const dialled = to === 'queue' ? menuOf(lane) : menuBefore(to.agent.extension)
      return caller((await hands.startCall({ from: number, to: dialled, digits })).id)
    },
    async isCalled({ number }: Customer, by: Agent) {
      await hands.setOutsideBehaviour({ kind: 'answer', afterMs: 10 }, number)
      await by.screen.dials(number)
      let id = ''
      await until(
        async () => (id = (await callTo(number))?.id ?? '') !== '',
        () => 'the call to the customer',
      )
      return caller(id)
    },
    async left() {
      const mine: readonly string[] = laneExtensions[lane] ?? []
      const all = await hands.calls()
      return all
        .filter(({ state, legs }) => state !== 'ended' && legs.some(({ number }) => mine.includes(number)))
        .map(({ from, to, state }) => `${from} to ${to} ${state}`)
    },
  }
}
