import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { msg } from '@lingui/core/macro'
import type { CallView } from '@hookswitch/contract'
import { useFormats } from '#app/session.tsx'
import type { Control } from '#calls/call-buttons.tsx'
import { shortcuts } from '#calls/shortcut-keys.ts'
import { useAsk, type Asking } from '#calls/use-ask.ts'
import { stateOf, whoIs } from '#calls/words.ts'
import { useIsLive, useNow } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'

const ways: readonly Control[] = [
  { kind: 'answerCall', words: msg`Answer`, icon: 'answer', tone: 'good', keys: 'answer' },
  { kind: 'holdCall', words: msg`Hold`, icon: 'hold', tone: 'plain', keys: 'hold' },
  { kind: 'retrieveCall', words: msg`Retrieve`, icon: 'retrieve', tone: 'plain', keys: 'hold' },
  { kind: 'rejectCall', words: msg`Reject`, icon: 'hangUp', tone: 'bad', keys: 'hangUp' },
  { kind: 'clearConnection', words: msg`Hang up`, icon: 'hangUp', tone: 'bad', keys: 'hangUp' },
]

/** Who, how it stands, since when, and the few things that cannot wait until the page is in front. */
export function SmallCall({ call }: { readonly call: CallView }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const now = useNow()
  const asking = useAsk(call)
  const who = whoIs(call)
  const number = who.number ?? (who.instead === null ? null : i18n._(who.instead))
  return (
    <article className="small-call" data-call-state={call.state ?? 'ended'}>
      <p className="small-state">
        <span>{i18n._(stateOf(call))}</span>
        <time dateTime={call.since}>{formats.elapsed(now - Date.parse(call.since))}</time>
      </p>
      <h1 className="small-who">
        <bdi>{who.name ?? number}</bdi>
      </h1>
      <p className="small-about">
        {who.company === null ? null : <bdi>{who.company}</bdi>}
        {who.name === null ? null : <bdi dir="ltr">{number}</bdi>}
      </p>
      <div className="small-ways">
        {ways
          .filter(({ kind }) => call.offers.includes(kind))
          .map((way) => (
            <WayButton key={way.kind} way={way} asking={asking} />
          ))}
      </div>
      <p className="call-problem" role="alert">
        {asking.problem?.text}
      </p>
    </article>
  )
}

function WayButton({ way, asking }: { readonly way: Control; readonly asking: Asking }) {
  const { i18n } = useLingui()
  const live = useIsLive()
  const isAsked = asking.asked?.kind === way.kind
  const name = i18n._(way.words)
  return (
    <Button
      tone={way.tone}
      icon={way.icon}
      data-command={way.kind}
      aria-keyshortcuts={shortcuts[way.keys].aria}
      isDisabled={!live || (asking.asked !== null && !isAsked)}
      isPending={isAsked}
      onPress={() => {
        asking.ask(way.kind)
      }}
    >
      {isAsked ? <Trans>{name}: asked…</Trans> : name}
    </Button>
  )
}
