import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ColleagueView } from '@hookswitch/contract'
import type { IconName } from '#ui/icon.tsx'
import type { Target } from './targets.ts'

export const colleagueWords: Readonly<Record<ColleagueView['state'], MessageDescriptor>> = {
  free: msg`Free`,
  ringing: msg`Ringing`,
  onCall: msg`On a call`,
  away: msg`Away`,
  wrapUp: msg`Finishing up`,
  offline: msg`Not signed in`,
}

export const targetIcons: Readonly<Record<Target['kind'], IconName>> = {
  colleague: 'internal',
  contact: 'person',
  queue: 'queue',
  voicemail: 'voicemail',
  park: 'park',
  number: 'answer',
}

export const targetWords: Readonly<
  Record<Exclude<Target['kind'], 'colleague' | 'contact'>, MessageDescriptor>
> = {
  queue: msg`Queue`,
  voicemail: msg`Voicemail`,
  park: msg`Park place`,
  number: msg`Number`,
}
