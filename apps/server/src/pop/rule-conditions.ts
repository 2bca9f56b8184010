import type { PopCondition, PopFinding } from '@hookswitch/contract'
import { localTime } from './local-time.ts'
import type { RuleFacts, RuleNumber } from './rule-facts.ts'

type TimeCondition = Extract<PopCondition, { kind: 'time' }>

/** Whether a condition holds for a call, and what was so. What is not known at all holds for nothing, turned round or not. */
export function checkCondition(condition: PopCondition, facts: RuleFacts): PopFinding {
  const { is, value } = lookAt(condition, facts)
  if (is === null) return { condition, holds: false, code: 'notKnown', value }
  return { condition, holds: is !== condition.not, code: is ? 'is' : 'isNot', value }
}

interface Seen {
  /** Null: nobody knows. */
  readonly is: boolean | null
  readonly value: string | null
}

function lookAt(condition: PopCondition, facts: RuleFacts): Seen {
  const { user, caller } = facts
  switch (condition.kind) {
    case 'queue':
      return oneOf(condition.values, facts.queue)
    case 'dialled':
      return {
        is: isNumber(condition.values, facts.dialled),
        value: facts.dialled.e164 ?? facts.dialled.text,
      }
    case 'direction':
      return oneOf(condition.values, facts.direction)
    case 'role':
      return oneOf(condition.values, user.role)
    case 'group':
      return oneOf(condition.values, user.groupId)
    case 'team':
      return oneOf(condition.values, user.team, fold)
    case 'caller':
      return known(oneOf(condition.values, caller.kind))
    case 'country':
      return known(oneOf(condition.values, caller.country))
    case 'industry':
      return known(oneOf(condition.values, caller.industry, fold))
    case 'time':
      return timeIs(condition, facts)
    case 'digits': {
      const { digits } = facts
      const is = digits !== null && digits !== '' && condition.values.some((value) => fits(value, digits))
      return { is, value: digits }
    }
  }
}

const fold = (text: string): string => text.trim().toLocaleLowerCase('en')
const asItIs = (text: string): string => text

function oneOf(values: readonly string[], value: string | null, read = asItIs): Seen {
  const wanted = value === null ? null : read(value)
  return { is: wanted !== null && values.some((one) => read(one) === wanted), value }
}

/** What has no value is not known, rather than something else. */
function known(seen: Seen): Seen {
  return seen.value === null ? { is: null, value: null } : seen
}

/** Exactly so, or with this beginning where the pattern ends in `*`. */
function fits(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text
}

function isNumber(patterns: readonly string[], { text, e164 }: RuleNumber): boolean {
  const written = text === null ? null : bareNumber(text)
  return patterns.some((given) => {
    const pattern = bareNumber(given)
    return (written !== null && fits(pattern, written)) || (e164 !== null && fits(pattern, e164))
  })
}

const mostKept = 5_000
const bare = new Map<string, string>()

/** Without what people write between the digits. The same numbers are asked about again and again. */
function bareNumber(text: string): string {
  const known = bare.get(text)
  if (known !== undefined) return known
  if (bare.size >= mostKept) bare.clear()
  const stripped = text.replaceAll(/[\s()/.\u2010-\u2015-]/g, '')
  bare.set(text, stripped)
  return stripped
}

function timeIs(condition: TimeCondition, { at, user }: RuleFacts): Seen {
  const local = localTime(at, condition.zone === 'user' ? user.timeZone : user.tenantTimeZone)
  if (local === null) return { is: null, value: null }
  const { weekday, minute } = local
  const value = `${weekday} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
  const [from, to] = [minutesOf(condition.from), minutesOf(condition.to)]
  const has = (day: number): boolean => condition.days.includes(day)
  if (from === to) return { is: has(weekday), value }
  if (from < to) return { is: has(weekday) && minute >= from && minute < to, value }
  // Past midnight it still is the day on which it began.
  const yesterday = weekday === 1 ? 7 : weekday - 1
  return { is: (has(weekday) && minute >= from) || (has(yesterday) && minute < to), value }
}

const two = (number: number): string => String(number).padStart(2, '0')

/** `08:30` in minutes since midnight. */
function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
}
