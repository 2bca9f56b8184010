import { useEffect, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { KeyMap } from '@hookswitch/contract'
import { Button } from '#ui/button.tsx'
import { asEver, keysOf, shortcutAt, withKeys, type ShortcutName } from './key-choice.ts'
import { pressedKeys, refuseKeys } from './key-press.ts'
import { printedKeys, shortcutWords } from './shortcut-words.ts'

interface KeyRowProps {
  readonly name: ShortcutName
  readonly chosen: KeyMap
  readonly change: (chosen: KeyMap) => void
  /** It waits for its new keys: one at a time. */
  readonly isWaiting: boolean
  readonly onWait: (waits: boolean) => void
}

/** One thing that keys do: which ones, and how to have others or none. */
export function KeyRow({ name, chosen, change, isWaiting, onWait }: KeyRowProps) {
  const { t, i18n } = useLingui()
  const what = i18n._(shortcutWords[name])
  const keys = keysOf(name, chosen)
  const refused = useNextKeys(isWaiting, (pressed) => {
    const why = problemOf(pressed, name, chosen)
    if (why !== null) return why
    change(withKeys(chosen, name, pressed))
    onWait(false)
    return null
  })
  const before = name in chosen ? asEver(chosen, name) : null
  return (
    <div className="key-row" data-key={name} data-waits={isWaiting}>
      <dt>{what}</dt>
      <dd>
        <span className="key-now" role="status">
          {isWaiting ? <Trans>Press the new keys…</Trans> : <Keys keys={keys} />}
        </span>
        <Button
          size="small"
          aria-label={isWaiting ? t`Leave as it is: ${what}` : t`Change the keys: ${what}`}
          onPress={() => {
            onWait(!isWaiting)
          }}
        >
          {isWaiting ? <Trans>Leave</Trans> : <Trans>Change</Trans>}
        </Button>
        {keys === null || isWaiting ? null : (
          <Button
            size="small"
            tone="quiet"
            aria-label={t`Switch off: ${what}`}
            onPress={() => {
              change(withKeys(chosen, name, null))
            }}
          >
            <Trans>Off</Trans>
          </Button>
        )}
        {before === null || isWaiting ? null : (
          <Button
            size="small"
            tone="quiet"
            aria-label={t`As before: ${what}`}
            onPress={() => {
              change(before)
            }}
          >
            <Trans>As before</Trans>
          </Button>
        )}
        <p className="field-error" role="alert">
          {isWaiting && refused !== null ? <Refused why={refused} /> : null}
        </p>
      </dd>
    </div>
  )
}

function Keys({ keys }: { readonly keys: string | null }) {
  const { i18n } = useLingui()
  if (keys === null)
    return (
      <span className="quiet-note">
        <Trans>switched off</Trans>
      </span>
    )
  return <kbd>{printedKeys(i18n, keys).join(' + ')}</kbd>
}

type Refusal = 'typing' | 'browser' | { readonly taken: ShortcutName }

function problemOf(keys: string, name: ShortcutName, chosen: KeyMap): Refusal | null {
  const owner = shortcutAt(keys, chosen)
  if (owner !== null && owner !== name) return { taken: owner }
  return refuseKeys(keys)
}

function Refused({ why }: { readonly why: Refusal }) {
  const { i18n } = useLingui()
  if (why === 'typing') return <Trans>This is needed for typing: please add Alt or Ctrl.</Trans>
  if (why === 'browser') return <Trans>The browser keeps this for itself. Please choose another one.</Trans>
  const what = i18n._(shortcutWords[why.taken])
  return <Trans>This has another meaning already: {what}</Trans>
}

/** Hears the next press before anything else on the page does. Tab and Escape lead away, as everywhere. */
function useNextKeys(isOn: boolean, take: (keys: string) => Refusal | null): Refusal | null {
  const [refused, setRefused] = useState<Refusal | null>(null)
  useEffect(() => {
    if (!isOn) return undefined
    setRefused(null)
    const onKey = (event: KeyboardEvent): void => {
      const keys = pressedKeys(event)
      const leads = ['Tab', 'Shift+Tab', 'Enter', 'Space'].includes(keys ?? '')
      if (leads) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (keys !== null) setRefused(take(keys))
    }
    window.addEventListener('keydown', onKey, true)
    return () => {
      window.removeEventListener('keydown', onKey, true)
    }
    // What is done with them is the same as long as it waits.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isOn])
  return refused
}
