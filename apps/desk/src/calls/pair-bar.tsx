import { useCallback, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { CallCommandKind } from '@hookswitch/contract'
import { useIsLive } from '#live/use-live.ts'
import { Button, type ButtonProps } from '#ui/button.tsx'
import type { IconName } from '#ui/icon.tsx'
import { AskProblem } from './ask-problem.tsx'
import { CallButtons, type PanelName } from './call-buttons.tsx'
import type { CallPair } from './call-groups.ts'
import { KeysPanel } from './keys-panel.tsx'
import { PanelPlace } from './panel-place.tsx'
import { farState } from './parties.ts'
import { shortcuts } from './shortcut-keys.ts'
import { useAsk, type Asking } from './use-ask.ts'
import { calledName, shortName } from './words.ts'

/** What can be done with two calls of which one waits: said in a sentence, and the ways out of it. */
export function PairBar({ pair }: { readonly pair: CallPair }) {
  const { held, active } = pair
  const { i18n, t } = useLingui()
  const asking = useAskPair(pair)
  const [open, setOpen] = useState<PanelName | null>(null)
  const close = useCallback(() => {
    setOpen(null)
  }, [])
  const back = shortName(held, i18n._.bind(i18n))
  const ways: readonly Omit<PairButtonProps, 'pair' | 'asking'>[] = [
    {
      kind: 'transferCall',
      name: t`Transfer`,
      icon: 'transfer',
      tone: 'main',
      keys: shortcuts.transfer.aria,
    },
    { kind: 'conferenceCall', name: t`Conference`, icon: 'meeting', tone: 'plain', keys: shortcuts.add.aria },
    {
      kind: 'reconnectCall',
      name: t`Back to ${back}`,
      icon: 'back',
      tone: 'plain',
      keys: shortcuts.back.aria,
    },
    { kind: 'alternateCall', name: t`Swap`, icon: 'internal', tone: 'plain', keys: shortcuts.swap.aria },
  ]
  return (
    <div className="pair-bar">
      <p className="pair-words" role="status">
        <PairWords pair={pair} />
      </p>
      <div className="pair-ways">
        {ways.map((way) => (
          <PairButton key={way.kind} {...way} pair={pair} asking={asking} />
        ))}
      </div>
      <CallButtons call={active} asking={asking} open={open} onOpen={setOpen} inPair />
      {open === 'keys' && active.offers.includes('generateDigits') ? (
        <PanelPlace open={open} onClose={close}>
          <KeysPanel call={active} />
        </PanelPlace>
      ) : null}
      <AskProblem asking={asking} />
    </div>
  )
}

function PairWords({ pair: { held, active } }: { readonly pair: CallPair }) {
  const { i18n } = useLingui()
  const waits = <bdi>{calledName(held, i18n._.bind(i18n))}</bdi>
  const other = <bdi>{calledName(active, i18n._.bind(i18n))}</bdi>
  const far = farState(active)
  if (active.state === 'hold')
    return (
      <Trans>
        {waits} and {other} wait on hold
      </Trans>
    )
  if (active.state === 'fail' || far === 'fail')
    return (
      <Trans>
        {waits} waits on hold — {other} cannot be reached
      </Trans>
    )
  if (far === 'alerting')
    return (
      <Trans>
        {waits} waits on hold — it rings at {other}
      </Trans>
    )
  if (active.state === 'initiated' || far === 'queued')
    return (
      <Trans>
        {waits} waits on hold — calling {other}
      </Trans>
    )
  return (
    <Trans>
      {waits} waits on hold — you speak with {other}
    </Trans>
  )
}

interface PairButtonProps {
  readonly kind: CallCommandKind
  readonly name: string
  readonly icon: IconName
  readonly tone: NonNullable<ButtonProps['tone']>
  readonly keys: string
  readonly pair: CallPair
  readonly asking: Asking
}

function PairButton({ kind, name, icon, tone, keys, pair, asking }: PairButtonProps) {
  const live = useIsLive()
  if (!pair.active.offers.includes(kind) && !pair.held.offers.includes(kind)) return null
  const isAsked = asking.asked?.kind === kind
  return (
    <Button
      tone={tone}
      icon={icon}
      data-command={kind}
      aria-keyshortcuts={keys}
      isDisabled={!live || (asking.asked !== null && !isAsked)}
      isPending={isAsked}
      onPress={() => {
        asking.ask(kind)
      }}
    >
      <span className="button-words">{isAsked ? <Trans>{name}: asked…</Trans> : name}</span>
    </Button>
  )
}

const onBoth: readonly CallCommandKind[] = [
  'transferCall',
  'conferenceCall',
  'reconnectCall',
  'alternateCall',
]

/** Asks of the active call, or of the held one where only that offers it; of two, the other one is named. */
function useAskPair({ held, active }: CallPair): Asking {
  const ofActive = useAsk(active)
  const ofHeld = useAsk(held)
  return {
    asked: ofActive.asked ?? ofHeld.asked,
    problem: ofActive.problem ?? ofHeld.problem,
    ask: (kind, extra) => {
      const both = onBoth.includes(kind)
      const isActive = !both || active.offers.includes(kind)
      const other = isActive ? held : active
      const of = isActive ? ofActive : ofHeld
      of.ask(kind, both ? { otherCallId: other.id } : extra)
    },
  }
}
