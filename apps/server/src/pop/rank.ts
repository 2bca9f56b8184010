import type { MatchNote, MatchReason, UnsureCode } from '@hookswitch/contract'
import { namesAgree } from './names.ts'

/** How a match was found. */
export type Via = 'caseDigits' | 'accountDigits' | 'number' | 'extension' | 'memory' | 'block'

/** Somebody the other party may be, with all that is known for and against it. Times in milliseconds since the epoch. */
export interface Candidate {
  readonly contactId: string | null
  readonly accountId: string | null
  readonly via: Via
  /** The call's number is one of the contact's. */
  readonly hasNumber: boolean
  /** Of the contact and of the account. */
  readonly names: readonly string[]
  /** When the record was made. */
  readonly knownSince: number
  /** Digits that were keyed in are one slip of the finger away from a number of his. */
  readonly nearDigits: boolean
  /** Open ones, the newest first. */
  readonly cases: readonly { readonly number: number; readonly ownerId: string | null }[]
  readonly openTask: boolean
  /** He, or the account where only that is known, has a part in an open opportunity. */
  readonly openOpportunity: boolean
  /** When he was spoken with in the last year, the last first. */
  readonly talks: readonly number[]
}

/** What a person once said of the number of a call. */
export interface Choice {
  readonly contactId: string | null
  readonly accountId: string | null
  /** Whom the machine had linked, and it was not. */
  readonly notContactId: string | null
  readonly notAccountId: string | null
  readonly dialled: string | null
  readonly at: number
}

/**
 * What a number is worth: `own` the call comes from outside and shows a number of our own; `impossible` no plan has it;
 * `diverted` it is the number of who sent the call on, not of who calls.
 */
export type Standing = 'sound' | 'own' | 'impossible' | 'diverted'

/** The call, as far as it tells who it is. */
export interface Asked {
  readonly reason: Extract<MatchReason, 'callerNumber' | 'calledNumber'>
  readonly standing: Standing
  /** The switch's name for the other party. */
  readonly name: string | null
  readonly dialled: string | null
  /** At whose telephones it rings. */
  readonly users: readonly string[]
  /** What the caller keyed in. */
  readonly digits: string | null
  /** Somebody else's number is one slip away from the digits. */
  readonly digitsDoubtful: boolean
  readonly choices: readonly Choice[]
  readonly now: number
}

export interface Ranked {
  readonly candidate: Candidate
  readonly notes: MatchNote[]
  readonly score: number
}

export interface Ranking {
  /** The likeliest first. */
  readonly order: readonly Ranked[]
  /** Whom the call is about, without asking; a person's company alone where they share its number. */
  readonly link: { readonly of: Candidate; readonly accountOnly: boolean } | null
  /** Why nobody is linked, though somebody was found. */
  readonly unsure: UnsureCode | null
}

const day = 86_400_000
/** A number of which nothing was heard for so long may have been given to somebody else. */
const staleMs = 365 * day
/** Of what was said, half is forgotten after so long. */
const halfLifeMs = 240 * day
const talkFadesMs = 45 * day

/**
 * How much each thing says: logarithms of how much likelier it makes somebody, so that they add up. About two thirds of
 * those who have an open case call about it.
 */
const by = {
  keyed: 8,
  keyedDoubtful: 2.5,
  hasNumber: 2,
  nearDigits: 4,
  openCase: 2.5,
  moreCases: 0.3,
  caseOwner: 0.5,
  openTask: 0.5,
  openOpportunity: 1,
  lastTalk: 0.5,
  callerName: 2.5,
  otherName: -2.5,
  // Said of a shared number it means: not this time.
  notHim: -1.5,
  /** Talks and choices count against each other by their number; nobody counts for nothing. */
  unheard: 0.3,
  dialled: 1.5,
  /** Who was said last, though the number is not his: it speaks against those whose it is. */
  saidLast: 2,
} as const

/** Puts matches in order, with reasons, and says whether the first may be linked without asking. */
export function rank(candidates: readonly Candidate[], asked: Asked): Ranking {
  const order = candidates
    .map((candidate) => weigh(candidate, asked))
    .toSorted((one, other) => other.score - one.score)
  return { order, ...decide(order, asked) }
}

interface Weighed {
  readonly note: MatchNote | null
  readonly weight: number
}

