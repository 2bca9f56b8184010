import { useState, type FormEvent } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'react-aria-components'
import { ApiError, type CallView, type PhoneNumber } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useUnsavedGuard } from '#app/leave-guard.tsx'
import { problemText } from '#app/problem-words.ts'
import { Button } from '#ui/button.tsx'
import { Picker } from '#ui/choice.tsx'
import { Field } from '#ui/field.tsx'
import { RecordSearch, type Found } from './record-search.tsx'
import { splitName } from './split-name.ts'
import { labelWords } from './words.ts'

interface CreateContactProps {
  readonly call: CallView
  /** The company, where the digits keyed in have told it. */
  readonly accountId: string | null
}

/** A new contact from what the call has told: number and name are there already. */
export function CreateContact({ call, accountId }: CreateContactProps) {
  const { t } = useLingui()
  const draft = useDraft(call, accountId)
  const { values, set } = draft
  const { question, release } = useUnsavedGuard(draft.isDirty)
  return (
    <section className="section">
      <h2 className="section-title">
        <Trans>Create a contact</Trans>
      </h2>
      <Form
        className="form-grid"
        onSubmit={(event) => {
          release()
          draft.submit(event)
        }}
        data-form="create-contact"
      >
        <Field
          label={t`Given name`}
          value={values.givenName}
          onChange={set('givenName')}
          autoComplete="off"
        />
        <Field
          label={t`Family name`}
          value={values.familyName}
          onChange={set('familyName')}
          autoComplete="off"
          isRequired
          error={draft.fields['familyName'] ?? null}
        />
        <Reached draft={draft} />
        <Company account={draft.account} onPick={draft.setAccount} />
        <p className="form-problem" role="alert">
          {draft.problem}
        </p>
        <Button type="submit" tone="main" icon="plus" isPending={draft.busy}>
          <Trans>Create contact</Trans>
        </Button>
      </Form>
      {question}
    </section>
  )
}

/** By telephone and by mail. */
function Reached({ draft: { values, set, fields } }: { readonly draft: ReturnType<typeof useDraft> }) {
  const { t } = useLingui()
  return (
    <>
      <Field
        label={t`Telephone`}
        value={values.phone}
        onChange={set('phone')}
        inputMode="tel"
        autoComplete="off"
        error={fields['phones'] ?? null}
      />
      <PhoneLabel value={values.label} onChange={set('label')} />
      <Field
        label={t`E-mail`}
        type="email"
        value={values.email}
        onChange={set('email')}
        autoComplete="off"
        error={fields['email'] ?? null}
      />
    </>
  )
}

interface PhoneLabelProps {
  readonly value: PhoneNumber['label']
  readonly onChange: (value: PhoneNumber['label']) => void
}

function PhoneLabel({ value, onChange }: PhoneLabelProps) {
  const { t, i18n } = useLingui()
  const options = (['work', 'mobile', 'home', 'other'] as const).map((id) => ({
    id,
    text: i18n._(labelWords[id]),
  }))
  return <Picker label={t`Kind of number`} value={value} options={options} onChange={onChange} />
}

function Company({
  account,
  onPick,
}: {
  readonly account: Found | null
  readonly onPick: (account: Found) => void
}) {
  const { t } = useLingui()
  return (
    <div className="field">
      <span className="field-label">
        <Trans>Company</Trans> {account === null ? null : <bdi className="chip">{account.title}</bdi>}
      </span>
      <RecordSearch label={t`Find the company`} kinds={['account']} onPick={onPick} />
    </div>
  )
}

interface Values {
  readonly givenName: string
  readonly familyName: string
  readonly phone: string
  readonly label: PhoneNumber['label']
  readonly email: string
}

function useDraft(call: CallView, accountId: string | null) {
  const { i18n } = useLingui()
  const queries = useQueryClient()
  const { other } = call
  const [initial] = useState<Values>(() => ({
    ...splitName(other.name),
    phone: other.kind === 'known' ? other.display : '',
    label: 'work',
    email: '',
  }))
  const [values, setValues] = useState(initial)
  const [isMade, setMade] = useState(false)
  const [account, setAccount] = useState<Found | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const set =
    <Name extends keyof Values>(name: Name) =>
    (value: Values[Name]): void => {
      setValues((now) => ({ ...now, [name]: value }))
    }

  const create = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await api.createContact({
        body: newContact(values, account?.id ?? accountId, call.id),
        idempotencyKey: crypto.randomUUID(),
      })
      setMade(true)
      await queries.invalidateQueries({ queryKey: ['call', call.id] })
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!busy) void create()
  }
  const fields = error instanceof ApiError ? (error.problem.fields ?? {}) : {}
  return {
    values,
    set,
    account,
    setAccount,
    busy,
    isDirty: !busy && !isMade && (account !== null || JSON.stringify(values) !== JSON.stringify(initial)),
    fields,
    submit,
    problem: error === null ? null : problemText(i18n, error),
  }
}

function newContact(values: Values, accountId: string | null, callId: string) {
  const text = values.phone.trim()
  const email = values.email.trim()
  return {
    givenName: values.givenName.trim(),
    familyName: values.familyName.trim(),
    email: email === '' ? null : email,
    accountId,
    phones: text === '' ? [] : [{ label: values.label, text }],
    callId,
  }
}
