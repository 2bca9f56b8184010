import { useEffect, useRef } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { popMoments, type PopCondition, type PopRule, type PopRuleWords } from '@hookswitch/contract'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { ConditionEditor, newCondition } from './condition-editor.tsx'
import { WhatFields } from './what-fields.tsx'
import { whenWords } from './words.ts'

interface RuleEditorProps {
  readonly rule: PopRule
  readonly words: PopRuleWords
  /** Just made by a press: the keyboard goes to its name. */
  readonly isFresh: boolean
  readonly onChange: (rule: PopRule) => void
}

/** When, for whom, what: one rule. */
export function RuleEditor({ rule, words, isFresh, onChange }: RuleEditorProps) {
  const { t, i18n } = useLingui()
  const name = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (isFresh) name.current?.select()
  }, [isFresh])
  return (
    <div className="rule-editor">
      <div className="rule-fields">
        <Field
          label={t`Name of the rule`}
          value={rule.name}
          inputRef={name}
          autoComplete="off"
          maxLength={100}
          onChange={(text) => {
            onChange({ ...rule, name: text })
          }}
        />
        <Picker
          label={t({ message: 'When', context: 'rule' })}
          value={rule.when}
          options={popMoments.map((id) => ({ id, text: i18n._(whenWords[id]) }))}
          onChange={(when) => {
            onChange({ ...rule, when })
          }}
        />
      </div>
      <Conditions
        conditions={rule.conditions}
        words={words}
        onChange={(conditions) => {
          onChange({ ...rule, conditions })
        }}
      />
      <WhatFields
        what={rule.what}
        onChange={(what) => {
          onChange({ ...rule, what })
        }}
      />
    </div>
  )
}

interface ConditionsProps {
  readonly conditions: readonly PopCondition[]
  readonly words: PopRuleWords
  readonly onChange: (conditions: PopCondition[]) => void
}

function Conditions({ conditions, words, onChange }: ConditionsProps) {
  const { t } = useLingui()
  return (
    <section aria-label={t`Conditions`}>
      <p className="field-label">
        {conditions.length === 0 ? (
          <Trans>For every call</Trans>
        ) : (
          <Trans>Only where all of this holds</Trans>
        )}
      </p>
      <ul className="rule-conditions">
        {conditions.map((condition, index) => (
          <ConditionEditor
            // Conditions have no name of their own, and none moves; where one goes, the others are drawn anew.
            key={`${conditions.length} ${index}`}
            condition={condition}
            words={words}
            onChange={(changed) => {
              onChange(conditions.with(index, changed))
            }}
            onRemove={() => {
              onChange(conditions.toSpliced(index, 1))
            }}
          />
        ))}
      </ul>
      <Button
        size="small"
        icon="plus"
        isDisabled={conditions.length >= 12}
        onPress={() => {
          onChange([...conditions, newCondition('caller')])
        }}
      >
        <Trans>Add a condition</Trans>
      </Button>
    </section>
  )
}
