import { useEffect, useRef, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallCommandKind, CallView } from '@hookswitch/contract'
import { TargetField } from '#colleagues/target-field.tsx'
import { TargetAbout } from '#colleagues/target-row.tsx'
import type { Target } from '#colleagues/targets.ts'
import { useIsLive } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { AskProblem } from './ask-problem.tsx'
import type { Asking } from './use-ask.ts'

/** What somebody is looked for. */
export type Purpose = 'transfer' | 'deflect' | 'add'

interface Way {
  readonly kind: CallCommandKind
  readonly words: MessageDescriptor
}

const ask: Way = { kind: 'consultationCall', words: msg`Ask first` }
/** At once, then with a word to the other before. */
const ways: Readonly<Record<Purpose, readonly Way[]>> = {
  transfer: [{ kind: 'singleStepTransfer', words: msg`Transfer now` }, ask],
  deflect: [{ kind: 'deflectCall', words: msg`Pass on` }],
  add: [{ kind: 'singleStepConference', words: msg`Add now` }, ask],
}

interface TargetPanelProps {
  readonly purpose: Purpose
  readonly call: CallView
  readonly asking: Asking
  readonly onClose: () => void
}

/** Says to whom, then how: at once, or asking first. */
export function TargetPanel({ purpose, call, asking, onClose }: TargetPanelProps) {
  const { t, i18n } = useLingui()
  const live = useIsLive()
  const [target, setTarget] = useState<Target | null>(null)
  const labels: Readonly<Record<Purpose, string>> = {
    transfer: t`Transfer to: name or number`,
    deflect: t`Pass on to: name or number`,
    add: t`Add: name or number`,
  }
  const offered = ways[purpose].filter(({ kind }) => call.offers.includes(kind))
  useCloseWhenDone(asking, offered, onClose)
  const send = (kind: CallCommandKind): void => {
    if (target !== null && live && asking.asked === null) asking.ask(kind, { to: target.number })
  }
  return (
    <section className="call-panel" aria-label={labels[purpose]} data-panel={purpose}>
      <TargetField
        label={labels[purpose]}
        chosen={target}
        onChoose={setTarget}
        onEnter={() => {
          const [first] = offered
          if (first !== undefined) send(first.kind)
        }}
      />
      {target === null ? null : (
        <>
          <p className="target-chosen">
            <TargetAbout target={target} />
          </p>
          <div className="call-buttons">
            {offered.map(({ kind, words }, index) => (
              <Way
                key={kind}
                kind={kind}
                name={i18n._(words)}
                isFirst={index === 0}
                asking={asking}
                onPress={send}
              />
            ))}
          </div>
        </>
      )}
      <AskProblem asking={asking} kinds={offered.map(({ kind }) => kind)} />
      <Button size="small" tone="quiet" onPress={onClose}>
        <Trans>Cancel</Trans>
      </Button>
    </section>
  )
}

/** What was asked here has happened: there is nothing more to choose. */
function useCloseWhenDone(asking: Asking, offered: readonly Way[], onClose: () => void): void {
  const isAsked = offered.some(({ kind }) => asking.asked?.kind === kind)
  const wasAsked = useRef(false)
  useEffect(() => {
    if (wasAsked.current && !isAsked && asking.problem === null) onClose()
    wasAsked.current = isAsked
  }, [isAsked, asking.problem, onClose])
}

interface WayProps {
  readonly kind: CallCommandKind
  readonly name: string
  readonly isFirst: boolean
  readonly asking: Asking
  readonly onPress: (kind: CallCommandKind) => void
}

function Way({ kind, name, isFirst, asking, onPress }: WayProps) {
  const live = useIsLive()
  const isAsked = asking.asked?.kind === kind
  return (
    <Button
      tone={isFirst ? 'main' : 'plain'}
      data-command={kind}
      isDisabled={!live || (asking.asked !== null && !isAsked)}
      isPending={isAsked}
      onPress={() => {
        onPress(kind)
      }}
    >
      {isAsked ? <Trans>{name}: asked…</Trans> : name}
    </Button>
  )
}
