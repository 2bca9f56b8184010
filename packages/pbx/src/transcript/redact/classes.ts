/**
 * What a piece of a message is to the redaction.
 *
 *   personal  replaced, every digit and every letter: whatever is not known to be something else
 *   hex       the same, as hex digits on the wire
 *   data      the same as the model has it
 *   id        an id that the switch made: stays, but for numbers in it that are replaced elsewhere
 *   sentence  written for people by the program: stays, but for numbers in it that are replaced elsewhere
 *   kept      a word of the protocol, a time, a count
 */
export type SlotClass = 'personal' | 'hex' | 'data' | 'id' | 'sentence' | 'kept'

/** Given every piece of a message and its class; what it returns stands in the piece's place. */
export type Visit = (text: string, as: SlotClass) => string
