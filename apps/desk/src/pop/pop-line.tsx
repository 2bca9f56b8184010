import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { CallView, PopTarget } from '@hookswitch/contract'
import { Icon } from '#ui/icon.tsx'
import { placeOf } from './place-of.ts'
import { targetWord } from './words.ts'
import './pop.css'

/** In the card of a call: what the rules offer to open, and the way to why. */
export function PopLine({ call }: { readonly call: CallView }) {
  const { popped } = call
  if (popped === undefined) return null
  const name = <bdi>{popped.rule?.name}</bdi>
  return (
    <p className="pop-line" data-popped={popped.what.kind} data-rule={popped.rule?.id ?? ''}>
      <OpenTarget call={call} what={popped.what} />
      <Link to="/calls/$callId/why" params={{ callId: call.id }} className="link pop-line-why">
        {popped.rule === null ? <Trans>Why no rule?</Trans> : <Trans>Why? Rule {name}</Trans>}
      </Link>
    </p>
  )
}

/** A way to what was to be opened, for who was busy when it was, or closed it. */
function OpenTarget({ call, what }: { readonly call: CallView; readonly what: PopTarget }) {
  const { i18n, t } = useLingui()
  const thing = i18n._(targetWord(what))
  if (what.kind === 'url') {
    const { host } = new URL(what.url)
    return (
      <a href={what.url} target="_blank" rel="noopener noreferrer" className="link" data-pop-open="url">
        <Icon name="transfer" size={14} />
        <span>
          <Trans>Open {host}</Trans>
        </span>
        <span className="visually-hidden">{t`(in a new window)`}</span>
      </a>
    )
  }
  const place = placeOf(call, what)
  if (place === null || what.kind === 'callPage') return null
  return (
    <Link {...place} className="link" data-pop-open={what.kind}>
      <Trans>Open {thing}</Trans>
    </Link>
  )
}
