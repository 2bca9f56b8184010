import type { LineCommand, LineCommandKind, LineView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { browserPhone } from '#phone/browser-phone.ts'
import { useCalls, useLive } from '#live/use-live.ts'
import { isUp } from './select-call.ts'
import { useAsked, type AskedState } from './use-asked.ts'

export interface AskingLine extends Pick<AskedState<LineCommandKind>, 'asked' | 'problem'> {
  readonly ask: (command: LineCommand) => void
}

/** Asks the switch to do something with my telephone or my place at the queues. */
export function useAskLine(): AskingLine {
  const { line } = useLive().state
  const calls = useCalls()
    .filter(isUp)
    .map((call) => call.id)
    .join(' ')
  const { asked, problem, put } = useAsked<LineCommandKind>(({ kind }) => standing(line, calls, kind))
  const ask = (command: LineCommand): void => {
    if (command.kind === 'setMicrophoneMute' && browserPhone.mute(command.on)) return
    put({ kind: command.kind, about: aboutOf(command) }, async () =>
      api.commandLine({ body: command, idempotencyKey: crypto.randomUUID() }),
    )
  }
  return { asked, problem, ask }
}

/** How that stands which the command is to change. */
function standing(line: LineView | null, calls: string, kind: LineCommandKind): string {
  switch (kind) {
    case 'setAgentState':
      return JSON.stringify(line?.agent)
    case 'setDoNotDisturb':
      return String(line?.doNotDisturb)
    case 'setForwarding':
      return JSON.stringify(line?.forwarding)
    case 'setMicrophoneMute':
      return String(line?.muted)
    case 'groupPickup':
    case 'directedPickup':
      return calls
  }
}

function aboutOf(command: LineCommand): string | undefined {
  if (command.kind === 'setForwarding') return command.type
  if (command.kind === 'setAgentState') return `${command.state} ${command.reason ?? ''}`.trim()
  return command.kind === 'directedPickup' ? (command.callId ?? command.device) : undefined
}
