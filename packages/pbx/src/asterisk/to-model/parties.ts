import { party, restrictedParty, unknownParty, type Party } from '@hookswitch/model'
import type { ChannelNote } from './channel.ts'

// What carriers write instead of a number.
const WITHHELD = /^(anonymous|restricted|private|withheld)$/i
const NOTHING = /^(|unknown|unavailable|s)$/i

/**
 * The far side of a channel. Asterisk leaves the number in the event although the caller asked to withhold it (it has
 * it from the carrier's P-Asserted-Identity); only CALLERID(pres) among the channel variables tells.
 */
export function farParty(note: ChannelNote, external: boolean): Party {
  const presentation = note.variable('CALLERID(pres)') ?? ''
  if (presentation.startsWith('prohib') || WITHHELD.test(note.callerNumber)) {
    return { ...restrictedParty, external }
  }
  const name = note.callerName === '' ? null : note.callerName
  if (NOTHING.test(note.callerNumber)) return { ...unknownParty, name, external }
  return party(note.callerNumber, { name, external })
}

/** One of the switch's own devices. */
export function ownParty(device: string, note?: ChannelNote): Party {
  return party(device, {
    name: note === undefined || note.callerName === '' ? null : note.callerName,
    external: false,
  })
}

/** A number that was dialled. `s` and the like are names of dialplan entries, not numbers. */
export function dialledParty(number: string): Party | undefined {
  return NOTHING.test(number) || number === 'i' || number === 't' || number === 'h'
    ? undefined
    : party(number)
}
