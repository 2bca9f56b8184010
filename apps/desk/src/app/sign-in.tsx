import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { I18n } from '@lingui/core'
import { Form } from 'react-aria-components'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { api } from './api.ts'
import { problemText } from './problem-words.ts'
import { useSetMe } from './session.tsx'

export function SignIn() {
  const { t, i18n } = useLingui()
  const [userName, setUserName] = useState('')
  const [password, setPassword] = useState('')
  const first = useRef<HTMLInputElement>(null)
  // The page has nothing else to do.
  useEffect(() => first.current?.focus(), [])
  const { submit, busy, error, tenant, setTenant } = useSignIn(userName, password, i18n)
  return (
    <main className="sign-in">
      <Form className="sign-in-card" onSubmit={submit}>
        <img src="/icon.svg" alt="" width={44} height={44} />
        <h1>
          <Trans>Sign in to Hookswitch</Trans>
        </h1>
        <Field
          label={t`User name`}
          value={userName}
          onChange={setUserName}
          autoComplete="username"
          name="userName"
          isRequired
          inputRef={first}
        />
        <Field
          label={t`Password`}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          name="password"
          isRequired
        />
        <Organisation value={tenant} onChange={setTenant} />
        <p className="form-problem" role="alert">
          {error}
        </p>
        <Button type="submit" tone="main" size="large" isPending={busy}>
          {busy ? <Trans>Signing in…</Trans> : <Trans>Sign in</Trans>}
        </Button>
      </Form>
    </main>
  )
}

function useSignIn(userName: string, password: string, i18n: I18n) {
  const setMe = useSetMe()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [tenant, setTenant] = useState('')

  const signIn = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const organisation = tenant.trim()
      const body = { userName: userName.trim(), password, ...(organisation ? { tenant: organisation } : {}) }
      await setMe(await api.signIn({ body }))
    } catch (problem) {
      setError(problemText(i18n, problem))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!busy) void signIn()
  }
  return { submit, busy, error, tenant, setTenant }
}

interface OrganisationProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Most servers serve one organisation: who belongs to another says so. */
function Organisation({ value, onChange }: OrganisationProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  if (open)
    return (
      <Field
        label={t`Organisation`}
        value={value}
        onChange={onChange}
        name="tenant"
        autoComplete="organization"
      />
    )
  return (
    <Button
      tone="quiet"
      size="small"
      onPress={() => {
        setOpen(true)
      }}
    >
      <Trans>I belong to another organisation</Trans>
    </Button>
  )
}
