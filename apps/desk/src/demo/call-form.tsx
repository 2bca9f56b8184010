import { useState, type FormEvent } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Form } from 'react-aria-components'
import type { RouteReply } from '@hookswitch/contract'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import type { DemoCall } from './use-demo-call.ts'

export type Demo = RouteReply<'demoState'>

const other = 'other'

/** Who calls whom. */
export function CallForm({ demo, call }: { readonly demo: Demo; readonly call: DemoCall }) {
  const { t } = useLingui()
  const form = useCallForm(demo, call)
  const callers = [
    ...demo.callers.map((it, index) => ({
      id: String(index),
      text: it.company === null ? it.name : `${it.name}, ${it.company}`,
    })),
    { id: other, text: t`Somebody else` },
  ]
  const services = demo.services.map((it) => ({ id: it.number, text: `${it.name} (${it.number})` }))
  const phones = demo.extensions.map((it) => ({ id: it.extension, text: `${it.extension} ${it.name}` }))
  return (
    <Form className="handset-form" onSubmit={form.submit}>
      <Picker label={t`Who calls`} value={form.caller} options={callers} onChange={form.setCaller} />
      <Field
        label={t`From number`}
        value={form.from}
        onChange={form.setFrom}
        inputMode="tel"
        hint={t`Leave it empty to withhold the number.`}
        autoComplete="off"
      />
      {form.caller === other ? (
        <Field
          label={t`Name that the network sends`}
          value={form.name}
          onChange={form.setName}
          autoComplete="off"
        />
      ) : null}
      <Picker
        label={t`Whom to call`}
        value={form.to}
        options={[...phones, ...services]}
        onChange={form.setTo}
      />
      <Field
        label={t`Digits to key in at the menu`}
        value={form.digits}
        onChange={form.setDigits}
        inputMode="tel"
        hint={form.digitsHint === null ? undefined : <Trans>Account number: {form.digitsHint}</Trans>}
        autoComplete="off"
      />
      <Button type="submit" size="large" tone="good" icon="answer" isPending={call.busy}>
        <Trans>Call</Trans>
      </Button>
    </Form>
  )
}

function useCallForm(demo: Demo, call: DemoCall) {
  const [caller, setCallerId] = useState(demo.callers.length === 0 ? other : '0')
  const chosen = caller === other ? undefined : demo.callers[Number(caller)]
  const [from, setFrom] = useState(chosen?.number ?? '')
  const [name, setName] = useState('')
  const [to, setTo] = useState(demo.extensions[0]?.extension ?? demo.services[0]?.number ?? '')
  const [digits, setDigits] = useState('')
  const setCaller = (id: string): void => {
    setCallerId(id)
    if (id !== other) setFrom(demo.callers[Number(id)]?.number ?? '')
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const said = name.trim()
    call.start({
      from: from.trim(),
      to,
      ...(caller === other && said !== '' ? { name: said } : {}),
      ...(digits === '' ? {} : { digits }),
    })
  }
  const digitsHint = chosen?.accountNumber ?? null
  return { caller, setCaller, from, setFrom, name, setName, to, setTo, digits, setDigits, digitsHint, submit }
}
