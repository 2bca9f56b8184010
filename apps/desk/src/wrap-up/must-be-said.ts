import type { CallStory, CallView } from '@hookswitch/contract'

/** A rule of the administrator asks how calls came out that somebody spoke on: of a missed one there is nothing to say. */
export const mustBeSaid = (
  { answeredAt, failure }: Pick<CallView, 'answeredAt' | 'failure'>,
  { required }: Pick<CallStory, 'required'>,
): boolean => required && answeredAt !== null && failure === null
