/**
 * Days of the first three hundred on which something is not as it was, and nobody has mended it yet: what, in short. A day
 * that is well again is struck off; no other may come to it. What they have in common: several calls on the move between
 * the same few telephones, most often a caller whom a queue offers again after a refusal, or an id that the switch uses
 * anew at once.
 */
export const knownDays: ReadonlyMap<number, string> = new Map([
  [6, 'a call parked and taken, its id used anew: one history too few'],
  [13, 'a call parked while another fails under its former id'],
  [24, 'a leg missed after a blind transfer that was refused, right after a deaf spell'],
  [49, 'a leg missed after two transfers'],
  [55, 'a call that was transferred, refused and then picked up elsewhere'],
  [60, 'an id used anew at once: one history too many'],
  [73, 'two calls at one telephone after a deaf spell, without causes'],
  [174, 'a transfer without causes by hand: one history too few'],
  [178, 'a leg missed in a group'],
  [188, 'a call parked and taken, its id used anew: one history too few'],
  [212, 'a state missed after a deaf spell'],
  [258, 'an id used anew at once: one history too few'],
  [279, 'an id used anew at once: one history too many'],
  [289, 'an id used anew at once after the link came back'],
])

/** How many they may be. Lowered with each that is struck off, never raised. */
export const mostKnown = 14
