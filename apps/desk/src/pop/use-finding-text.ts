import { useLingui } from '@lingui/react/macro'
import type { CallerKind, PopCondition, PopFinding } from '@hookswitch/contract'
import { callerKindWords, conditionWords, roleWords, ruleDirectionWords } from './words.ts'

/** Names of what rules name by a number or an id. */
export interface RuleNames {
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  readonly queues: readonly { readonly number: string; readonly name: string }[]
}

export const noNames: RuleNames = { groups: [], queues: [] }

/** Conditions and what was found of them, as sentences. */
export function useFindingText(names: RuleNames) {
  const { t, i18n } = useLingui()
  const { locale } = i18n
  const list = new Intl.ListFormat(locale, { type: 'disjunction' })
  const dayName = (day: number): string =>
    // The first of January 2024 was a Monday.
    new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))

  const valueText = (kind: PopCondition['kind'], value: string): string => {
    switch (kind) {
      case 'caller':
        return i18n._(callerKindWords[value as CallerKind])
      case 'direction':
        return i18n._(ruleDirectionWords[value as keyof typeof ruleDirectionWords])
      case 'role':
        return i18n._(roleWords[value as keyof typeof roleWords])
      case 'group':
        return names.groups.find(({ id }) => id === value)?.name ?? t`a group`
      case 'queue': {
        const name = names.queues.find(({ number }) => number === value)?.name
        return name === undefined ? value : `${name} (${value})`
      }
      case 'country':
        return new Intl.DisplayNames(locale, { type: 'region' }).of(value) ?? value
      case 'digits':
        return value === '*' ? t`any` : value
      case 'time': {
        const [day = '1', clock = ''] = value.split(' ')
        return `${dayName(Number(day))} ${clock}`
      }
      case 'dialled':
      case 'team':
      case 'industry':
        return value
    }
  }

  const conditionText = (condition: PopCondition): string => {
    const name = i18n._(conditionWords[condition.kind])
    if (condition.kind === 'time') {
      const days = list.format(condition.days.toSorted((a, b) => a - b).map(dayName))
      const span = condition.from === condition.to ? t`all day` : `${condition.from}–${condition.to}`
      return condition.not ? t`${name}: not ${days}, ${span}` : t`${name}: ${days}, ${span}`
    }
    const values = list.format(condition.values.map((value) => valueText(condition.kind, value)))
    return condition.not ? t`${name}: not ${values}` : t`${name}: ${values}`
  }

  const findingText = ({ condition, code, value }: PopFinding): string => {
    const wanted = conditionText(condition)
    if (code === 'notKnown') return t`${wanted} — it is not known`
    const was =
      value === null || value === ''
        ? t({ message: 'none', context: 'value' })
        : valueText(condition.kind, value)
    return t`${wanted} — it was ${was}`
  }
  return { conditionText, findingText }
}
