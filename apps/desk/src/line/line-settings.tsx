import { useState, type FormEvent } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Form, Heading } from 'react-aria-components'
import type { ForwardingView, LineView } from '@hookswitch/contract'
import { useAskLine } from '#calls/use-ask-line.ts'
import { useIsLive } from '#live/use-live.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Toggle } from '#ui/toggle.tsx'
import { forwardingWords } from './words.ts'

const kinds: readonly ForwardingView['kind'][] = ['immediate', 'busy', 'noAnswer']

/** Do not disturb, and where calls go instead of here. */
export function LineSettings({ line }: { readonly line: LineView }) {
  return (
    <>
      {line.offers.includes('setDoNotDisturb') ? <DoNotDisturb isOn={line.doNotDisturb} /> : null}
      {line.offers.includes('setForwarding') ? (
        <section className="forwarding">
          <Heading level={3} className="list-head">
            <Trans>Send calls on</Trans>
          </Heading>
          {kinds.map((kind) => {
            const now = line.forwarding.find((it) => it.kind === kind)
            return <ForwardingRow key={kind} kind={kind} active={now?.active ?? false} to={now?.to ?? null} />
          })}
        </section>
      ) : null}
    </>
  )
}

function DoNotDisturb({ isOn }: { readonly isOn: boolean }) {
  const { asked, problem, ask } = useAskLine()
  const live = useIsLive()
  return (
    <div>
      <Toggle
        isOn={isOn}
        isAsked={asked !== null}
        isDisabled={!live}
        command="setDoNotDisturb"
        onPress={() => {
          ask({ kind: 'setDoNotDisturb', on: !isOn })
        }}
      >
        <Trans>Do not disturb</Trans>
      </Toggle>
      <p className="call-problem" role="alert">
        {problem?.text}
      </p>
    </div>
  )
}

/** One way of sending on: a number to type, a button that sets it, and one that ends it. */
function ForwardingRow({ kind, active, to }: ForwardingView) {
  const { i18n, t } = useLingui()
  const { asked, problem, ask } = useAskLine()
  const live = useIsLive()
  const [text, setText] = useState<string | null>(null)
  const value = text ?? to ?? ''
  const isSame = active && value.trim() === (to ?? '')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!live || asked !== null || value.trim() === '' || isSame) return
    ask({ kind: 'setForwarding', type: kind, on: true, to: value.trim() })
  }
  return (
    <Form className="forwarding-row" onSubmit={submit} data-forwarding={kind} data-active={active}>
      <Field
        label={i18n._(forwardingWords[kind])}
        placeholder={t`Number`}
        value={value}
        onChange={setText}
        inputMode="tel"
        autoComplete="off"
      />
      <Button
        type="submit"
        isDisabled={!live || value.trim() === '' || isSame}
        isPending={asked !== null}
        data-command="setForwarding"
      >
        {asked === null ? <Trans>Set</Trans> : <Trans>asked…</Trans>}
      </Button>
      <Button
        tone="quiet"
        icon="close"
        iconOnly
        isDisabled={!live || !active || asked !== null}
        aria-label={t`End sending on: ${i18n._(forwardingWords[kind])}`}
        onPress={() => {
          setText(null)
          ask({ kind: 'setForwarding', type: kind, on: false })
        }}
      />
      <p className="call-problem" role="alert">
        {problem?.text}
      </p>
    </Form>
  )
}
