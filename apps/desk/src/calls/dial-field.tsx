import { useDeferredValue, useState, type FormEvent } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Form } from 'react-aria-components'
import { api } from '#app/api.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { DialPad } from './dial-pad.tsx'
import { shortcuts } from './shortcut-keys.ts'
import { useDial, type Dialling } from './use-dial.ts'

/** A number as people type or paste it, and what would be dialled for it. */
export function DialField() {
  const { t } = useLingui()
  const [padOpen, setPadOpen] = useState(false)
  const field = useDialField()
  return (
    <Form className="dial" onSubmit={field.submit}>
      <div className="dial-row" data-field="dial">
        <Field
          label={t`Number to call`}
          hideLabel
          placeholder={t`Number to call`}
          value={field.text}
          onChange={field.change}
          inputMode="tel"
          autoComplete="off"
          keyShortcuts={shortcuts.dial.aria}
        />
        <Button
          icon="keypad"
          iconOnly
          aria-label={t`Key pad`}
          aria-expanded={padOpen}
          onPress={() => {
            setPadOpen(!padOpen)
          }}
        />
        <Button
          type="submit"
          tone="good"
          icon="answer"
          iconOnly
          aria-label={t`Call`}
          isDisabled={!field.ready}
          isPending={field.dialling.busy}
        />
      </div>
      <DialHint text={field.text} dialling={field.dialling} reading={field.reading} />
      {padOpen ? (
        <DialPad
          label={t`Key pad`}
          onKey={(key) => {
            field.change(field.text + key)
          }}
        />
      ) : null}
    </Form>
  )
}

function useDialField() {
  const dialling = useDial()
  const [text, setText] = useState('')
  const reading = useReading(text)
  const ready = reading !== null && reading.dial !== null && dialling.canDial
  const change = (next: string): void => {
    dialling.forget()
    setText(next)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!ready || dialling.busy) return
    void dialling.dial(text).then((taken) => {
      if (taken) setText('')
    })
  }
  return { dialling, text, reading, ready, change, submit }
}

type Reading = Awaited<ReturnType<typeof api.readNumber>>

interface DialHintProps {
  readonly text: string
  readonly dialling: Dialling
  readonly reading: Reading | null
}

function DialHint({ text, dialling, reading }: DialHintProps) {
  return (
    <p className="dial-hint" role="status">
      {dialling.problem === null ? null : <span className="bad-text">{dialling.problem}</span>}
      {dialling.problem === null && dialling.busy ? <Trans>Asked the telephone system to call…</Trans> : null}
      {dialling.problem === null && !dialling.busy && text.trim() !== '' && reading !== null ? (
        <ReadingText reading={reading} />
      ) : null}
    </p>
  )
}

function ReadingText({ reading }: { readonly reading: Reading }) {
  const { display, dial } = reading
  if (dial === null) return <Trans>This is not a telephone number.</Trans>
  if (reading.kind === 'extension')
    return (
      <Trans>
        Calls extension <b>{dial}</b>
      </Trans>
    )
  return (
    <Trans>
      Calls <b dir="ltr">{display}</b>
    </Trans>
  )
}

/** The server knows the rules of the user's telephone system; the page does not guess. */
function useReading(text: string): Reading | null {
  const asked = useDeferredValue(text.trim())
  const { data } = useQuery({
    queryKey: ['number', asked],
    queryFn: async ({ signal }) => api.readNumber({ query: { text: asked }, signal }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
  return asked === '' ? null : (data ?? null)
}
