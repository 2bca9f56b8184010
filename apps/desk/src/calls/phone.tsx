import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useMe } from '#app/session.tsx'
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
  const { status, state } = useLive()
  const hasPhone = state.line?.state !== 'none'
  const calls = useCalls()
  const selected = useSelectedId()
  // A call that is over stays only while the page is about it; the others are among my calls of today.
  const shown = calls.filter((call) => isUp(call) || call.id === selected)
  return (
    <section className="phone" aria-label={t`My phone`}>
      <LineBar />
      <PhonePanel />
      {hasPhone ? <DialField /> : <NoPhone />}
      <div className="call-cards" data-stale={status.kind !== 'live'}>
        {groupCalls(shown).map((group) => (
          <CallGroup key={group.key} group={group} selectedId={selected} />
        ))}
        {shown.length === 0 && hasPhone ? (
          <p className="quiet-note">
            <Trans>No calls right now.</Trans>
          </p>
        ) : null}
      </div>
    </section>
  )
}

/** What somebody without a telephone can do here, and who gives him one. */
function NoPhone() {
  const { role } = useMe()
  return (
    <p className="quiet-note" data-phone="none">
      <Trans>You can read and change records, but not call from here.</Trans>{' '}
      {role === 'administrator' ? (
        <Link to="/admin/users" className="link">
          <Trans>Assign yourself a telephone</Trans>
        </Link>
      ) : (
        <Trans>An administrator can assign you a telephone.</Trans>
      )}
    </p>
  )
}