function weigh(candidate: Candidate, asked: Asked): Ranked {
  const parts = [
    ...waysIn(candidate, asked),
    ...business(candidate, asked),
    ...spoken(candidate, asked),
    ...named(candidate, asked),
  ]
  const told = parts.filter((part) => part.note !== null)
  return {
    candidate,
    notes: told
      .toSorted((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
      .flatMap(({ note }) => note ?? []),
    score: parts.reduce((sum, { weight }) => sum + weight, 0),
  }
}

function waysIn({ via, hasNumber, nearDigits }: Candidate, asked: Asked): Weighed[] {
  const parts: Weighed[] = []
  if (isKeyed(via)) parts.push({ note: null, weight: asked.digitsDoubtful ? by.keyedDoubtful : by.keyed })
  if (hasNumber) parts.push({ note: null, weight: by.hasNumber })
  if (nearDigits && !isKeyed(via)) parts.push({ note: { code: 'nearDigits' }, weight: by.nearDigits })
  if (via === 'extension') parts.push({ note: { code: 'extension' }, weight: by.hasNumber })
  if (via === 'block') parts.push({ note: { code: 'numberBlock' }, weight: 0 })
  return parts
}

function business({ cases, openTask, openOpportunity }: Candidate, { users }: Asked): Weighed[] {
  const parts: Weighed[] = []
  const [newest] = cases
  if (newest !== undefined) {
    const weight = by.openCase + by.moreCases * Math.min(cases.length - 1, 3)
    parts.push({ note: { code: 'openCase', text: String(newest.number) }, weight })
  }
  // At many telephones at once it says nothing.
  const owner = users.length <= 3 && cases.some(({ ownerId }) => ownerId !== null && users.includes(ownerId))
  if (owner) parts.push({ note: { code: 'caseOwner' }, weight: by.caseOwner })
  if (openOpportunity) parts.push({ note: { code: 'openOpportunity' }, weight: by.openOpportunity })
  if (openTask) parts.push({ note: { code: 'openTask' }, weight: by.openTask })
  return parts
}

/** Who called often and lately calls again. */
function spoken(candidate: Candidate, asked: Asked): Weighed[] {
  const { talks } = candidate
  const { now, dialled } = asked
  const said = asked.choices.filter((choice) => isFor(choice, candidate))
  const here = said.filter((choice) => dialled !== null && choice.dialled === dialled)
  const fresh = (at: number): number => 0.5 ** (Math.max(0, now - at) / halfLifeMs)
  const heard = talks.reduce((sum, at) => sum + fresh(at), 0)
  // A choice is a talk too, and in both lists; what was dialled counts beside.
  const chosen = said.reduce((sum, { at }) => sum + fresh(at), 0)
  const often = Math.max(heard, chosen) + (by.dialled - 1) * here.length
  const parts: Weighed[] = [{ note: null, weight: Math.log((by.unheard + often) / by.unheard) }]
  const [lastTalk] = talks
  if (lastTalk !== undefined) {
    const weight = by.lastTalk * Math.exp(-Math.max(0, now - lastTalk) / talkFadesMs)
    parts.push({ note: { code: 'lastTalk', at: iso(lastTalk) }, weight })
  }
  const [lastChoice] = said
  if (lastChoice !== undefined) {
    const weight = lastChoice === asked.choices[0] && !candidate.hasNumber ? by.saidLast : 0
    parts.push({ note: { code: 'chosenBefore', at: iso(lastChoice.at) }, weight })
  }
  if (here.length > 0) parts.push({ note: { code: 'dialledNumber' }, weight: 0 })
  const denied = deniedAt(candidate, asked)
  if (denied !== null) parts.push({ note: { code: 'notHim', at: iso(denied) }, weight: by.notHim })
  const known = lastProof(candidate, asked)
  if (candidate.hasNumber && now - known > staleMs)
    parts.push({ note: { code: 'longAgo', at: iso(known) }, weight: 0 })
  return parts
}

function named({ names }: Candidate, { name }: Asked): Weighed[] {
  const agreement = namesAgree(name, names)
  if (agreement === 'other') return [{ note: { code: 'otherName' }, weight: by.otherName }]
  if (agreement === 'unknown') return []
  return [{ note: { code: 'callerName' }, weight: by.callerName * (agreement === 'whole' ? 1 : 0.5) }]
}

type Decision = Pick<Ranking, 'link' | 'unsure'>

const nobody = (unsure: UnsureCode | null): Decision => ({ link: null, unsure })
const linked = (of: Candidate, accountOnly = false): Decision => ({ link: { of, accountOnly }, unsure: null })

const unsureOf = { own: 'ownNumber', impossible: 'impossibleNumber', diverted: 'divertedNumber' } as const

/** Whom to link without asking. Each rule says when it is not sure, and then a person is asked. */
function decide(order: readonly Ranked[], asked: Asked): Decision {
  const all = order.map(({ candidate }) => candidate)
  const keyed = all.find(({ via }) => via === 'caseDigits') ?? all.find(({ via }) => isKeyed(via))
  if (keyed !== undefined) return decideKeyed(keyed, all, asked)
  const people = all.filter(({ via }) => via !== 'block')
  const [only, ...others] = people
  if (only === undefined) return nobody(all.length > 0 ? 'numberBlock' : null)
  if (asked.standing !== 'sound') return nobody(unsureOf[asked.standing])
  return others.length === 0 ? decideOnly(only, asked) : decideShared(people, asked)
}

/** Digits say who it is, unless they may be a slip of the finger that hit somebody else's number. */
function decideKeyed(
  keyed: Candidate,
  all: readonly Candidate[],
  { digitsDoubtful, digits }: Asked,
): Decision {
  if (!digitsDoubtful) return linked(keyed)
  const atNumber = all.filter(({ hasNumber }) => hasNumber)
  // Of all cases few are open: a slip seldom hits one, and people call about those that are.
  const isOpen = keyed.via === 'caseDigits' && keyed.cases.some(({ number }) => number === Number(digits))
  if (isOpen && atNumber.length === 0) return linked(keyed)
  const isHis = keyed.hasNumber || atNumber.some((one) => sameAccount(one, keyed))
  const slip = atNumber.some((one) => one.nearDigits && one.contactId !== keyed.contactId)
  return isHis && !slip ? linked(keyed) : nobody('digitsDoubtful')
}

function decideOnly(only: Candidate, asked: Asked): Decision {
  const said = asked.choices.filter((choice) => isFor(choice, only))
  // Whoever calls a contact's number means him, whoever answers.
  if (asked.reason === 'calledNumber' && only.hasNumber) return linked(only)
  if (!only.hasNumber && only.via === 'memory' && said.length < 2) return nobody('chosenOnce')
  if (deniedAt(only, asked) !== null) return nobody('notHim')
  if (said.length === 0 && namesAgree(asked.name, only.names) === 'other') return nobody('otherName')
  if (asked.now - lastProof(only, asked) > staleMs) return nobody('longAgo')
  return linked(only)
}

/** Of several people only their company is sure, if they have one and the same. */
function decideShared(people: readonly Candidate[], asked: Asked): Decision {
  const [first] = people
  if (first === undefined || first.accountId === null || !people.every((one) => sameAccount(one, first)))
    return nobody('shared')
  if (asked.choices.some((choice) => choice.notAccountId === first.accountId)) return nobody('notHim')
  if (people.every((one) => namesAgree(asked.name, one.names) === 'other')) return nobody('otherName')
  if (people.every((one) => asked.now - lastProof(one, asked) > staleMs)) return nobody('longAgo')
  return linked(first, true)
}

function isKeyed(via: Via): boolean {
  return via === 'caseDigits' || via === 'accountDigits'
}

function sameAccount(one: Candidate, other: Candidate): boolean {
  return one.accountId !== null && one.accountId === other.accountId
}

function isFor(choice: Choice, { contactId, accountId }: Candidate): boolean {
  return contactId === null
    ? choice.contactId === null && choice.accountId === accountId
    : choice.contactId === contactId
}

/** When a person said that it was not him, unless one said later that it was. */
function deniedAt(candidate: Candidate, { choices }: Asked): number | null {
  const isNot = (choice: Choice): boolean =>
    candidate.contactId === null
      ? choice.notContactId === null && choice.notAccountId === candidate.accountId
      : choice.notContactId === candidate.contactId
  const denied = Math.max(...choices.filter(isNot).map(({ at }) => at))
  const chosen = Math.max(...choices.filter((choice) => isFor(choice, candidate)).map(({ at }) => at))
  return denied > chosen ? denied : null
}

/** When it was last seen that the number is his: the record was made, he was spoken with, somebody said so. */
function lastProof(candidate: Candidate, { choices }: Asked): number {
  const said = choices.filter((choice) => isFor(choice, candidate)).map(({ at }) => at)
  return Math.max(candidate.knownSince, ...candidate.talks, ...said)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
