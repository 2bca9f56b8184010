import type { CallPartyView, CallView } from '@hookswitch/contract'

/** Everybody on the call but me. */
export const othersOn = (call: CallView): readonly CallPartyView[] => call.parties.filter((it) => !it.me)

/** How it stands at the far end, where I am off the hook: nobody has answered there yet, or somebody has. */
export function farState(call: CallView): CallPartyView['state'] | null {
  const states = othersOn(call).map((party) => party.state)
  for (const state of ['connected', 'hold', 'alerting', 'queued', 'initiated', 'fail'] as const)
    if (states.includes(state)) return state
  return null
}

/** Three and more: then it matters who they are. */
export const isConference = (call: CallView): boolean => othersOn(call).length > 1
