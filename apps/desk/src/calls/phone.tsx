import { Trans, useLingui } from '@lingui/react/macro'
import type { LineView } from '@hookswitch/contract'
import { useCalls, useLive } from '#live/use-live.ts'
import { CallCard } from './call-card.tsx'
import { DialField } from './dial-field.tsx'
import { isUp } from './select-call.ts'
import { useSelectedId } from './use-selected-call.tsx'

/** My phone: its line, a number to call, and every call that it has. */
export function Phone() {
  const { t } = useLingui()
  const { status, state } = useLive()
  const calls = useCalls()
  const selected = useSelectedId()
  // A call that is over stays only while the page is about it; the others are among my calls of today.
  const shown = calls.filter((call) => isUp(call) || call.id === selected)
  return (
    <section className="phone" aria-label={t`My phone`}>
      <LineState line={state.line} />
      <DialField />
      <div className="call-cards" data-stale={status.kind !== 'live'}>
        {shown.map((call) => (
          <CallCard key={call.id} call={call} selected={call.id === selected} />
        ))}
        {shown.length === 0 ? (
          <p className="quiet-note">
            <Trans>No calls right now.</Trans>
          </p>
        ) : null}
      </div>
    </section>
  )
}

function LineState({ line }: { readonly line: LineView | null }) {
  const { status } = useLive()
  const isLive = status.kind === 'live' && line?.state === 'live'
  return (
    <div className="line-state" data-line={isLive ? 'live' : 'not-live'}>
      <span className="dot" />
      <span className="line-words">
        <LineWords line={line} isLive={status.kind === 'live'} />
      </span>
      {line?.doNotDisturb === true ? (
        <span className="chip">
          <Trans>Do not disturb</Trans>
        </span>
      ) : null}
    </div>
  )
}

function LineWords({ line, isLive }: { readonly line: LineView | null; readonly isLive: boolean }) {
  const device = line?.device ?? ''
  if (line === null) return <Trans>Connecting…</Trans>
  if (line.state === 'none') return <Trans>No phone is assigned to you</Trans>
  if (!isLive) return <Trans>Phone {device}: state not known</Trans>
  if (line.state === 'down') return <Trans>Phone {device}: no connection to the telephone system</Trans>
  if (line.state === 'unmonitored') return <Trans>Phone {device}: not reported by the telephone system</Trans>
  return <Trans>Phone {device} is ready</Trans>
}
