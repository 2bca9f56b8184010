import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { shortcuts } from '#calls/shortcut-keys.ts'
import { shortcutNames, type ShortcutName } from '#keys/key-choice.ts'
import { KeyRow } from '#keys/key-row.tsx'
import { useChangeKeys } from '#keys/use-change-keys.ts'
import { Button } from '#ui/button.tsx'
import { DialogBox } from '#ui/dialog.tsx'

/** Which keys do what; each can be another one, or none. */
export function HelpDialog() {
  const { t } = useLingui()
  return (
    <DialogBox
      title={<Trans>Keys</Trans>}
      trigger={
        <Button
          tone="quiet"
          icon="help"
          iconOnly
          data-opens="help"
          aria-label={t`Help: keys`}
          aria-keyshortcuts={shortcuts.help.aria}
        />
      }
    >
      <KeyMap />
    </DialogBox>
  )
}

function KeyMap() {
  const { chosen, problem, change } = useChangeKeys()
  const [waiting, setWaiting] = useState<ShortcutName | null>(null)
  const off = Object.fromEntries(shortcutNames.map((name) => [name, null]))
  const isOff = shortcutNames.every((name) => chosen[name] === null)
  return (
    <>
      <p className="quiet-note">
        <Trans>Tab reaches everything on the page; Escape closes what has opened.</Trans>
      </p>
      <dl className="keys">
        {shortcutNames.map((name) => (
          <KeyRow
            key={name}
            name={name}
            chosen={chosen}
            change={change}
            isWaiting={waiting === name}
            onWait={(waits) => {
              setWaiting(waits ? name : null)
            }}
          />
        ))}
      </dl>
      <p className="form-problem" role="alert">
        {problem}
      </p>
      <div className="key-ends">
        {isOff ? null : (
          <Button
            size="small"
            onPress={() => {
              change(off)
            }}
          >
            <Trans>Switch all off</Trans>
          </Button>
        )}
        {Object.keys(chosen).length === 0 ? null : (
          <Button
            size="small"
            onPress={() => {
              change({})
            }}
          >
            <Trans>All as before</Trans>
          </Button>
        )}
      </div>
      <Button slot="close" tone="main">
        <Trans>Close</Trans>
      </Button>
    </>
  )
}
