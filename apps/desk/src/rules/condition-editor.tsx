import { useLingui } from '@lingui/react/macro'
import {
  callerKinds,
  roles,
  type PopCondition,
  type PopConditionKind,
  type PopRuleWords,
} from '@hookswitch/contract'
import { callerKindWords, conditionWords, roleWords, ruleDirectionWords } from '#pop/words.ts'
import { Button } from '#ui/button.tsx'
import { Picker, Segments } from '#ui/choice.tsx'
import { TimeFields } from './time-fields.tsx'
import { ValuesField } from './values-field.tsx'

interface ConditionEditorProps {
  readonly condition: PopCondition
  readonly words: PopRuleWords
  readonly onChange: (condition: PopCondition) => void
  readonly onRemove: () => void
}

/** One condition of a rule. */
export function ConditionEditor({ condition, words, onChange, onRemove }: ConditionEditorProps) {
  const { t, i18n } = useLingui()
  const kinds = (Object.keys(conditionWords) as PopConditionKind[]).map((id) => ({
    id,
    text: i18n._(conditionWords[id]),
  }))
  return (
    <li className="rule-condition" data-condition={condition.kind}>
      <div className="rule-condition-head">
        <Picker
          label={t`Condition`}
          value={condition.kind}
          options={kinds}
          onChange={(kind) => {
            if (kind !== condition.kind) onChange(newCondition(kind))
          }}
        />
        <Segments
          label={t`Holds where it`}
          value={condition.not ? 'not' : 'is'}
          options={[
            { id: 'is', text: t({ message: 'is', context: 'condition' }) },
            { id: 'not', text: t({ message: 'is not', context: 'condition' }) },
          ]}
          onChange={(value) => {
            onChange({ ...condition, not: value === 'not' })
          }}
        />
        <Button tone="quiet" icon="close" iconOnly aria-label={t`Remove this condition`} onPress={onRemove} />
      </div>
      {condition.kind === 'time' ? (
        <TimeFields condition={condition} onChange={onChange} />
      ) : (
        <Values condition={condition} words={words} onChange={onChange} />
      )}
    </li>
  )
}

type ValuesCondition = Exclude<PopCondition, { kind: 'time' }>

interface ValuesProps {
  readonly condition: ValuesCondition
  readonly words: PopRuleWords
  readonly onChange: (condition: PopCondition) => void
}

function Values({ condition, words, onChange }: ValuesProps) {
  const { known, free } = useChoices(condition.kind, words)
  const { i18n } = useLingui()
  return (
    <ValuesField
      key={condition.kind}
      legend={i18n._(conditionWords[condition.kind])}
      values={condition.values}
      known={known}
      free={free}
      onChange={(values) => {
        // What can be ticked and written here is what this kind takes; the server checks it once more.
        onChange({ ...condition, values } as PopCondition)
      }}
    />
  )
}

/** What can be ticked for a condition, and how its own words are called. */
function useChoices(kind: ValuesCondition['kind'], words: PopRuleWords) {
  const { t, i18n } = useLingui()
  const plain = (all: readonly string[]) => all.map((name) => ({ id: name, name }))
  switch (kind) {
    case 'queue': {
      const known = words.queues.map(({ number, name }) => ({ id: number, name: `${name} (${number})` }))
      return { known, free: { label: t`Numbers of other queues` } }
    }
    case 'dialled':
      return {
        known: [],
        free: { label: t`Numbers`, hint: t`With commas between. +4940* means every number that begins so.` },
      }
    case 'direction':
      return {
        known: (['inbound', 'outbound', 'internal'] as const).map((id) => ({
          id,
          name: i18n._(ruleDirectionWords[id]),
        })),
        free: null,
      }
    case 'role':
      return { known: roles.map((id) => ({ id, name: i18n._(roleWords[id]) })), free: null }
    case 'group':
      return { known: words.groups, free: null }
    case 'team':
      return { known: plain(words.teams), free: { label: t`Other teams` } }
    case 'caller':
      return { known: callerKinds.map((id) => ({ id, name: i18n._(callerKindWords[id]) })), free: null }
    case 'country': {
      const names = new Intl.DisplayNames(i18n.locale, { type: 'region' })
      const known = words.countries.map((id) => ({ id, name: names.of(id) ?? id }))
      return { known, free: { label: t`Other countries`, hint: t`In two letters: DE, US` } }
    }
    case 'industry':
      return { known: plain(words.industries), free: { label: t`Other industries` } }
    case 'digits':
      return {
        known: [],
        free: {
          label: t`Digits`,
          hint: t`With commas between. 4* means all that begin so; * alone means any.`,
        },
      }
  }
}

/** A condition as it begins: with what is most asked for. */
export function newCondition(kind: PopConditionKind): PopCondition {
  switch (kind) {
    case 'caller':
      return { kind, not: false, values: ['known'] }
    case 'direction':
      return { kind, not: false, values: ['inbound'] }
    case 'role':
      return { kind, not: false, values: ['agent'] }
    case 'time':
      return { kind, not: false, zone: 'tenant', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }
    case 'digits':
      return { kind, not: false, values: ['*'] }
    case 'queue':
    case 'dialled':
    case 'group':
    case 'team':
    case 'country':
    case 'industry':
      return { kind, not: false, values: [] }
  }
}
