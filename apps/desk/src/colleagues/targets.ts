import type { ColleagueView, Contact, DirectoryView, TargetView } from '@hookswitch/contract'

/** Somebody, or some place, that a call can be sent to or made to. */
export interface Target {
  readonly key: string
  readonly kind: 'colleague' | 'contact' | TargetView['kind']
  readonly name: string
  /** As it is sent to the server. */
  readonly number: string
  /** As people write it. */
  readonly display: string
  /** Team, company, or nothing. */
  readonly about: string | null
  /** How a colleague stands; null for all others. */
  readonly state: ColleagueView['state'] | null
  /** Of a park place: is a call there. */
  readonly occupied: boolean | null
}

/** A number as it was typed, and what the server makes of it. */
export interface TypedNumber {
  readonly text: string
  readonly display: string
}

export interface Findings {
  readonly directory: DirectoryView
  readonly contacts: readonly Contact[]
  readonly typed: TypedNumber | null
}

/** Those who can take a call at once stand first. */
const nearness: readonly ColleagueView['state'][] = ['free', 'wrapUp', 'ringing', 'onCall', 'away', 'offline']

/** Whom a text may mean: colleagues, contacts, places, and last the number itself. The first is what Enter takes. */
export function targetsFor(text: string, { directory, contacts, typed }: Findings): readonly Target[] {
  const found = [
    ...directory.colleagues
      .filter((it) => matches(text, [it.name, it.device, it.team]))
      .toSorted((a, b) => order(a) - order(b) || a.name.localeCompare(b.name))
      .map(ofColleague),
    ...contacts.flatMap(ofContact),
    ...directory.targets.filter((it) => matches(text, [it.name, it.number])).map(ofPlace),
  ]
  const isKnown =
    typed === null || found.some((it) => it.number === typed.text || it.display === typed.display)
  return isKnown ? found : [...found, ofTyped(typed)]
}

/** What still fits while the server is being asked about more of the text: an old list must not be chosen from. */
export function stillFitting(text: string, targets: readonly Target[]): readonly Target[] {
  return targets.filter((it) => matches(text, [it.name, it.number, it.display, it.about]))
}

const order = (it: ColleagueView): number => nearness.indexOf(it.state)

function ofColleague(it: ColleagueView): Target {
  return {
    key: `colleague:${it.userId}`,
    kind: 'colleague',
    name: it.name,
    number: it.device,
    display: it.device,
    about: it.team,
    state: it.state,
    occupied: null,
  }
}

function ofContact(it: Contact): readonly Target[] {
  return it.phones.map((phone, index) => ({
    key: `contact:${it.id}:${index}`,
    kind: 'contact' as const,
    name: it.name,
    number: phone.e164 ?? phone.text,
    display: phone.display,
    about: it.accountName,
    state: null,
    occupied: null,
  }))
}

function ofPlace(it: TargetView): Target {
  return {
    key: `${it.kind}:${it.number}`,
    kind: it.kind,
    name: it.name,
    number: it.number,
    display: it.number,
    about: null,
    state: null,
    occupied: it.occupied,
  }
}

function ofTyped({ text, display }: TypedNumber): Target {
  return {
    key: 'typed',
    kind: 'number',
    name: display,
    number: text,
    display: '',
    about: null,
    state: null,
    occupied: null,
  }
}

/** Whether every word of what is wanted begins a word of the thing, or is within its number. */
export function matches(text: string, texts: readonly (string | null)[]): boolean {
  const all = ` ${fold(texts.filter((text) => text !== null).join(' '))}`
  const digits = all.replace(/\D/g, '')
  return fold(text)
    .split(' ')
    .filter((word) => word !== '')
    .every(
      (word) => all.includes(` ${word}`) || (/^\+?\d+$/.test(word) && digits.includes(word.replace('+', ''))),
    )
}

/** Without case and accents: Müller is found by muller. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
