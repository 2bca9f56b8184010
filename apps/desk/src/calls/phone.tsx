import { Trans, useLingui } from '@lingui/react/macro'
import { LineBar } from '#line/line-bar.tsx'
import { useCalls, useLive } from '#live/use-live.ts'
import { PhonePanel } from '#phone/phone-panel.tsx'
import { CallGroup } from './call-group.tsx'
import { groupCalls } from './call-groups.ts'
import { DialField } from './dial-field.tsx'
import { isUp } from './select-call.ts'
import { useSelectedId } from './use-selected-call.tsx'

/** My phone: its line, a number to call, and every call that it has. */
export function Phone() {
  const { t } = useLingui()
  const { status } = useLive()
  const calls = useCalls()
  const selected = useSelectedId()
  // A call that is over stays only while the page is about it; the others are among my calls of today.
  const shown = calls.filter((call) => isUp(call) || call.id === selected)
  return (
    <section className="phone" aria-label={t`My phone`}>
      <LineBar />
      <PhonePanel />
      <DialField />
      <div className="call-cards" data-stale={status.kind !== 'live'}>
        {groupCalls(shown).map((group) => (
          <CallGroup key={group.key} group={group} selectedId={selected} />
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
