import { useEffect, useId, useRef } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { CallView } from '@hookswitch/contract'
import { useIsLive } from '#live/use-live.ts'
import { DialPad } from './dial-pad.tsx'
import { useDigits } from './use-digits.ts'

/** Keys for a menu at the far end: pressed here, or typed. */
export function KeysPanel({ call }: { readonly call: CallView }) {
  const { t } = useLingui()
  const live = useIsLive()
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const { sent, isBusy, problem, press } = useDigits(call)
  // The user opened it to type in it.
  useEffect(() => {
    field.current?.focus()
  }, [])
  return (
    <section className="call-panel" aria-label={t`Keys for this call`} data-panel="keys">
      <label htmlFor={id} className="visually-hidden">
        <Trans>Type keys: 0 to 9, star, hash</Trans>
      </label>
      <input
        id={id}
        ref={field}
        className="input keys-sent"
        dir="ltr"
        inputMode="tel"
        autoComplete="off"
        disabled={!live}
        placeholder={t`Type or press keys`}
        // What was sent cannot be taken back: only what is added counts.
        value={sent}
        onChange={(event) => {
          const { value } = event.target
          if (value.startsWith(sent)) press(value.slice(sent.length))
          else if (value.length > sent.length) press(value)
        }}
      />
      <DialPad label={t`Key pad`} isDisabled={!live} onKey={press} />
      <p className="call-problem" role="alert">
        {problem}
      </p>
      <p className="visually-hidden" role="status">
        {isBusy ? <Trans>Sending keys…</Trans> : null}
      </p>
    </section>
  )
}
