import type { SwitchState } from '#correlate.ts'
import { applyEvent, emptySwitch } from '#correlate.ts'
import { party } from '#device.ts'
import type { SwitchEvent } from '#switch-event.ts'

/* Histories told in a few words, for tests. */

export const customer = party('+14155550100', { external: true })
/** A leg of a call of his, told by its own monitor. */
export const at = (callId: string, device: string) => ({
  connection: { callId, deviceId: device },
  device,
  monitored: device,
  calling: customer,
})

/** The same, called by 1001. */
export const by = (callId: string, device: string) => ({ ...at(callId, device), calling: party('1001') })
/** Devices that are monitored. */
const watched = ['1001', '1002', '1003', '6001', '701']

interface Played {
  readonly state: SwitchState
  /** Caller and outcome of each call that was told to be over. */
  readonly ended: readonly string[]
}

/** Plays events a few seconds apart; some that are told together, at the same moment. */
export function play(moments: readonly (SwitchEvent | readonly SwitchEvent[])[]): Played {
  let state = emptySwitch('link')
  let now = 1_000_000
  const ended: string[] = []
  const monitors = watched.map((device) => ({ kind: 'monitor', device, on: true }) as const)
  const events = [...monitors, ...moments].flatMap((one) => {
    now += 3_000
    const together = Array.isArray(one) ? (one as readonly SwitchEvent[]) : [one as SwitchEvent]
    return together.map((event) => ({ event, at: now }))
  })
  for (const { event, at: now } of events) {
    const applied = applyEvent(state, event, now)
    state = applied.state
    for (const change of applied.changes)
      if (change.kind === 'ended') ended.push(`${change.call.calling.number} ${change.call.outcome}`)
  }
  return { state, ended }
}
