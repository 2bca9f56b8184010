import { useEffect, useRef, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { popRule, type PopRule, type PopRuleWords } from '@hookswitch/contract'
import { useFindingText } from '#pop/use-finding-text.ts'
import { Button } from '#ui/button.tsx'
import { RuleEditor } from './rule-editor.tsx'
import { moved, newRule } from './use-rules.ts'
import { choiceOf, whatWords, whenWords } from './words.ts'

interface RuleListProps {
  readonly rules: readonly PopRule[]
  readonly words: PopRuleWords
  readonly onChange: (rules: PopRule[]) => void
}

/** The rules in order. Each is opened to be written, moved by buttons, and stays in sight while others are. */
export function RuleList({ rules, words, onChange }: RuleListProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState<string | null>(null)
  const [fresh, setFresh] = useState<string | null>(null)
  const add = (): void => {
    const rule = newRule(t`New rule`)
    onChange([...rules, rule])
    setOpen(rule.id)
    setFresh(rule.id)
  }
  return (
    <>
      {rules.length === 0 ? (
        <p className="quiet-note">
          <Trans>No rules yet.</Trans>
        </p>
      ) : null}
      <ol className="rule-list">
        {rules.map((rule, index) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            words={words}
            place={{ index, count: rules.length }}
            isOpen={open === rule.id}
            isFresh={fresh === rule.id}
            onOpen={() => {
              setOpen(open === rule.id ? null : rule.id)
            }}
            onChange={(changed) => {
              onChange(rules.map((one) => (one.id === rule.id ? changed : one)))
            }}
            onMove={(to) => {
              onChange(moved(rules, index, to))
            }}
            onRemove={() => {
              onChange(rules.filter((one) => one.id !== rule.id))
            }}
          />
        ))}
      </ol>
      <div>
        <Button icon="plus" onPress={add}>
          <Trans>Add a rule</Trans>
        </Button>
      </div>
    </>
  )
}

interface RuleRowProps {
  readonly rule: PopRule
  readonly words: PopRuleWords
  readonly place: { readonly index: number; readonly count: number }
  readonly isOpen: boolean
  /** Just made: the keyboard goes to its name. */
  readonly isFresh: boolean
  readonly onOpen: () => void
  readonly onChange: (rule: PopRule) => void
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
}

function RuleRow(props: RuleRowProps) {
  const { rule, words, isOpen, isFresh, onOpen, onChange } = props
  const { t } = useLingui()
  const isWhole = popRule.safeParse(rule).success
  const { name } = rule
  return (
    <li className="rule" data-rule={rule.id} data-active={rule.active} data-open={isOpen}>
      <div className="rule-head">
        <div className="rule-about">
          <span className="rule-name">
            <bdi>{name}</bdi>
            {rule.active ? null : (
              <span className="chip">
                <Trans>off</Trans>
              </span>
            )}
            {isWhole ? null : (
              <span className="chip rule-unfinished">
                <Trans>unfinished</Trans>
              </span>
            )}
          </span>
          <Summary rule={rule} words={words} />
        </div>
        <RowButtons {...props} />
      </div>
      {isOpen ? <RuleEditor rule={rule} words={words} isFresh={isFresh} onChange={onChange} /> : null}
      <Button
        size="small"
        aria-expanded={isOpen}
        aria-label={isOpen ? t`Close ${name}` : t`Change ${name}`}
        onPress={onOpen}
      >
        {isOpen ? <Trans>Close</Trans> : <Trans>Change</Trans>}
      </Button>
    </li>
  )
}

/** Moved by the keyboard, the button that was pressed stays under the finger: it keeps the focus. */
function RowButtons({ rule, place, onChange, onMove, onRemove }: RuleRowProps) {
  const { t } = useLingui()
  const { name } = rule
  const up = useRef<HTMLButtonElement>(null)
  const down = useRef<HTMLButtonElement>(null)
  const pressed = useRef<'up' | 'down' | null>(null)
  useEffect(() => {
    // At the end of the list the button is off: the other one takes over.
    const [first, second] = pressed.current === 'up' ? [up, down] : [down, up]
    if (pressed.current !== null) (first.current?.disabled === true ? second : first).current?.focus()
    pressed.current = null
  }, [place.index])
  const move = (way: 'up' | 'down') => (): void => {
    pressed.current = way
    onMove(place.index + (way === 'up' ? -1 : 1))
  }
  return (
    <div className="rule-buttons">
      <Button
        ref={up}
        size="small"
        aria-label={t`Earlier: ${name}`}
        isDisabled={place.index === 0}
        onPress={move('up')}
      >
        <span aria-hidden="true">↑</span>
      </Button>
      <Button
        ref={down}
        size="small"
        aria-label={t`Later: ${name}`}
        isDisabled={place.index === place.count - 1}
        onPress={move('down')}
      >
        <span aria-hidden="true">↓</span>
      </Button>
      <Button
        size="small"
        aria-pressed={rule.active}
        aria-label={t`Switched on: ${name}`}
        onPress={() => {
          onChange({ ...rule, active: !rule.active })
        }}
      >
        {rule.active ? <Trans>On</Trans> : <Trans>Off</Trans>}
      </Button>
      <Button
        size="small"
        tone="quiet"
        icon="close"
        iconOnly
        aria-label={t`Delete ${name}`}
        onPress={onRemove}
      />
    </div>
  )
}

function Summary({ rule, words }: { readonly rule: PopRule; readonly words: PopRuleWords }) {
  const { i18n } = useLingui()
  const { conditionText } = useFindingText(words)
  const parts = [
    i18n._(whenWords[rule.when]),
    ...rule.conditions.map(conditionText),
    i18n._(whatWords[choiceOf(rule.what)]),
  ]
  return <span className="rule-summary">{parts.join(' · ')}</span>
}
