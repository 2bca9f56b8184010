import type { CallView } from '@hookswitch/contract'
import { outcomeWords } from '#calls/words.ts'

/** How a call can come out, in the order in which people look for it. */
export const outcomeKinds = Object.keys(outcomeWords) as readonly NonNullable<CallView['outcome']>[]
