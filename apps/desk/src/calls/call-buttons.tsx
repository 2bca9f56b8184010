import { Trans, useLingui } from '@lingui/react/macro'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallCommandKind, CallView } from '@hookswitch/contract'
import { useIsLive } from '#live/use-live.ts'
import { Button, type ButtonProps } from '#ui/button.tsx'
import type { IconName } from '#ui/icon.tsx'
import { shortcuts } from './shortcut-keys.ts'
import type { Asking } from './use-ask.ts'

interface Control {
  readonly kind: CallCommandKind
  readonly words: MessageDescriptor
  readonly icon: IconName
  readonly tone: NonNullable<ButtonProps['tone']>
  readonly keys?: string
}

/** In the order in which they stand. Only those that the call offers are shown. */
const controls: readonly Control[] = [
  { kind: 'answerCall', words: msg`Answer`, icon: 'answer', tone: 'good', keys: shortcuts.answer.aria },
  { kind: 'rejectCall', words: msg`Reject`, icon: 'hangUp', tone: 'bad', keys: shortcuts.hangUp.aria },
  { kind: 'holdCall', words: msg`Hold`, icon: 'hold', tone: 'plain', keys: shortcuts.hold.aria },
  { kind: 'retrieveCall', words: msg`Retrieve`, icon: 'retrieve', tone: 'good', keys: shortcuts.hold.aria },
  { kind: 'clearConnection', words: msg`Hang up`, icon: 'hangUp', tone: 'bad', keys: shortcuts.hangUp.aria },
]

interface CallButtonsProps {
  readonly call: CallView
  readonly asking: Asking
  readonly padOpen: boolean
  readonly onPad: (open: boolean) => void
}

export function CallButtons({ call, asking, padOpen, onPad }: CallButtonsProps) {
  const offered = controls.filter((control) => call.offers.includes(control.kind))
  const ringsOnPhone = call.state === 'alerting' && !call.offers.includes('answerCall')
  const canDial = call.offers.includes('generateDigits')
  if (offered.length === 0 && !ringsOnPhone && !canDial) return null
  return (
    <div className="call-buttons">
      {ringsOnPhone ? (
        <p className="call-ringing">
          <Trans>Ringing: please answer on your phone</Trans>
        </p>
      ) : null}
      {offered.map((control) => (
        <ControlButton key={control.kind} control={control} asking={asking} />
      ))}
      {canDial ? <PadButton isOpen={padOpen} onOpen={onPad} /> : null}
    </div>
  )
}

function ControlButton({ control, asking }: { readonly control: Control; readonly asking: Asking }) {
  const { i18n } = useLingui()
  const live = useIsLive()
  const isAsked = asking.asked === control.kind
  const name = i18n._(control.words)
  return (
    <Button
      tone={control.tone}
      icon={control.icon}
      data-command={control.kind}
      isDisabled={!live || (asking.asked !== null && !isAsked)}
      isPending={isAsked}
      aria-keyshortcuts={control.keys}
      onPress={() => {
        asking.ask(control.kind)
      }}
    >
      {isAsked ? <Trans>{name}: asked…</Trans> : name}
    </Button>
  )
}

function PadButton({
  isOpen,
  onOpen,
}: {
  readonly isOpen: boolean
  readonly onOpen: (open: boolean) => void
}) {
  const { t } = useLingui()
  return (
    <Button
      icon="keypad"
      iconOnly
      aria-label={t`Key pad`}
      aria-expanded={isOpen}
      onPress={() => {
        onOpen(!isOpen)
      }}
    />
  )
}
