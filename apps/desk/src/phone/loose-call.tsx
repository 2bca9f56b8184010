import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { DialPad } from '#calls/dial-pad.tsx'
import { Button } from '#ui/button.tsx'
import { browserPhone } from './browser-phone.ts'
import type { SipCallView } from './sip-call.ts'

/**
 * A call that is at the phone and not among my calls: the link to the telephone system is down, or the switch has not told
 * of it yet. It can be had all the same.
 */
export function LooseCall({ call }: { readonly call: SipCallView }) {
  const { t } = useLingui()
  const [pad, setPad] = useState(false)
  const isUp = call.state === 'talking' || call.state === 'held'
  const press = (kind: Parameters<typeof browserPhone.press>[1], digits?: string) => () => {
    // What goes wrong is told by the panel.
    browserPhone.press(call.key, kind, digits).catch(() => undefined)
  }
  return (
    <div
      className="loose-call"
      role="group"
      aria-label={t`Call at the phone in the browser`}
      data-loose={call.state}
    >
      <bdi className="loose-call-who">{call.name ?? call.number ?? <Trans>Unknown number</Trans>}</bdi>
      {call.state === 'ringing' ? (
        <Button tone="good" size="small" icon="answer" onPress={press('answerCall')}>
          <Trans>Answer</Trans>
        </Button>
      ) : null}
      {isUp ? (
        <>
          <Button
            size="small"
            aria-pressed={call.muted}
            onPress={() => {
              browserPhone.mute(!call.muted)
            }}
          >
            <Trans>Mute</Trans>
          </Button>
          <Button
            size="small"
            icon="keypad"
            aria-expanded={pad}
            onPress={() => {
              setPad(!pad)
            }}
          >
            <Trans>Keys</Trans>
          </Button>
        </>
      ) : null}
      <Button tone="bad" size="small" icon="hangUp" onPress={press('clearConnection')}>
        {call.state === 'ringing' ? <Trans>Reject</Trans> : <Trans>Hang up</Trans>}
      </Button>
      {pad && isUp ? (
        <DialPad
          label={t`Keys for this call`}
          onKey={(key) => {
            press('generateDigits', key)()
          }}
        />
      ) : null}
    </div>
  )
}
