import { useCallback, useState } from 'react'
import type { CallCommandKind, CallView } from '@hookswitch/contract'
import { AskProblem } from './ask-problem.tsx'
import { CallButtons, type PanelName } from './call-buttons.tsx'
import { KeysPanel } from './keys-panel.tsx'
import { PanelPlace } from './panel-place.tsx'
import { ParkPanel } from './park-panel.tsx'
import { isConference } from './parties.ts'
import { Roster } from './roster.tsx'
import { TargetPanel } from './target-panel.tsx'
import { useAsk, type Asking } from './use-ask.ts'

/** Of each panel: what it may ask. It closes when none of that is offered any more. */
const asks: Readonly<Record<PanelName, readonly CallCommandKind[]>> = {
  transfer: ['singleStepTransfer', 'consultationCall'],
  deflect: ['deflectCall'],
  add: ['singleStepConference', 'consultationCall'],
  park: ['parkCall'],
  keys: ['generateDigits'],
}

/** Everything that can be done with a call that stands by itself. */
export function CallControls({ call }: { readonly call: CallView }) {
  const asking = useAsk(call)
  const [open, setOpen] = useState<PanelName | null>(null)
  const close = useCallback(() => {
    setOpen(null)
  }, [])
  if (open !== null && !asks[open].some((kind) => call.offers.includes(kind))) setOpen(null)
  return (
    <>
      {isConference(call) ? <Roster call={call} asking={asking} /> : null}
      <CallButtons call={call} asking={asking} open={open} onOpen={setOpen} />
      {open === null ? null : (
        <PanelPlace key={open} open={open} onClose={close}>
          <Panel open={open} call={call} asking={asking} onClose={close} />
        </PanelPlace>
      )}
      <AskProblem asking={asking} except={open === null ? [] : asks[open]} />
    </>
  )
}

interface PanelProps {
  readonly open: PanelName
  readonly call: CallView
  readonly asking: Asking
  readonly onClose: () => void
}

function Panel({ open, call, asking, onClose }: PanelProps) {
  if (open === 'keys') return <KeysPanel call={call} />
  if (open === 'park') return <ParkPanel asking={asking} onClose={onClose} />
  return <TargetPanel purpose={open} call={call} asking={asking} onClose={onClose} />
}
