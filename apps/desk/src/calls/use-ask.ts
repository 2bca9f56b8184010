import type { CallCommand, CallCommandKind, CallView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { browserPhone } from '#phone/browser-phone.ts'
import { useAsked, type AskedState, type Question } from './use-asked.ts'

export interface Asking extends Pick<AskedState<CallCommandKind>, 'asked' | 'problem'> {
  readonly ask: (kind: CallCommandKind, extra?: Omit<CallCommand, 'kind'>) => void
}

/** Asks the switch to do something with a call. */
export function useAsk(call: CallView): Asking {
  const { asked, problem, put } = useAsked<CallCommandKind>((question) => standing(call, question))
  const ask: Asking['ask'] = (kind, extra = {}) => {
    put(
      { kind, about: extra.party },
      // The phone in this page does what it can by itself; the switch tells of it as of any other phone.
      async () =>
        (await browserPhone.command(call.id, kind)) ||
        api.commandCall({
          params: { id: call.id },
          body: { kind, ...extra },
          idempotencyKey: crypto.randomUUID(),
        }),
    )
  }
  return { asked, problem, ask }
}

/** How that stands which the command is to change. */
function standing(call: CallView, { kind, about }: Question<CallCommandKind>): string {
  const mine = `${call.state} ${call.since}`
  const who = call.parties.map((party) => party.id).join(' ')
  if (about !== undefined || kind === 'singleStepConference') return who
  if (kind === 'conferenceCall') return `${mine} ${who} ${call.consultsFor} ${call.consultedBy}`
  if (kind === 'consultationCall') return `${mine} ${call.consultedBy}`
  return mine
}
