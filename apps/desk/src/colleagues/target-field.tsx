import { useEffect, useId, useRef } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { problemText } from '#app/problem-words.ts'
import { TargetRow } from './target-row.tsx'
import { useTargetList, type TargetChoice } from './use-target-list.ts'

interface TargetFieldProps extends TargetChoice {
  readonly label: string
}

/**
 * Whom to call, by name or number: a combobox (WAI-ARIA 1.2) whose list stands below it in the page, so that it covers
 * nothing. Enter takes the marked one, which is the first unless an arrow key moved the mark.
 */
export function TargetField(props: TargetFieldProps) {
  const { label, chosen } = props
  const { i18n, t } = useLingui()
  const ids = useId()
  const list = useTargetList(props)
  const input = useFocusAtFirst()
  const isOpen = chosen === null
  const marked = isOpen && list.targets.length > 0 ? `${ids}-${list.at}` : undefined
  return (
    <div className="target-field">
      <label htmlFor={`${ids}-input`} className="visually-hidden">
        {label}
      </label>
      <input
        id={`${ids}-input`}
        ref={input}
        className="input"
        role="combobox"
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        value={list.text}
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${ids}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={marked}
        onChange={(event) => {
          list.type(event.target.value)
        }}
        onKeyDown={list.onKey}
      />
      {isOpen ? (
        <div className="target-list" id={`${ids}-list`} role="listbox" aria-label={label}>
          {list.targets.map((target, index) => (
            <TargetRow
              key={target.key}
              id={`${ids}-${index}`}
              target={target}
              isMarked={index === list.at}
              onPick={() => {
                list.pick(target)
              }}
            />
          ))}
        </div>
      ) : null}
      <p className="target-note" role="status">
        {!isOpen || list.targets.length > 0 ? null : list.error !== null ? (
          <span className="bad-text">{problemText(i18n, list.error)}</span>
        ) : list.isDone ? (
          <Trans>Nobody found</Trans>
        ) : (
          t`Searching…`
        )}
      </p>
    </div>
  )
}

/** The user opened the field to type in it. */
function useFocusAtFirst() {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    input.current?.focus()
  }, [])
  return input
}
