import { Trans, useLingui } from '@lingui/react/macro'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { shortcuts, type ShortcutName } from '#calls/shortcut-keys.ts'
import { Button } from '#ui/button.tsx'
import { DialogBox } from '#ui/dialog.tsx'

const words: Readonly<Record<ShortcutName, MessageDescriptor>> = {
  answer: msg`Answer the call that rings`,
  hangUp: msg`Hang up, or reject`,
  hold: msg`Hold, or retrieve`,
  transfer: msg`Transfer, or pass on while it rings`,
  add: msg`Add somebody, or make one conference of two calls`,
  back: msg`Back to the one who waits on hold`,
  swap: msg`Swap the one who waits with the one you speak with`,
  park: msg`Park the call`,
  keys: msg`Keys for a menu at the far end`,
  mute: msg`Microphone off, or on`,
  pickUp: msg`Pick up what rings in your group`,
  notes: msg`Write notes`,
  dial: msg`Type a number to call`,
  search: msg`Search records`,
  colleagues: msg`Colleagues`,
  agent: msg`Ready or not ready`,
  line: msg`Do not disturb, and where calls go`,
}

export function HelpDialog() {
  const { t, i18n } = useLingui()
  return (
    <DialogBox
      title={<Trans>Keys</Trans>}
      trigger={<Button tone="quiet" icon="help" iconOnly aria-label={t`Help: keys`} />}
    >
      <dl className="keys">
        {Object.entries(shortcuts).map(([name, shortcut]) => (
          <div key={name}>
            <dt>
              <kbd>{shortcut.aria.replace('+', ' + ')}</kbd>
            </dt>
            <dd>{i18n._(words[name as ShortcutName])}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet-note">
        <Trans>Tab reaches everything on the page; Escape closes what has opened.</Trans>
      </p>
      <Button slot="close" tone="main">
        <Trans>Close</Trans>
      </Button>
    </DialogBox>
  )
}
