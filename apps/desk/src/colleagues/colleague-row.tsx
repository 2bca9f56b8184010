import { Trans, useLingui } from '@lingui/react/macro'
import type { ColleagueView } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import { useAskLine } from '#calls/use-ask-line.ts'
import { useDial } from '#calls/use-dial.ts'
import { useIsLive, useLive, useNow } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { colleagueWords } from './words.ts'

/** A colleague: how he stands and since when, a button to call him, and one to take what rings at him. */
export function ColleagueRow({ colleague }: { readonly colleague: ColleagueView }) {
  const { t, i18n } = useLingui()
  const { line } = useLive().state
  const live = useIsLive()
  const { canDial, busy, problem, dial } = useDial()
  const picking = useAskLine()
  const { name, device, state, call } = colleague
  const canPickUp = call?.canPickUp === true && line?.offers.includes('directedPickup') === true
  const isMe = device === line?.device
  return (
    <li className="row colleague-row" data-colleague={device} data-state={state}>
      <span className="presence" />
      <span className="row-main">
        <span className="row-title">
          <bdi>{name}</bdi>
        </span>
        <small>
          <span>{i18n._(colleagueWords[state])}</span>
          <Since colleague={colleague} />
          {canPickUp ? <bdi>{call.other.name ?? call.other.display}</bdi> : null}
        </small>
        <span className="call-problem" role="alert">
          {picking.problem?.text ?? problem}
        </span>
      </span>
      {canPickUp ? (
        <Button
          size="small"
          tone="good"
          data-command="directedPickup"
          isDisabled={!live}
          isPending={picking.asked !== null}
          aria-label={t`Pick up the call at ${name}`}
          onPress={() => {
            picking.ask({ kind: 'directedPickup', callId: call.id })
          }}
        >
          {picking.asked === null ? <Trans>Pick up</Trans> : <Trans>asked…</Trans>}
        </Button>
      ) : isMe ? null : (
        <Button
          tone="quiet"
          size="small"
          icon="answer"
          iconOnly
          aria-label={t`Call ${name}`}
          isDisabled={!canDial}
          isPending={busy}
          onPress={() => void dial(device)}
        />
      )}
    </li>
  )
}

function Since({ colleague: { state, since } }: { readonly colleague: ColleagueView }) {
  const formats = useFormats()
  const now = useNow()
  // How long somebody has been free or away matters to nobody who wants to reach him now.
  if (state !== 'ringing' && state !== 'onCall' && state !== 'wrapUp') return null
  return <time dateTime={since}>{formats.elapsed(now - Date.parse(since))}</time>
}
