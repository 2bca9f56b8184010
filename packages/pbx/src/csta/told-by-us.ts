/**
 * What we know of a new call because it is we who asked for it, and which no event of the switch tells before somebody
 * lifts the telephone (the number that is to be dialled) or, on a switch that gives no causes, ever (that the call is a
 * consultation). Told only once the switch has answered that the connection is there.
 */
import { type Command, type ConnectionId, party, type SwitchEvent } from '@hookswitch/model'

export function newsOf(command: Command, connection: ConnectionId): SwitchEvent | undefined {
  if (command.kind !== 'makeCall' && command.kind !== 'consultationCall') return undefined
  return {
    kind: 'serviceInitiated',
    monitored: command.device,
    connection,
    device: command.device,
    cause: command.kind === 'makeCall' ? 'makeCall' : 'consultation',
    called: party(command.to),
  }
}
