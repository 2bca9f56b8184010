import { Trans, useLingui } from '@lingui/react/macro'
import type { LineCommand, TargetView } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { useAskLine } from '#calls/use-ask-line.ts'
import { useIsLive, useLive, useNow } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Icon } from '#ui/icon.tsx'

/** A call that waits in a park place until anybody takes it. */
export function ParkedRow({ target }: { readonly target: TargetView }) {
  const { t } = useLingui()
  const formats = useFormats()
  const now = useNow()
  const live = useIsLive()
  const { line } = useLive().state
  const { asked, problem, ask } = useAskLine()
  const { name, number, call } = target
  const command: LineCommand =
    call === null ? { kind: 'directedPickup', device: number } : { kind: 'directedPickup', callId: call.id }
  return (
    <li className="row parked-row" data-parked={number}>
      <Icon name="park" size={16} />
      <span className="row-main">
        <span className="row-title">
          <bdi>{call === null ? name : (call.other.name ?? call.other.display)}</bdi>
        </span>
        <small>
          <Trans>parked: {name}</Trans>
          {call === null ? null : (
            <time dateTime={call.since}>{formats.elapsed(now - Date.parse(call.since))}</time>
          )}
        </small>
        <span className="call-problem" role="alert">
          {problem?.text}
        </span>
      </span>
      {line?.offers.includes('directedPickup') === true ? (
        <Button
          size="small"
          tone="good"
          data-command="directedPickup"
          isDisabled={!live}
          isPending={asked !== null}
          aria-label={t`Retrieve the call from ${name}`}
          onPress={() => {
            ask(command)
          }}
        >
          {asked === null ? <Trans>Retrieve</Trans> : <Trans>asked…</Trans>}
        </Button>
      ) : null}
    </li>
  )
}
