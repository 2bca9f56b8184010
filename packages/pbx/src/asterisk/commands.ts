/** What may be asked of Asterisk, asked, and watched until its events show that it happened. */
import type { Command, CommandResult } from '@hookswitch/model'
import { first, type AmiFields } from './codec/message.ts'
import { setAgentState } from './control/agents.ts'
import { answerCall, clearCall, clearConnection, makeCall, rejectCall } from './control/calls.ts'
import { conferenceCall, singleStepConference } from './control/conference.ts'
import { alternateCall, consultationCall, reconnectCall, transferCall } from './control/consult.ts'
import { Desk, type CommandParts } from './control/desk.ts'
import { holdCall, retrieveCall } from './control/hold.ts'
import { deflectCall, directedPickup, groupPickup, parkCall, singleStepTransfer } from './control/move.ts'
import { generateDigits, setDoNotDisturb, setForwarding, setMicrophoneMute } from './control/phone.ts'
import type { Members } from './to-model/members.ts'
import type { Settings } from './to-model/settings.ts'

export interface Known {
  readonly members: Members
  readonly settings: Settings
}

export class Commands {
  readonly #parts: CommandParts
  readonly #known: Known
  readonly #prefix: string
  readonly #failedDials = new Set<string>()
  #ids = 0

  /** @param prefix makes the ids of channels and calls made here unique for ever within this Asterisk. */
  constructor(parts: CommandParts, known: Known, prefix: string) {
    this.#parts = parts
    this.#known = known
    this.#prefix = prefix
  }

  /** The end of an Originate that never made a channel is told by this event alone. */
  originateResponse(fields: AmiFields): void {
    // By the channel's id, not by the ActionID: others on this Asterisk may count their actions as we do.
    const channelId = first(fields, 'Uniqueid') ?? ''
    const ours = channelId.startsWith(`${this.#prefix}-`)
    if (ours && first(fields, 'Response') === 'Failure') this.#failedDials.add(channelId)
  }

  run(command: Command, signal?: AbortSignal): Promise<CommandResult> {
    const desk = new Desk(this.#parts, () => `${this.#prefix}-${(this.#ids += 1)}`, signal)
    switch (command.kind) {
      case 'makeCall':
        return makeCall(desk, command, this.#failedDials)
      case 'answerCall':
        return answerCall(desk, command)
      case 'clearConnection':
        return clearConnection(desk, command)
      case 'clearCall':
        return clearCall(desk, command)
      case 'rejectCall':
        return rejectCall(desk, command)
      case 'holdCall':
        return holdCall(desk, command)
      case 'retrieveCall':
        return retrieveCall(desk, command)
      case 'consultationCall':
        return consultationCall(desk, command)
      case 'alternateCall':
        return alternateCall(desk, command)
      case 'reconnectCall':
        return reconnectCall(desk, command)
      case 'transferCall':
        return transferCall(desk, command)
      default:
        return this.#runOther(desk, command)
    }
  }

  #runOther(desk: Desk, command: OtherCommand): Promise<CommandResult> {
    switch (command.kind) {
      case 'conferenceCall':
        return conferenceCall(desk, command)
      case 'singleStepConference':
        return singleStepConference(desk, command, this.#failedDials)
      case 'deflectCall':
        return deflectCall(desk, command)
      case 'singleStepTransfer':
        return singleStepTransfer(desk, command)
      case 'parkCall':
        return parkCall(desk, command)
      case 'directedPickup':
        return directedPickup(desk, command, this.#failedDials)
      case 'groupPickup':
        return groupPickup(desk, command, this.#failedDials)
      case 'generateDigits':
        return generateDigits(desk, command)
      case 'setMicrophoneMute':
        return setMicrophoneMute(desk, command)
      case 'setDoNotDisturb':
        return setDoNotDisturb(desk, command, this.#known.settings)
      case 'setForwarding':
        return setForwarding(desk, command, this.#known.settings)
      case 'setAgentState':
        return setAgentState(desk, command, this.#known.members)
    }
  }
}

type OtherCommand = Exclude<
  Command,
  {
    kind:
      | 'makeCall'
      | 'answerCall'
      | 'clearConnection'
      | 'clearCall'
      | 'rejectCall'
      | 'holdCall'
      | 'retrieveCall'
      | 'consultationCall'
      | 'alternateCall'
      | 'reconnectCall'
      | 'transferCall'
  }
>
