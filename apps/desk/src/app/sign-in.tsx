import { useState, type FormEvent } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { I18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Form } from 'react-aria-components'
import { ApiError } from '@hookswitch/contract'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { api } from './api.ts'
import { problemText } from './problem-words.ts'
import { useSetMe } from './session.tsx'

export function SignIn() {
  const { t, i18n } = useLingui()
  const [userName, setUserName] = useState('')
  const [password, setPassword] = useState('')
  const { submit, busy, error, tenant, setTenant, needsTenant } = useSignIn(userName, password, i18n)
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
          // The page has nothing else to do.
          autoFocus
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
        {needsTenant ? (
          <Field label={t`Organisation`} value={tenant} onChange={setTenant} name="tenant" isRequired />
        ) : null}
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
  const [needsTenant, setNeedsTenant] = useState(false)

  const signIn = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const organisation = tenant.trim()
      const body = { userName: userName.trim(), password, ...(organisation ? { tenant: organisation } : {}) }
      await setMe(await api.signIn({ body }))
    } catch (problem) {
      if (problem instanceof ApiError && problem.problem.fields?.['tenant'] !== undefined)
        setNeedsTenant(true)
      setError(signInProblem(i18n, problem))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!busy) void signIn()
  }
  return { submit, busy, error, tenant, setTenant, needsTenant }
}

function signInProblem(i18n: I18n, error: unknown): string {
  const status = error instanceof ApiError ? error.problem.status : 0
  if (status === 401) return i18n._(msg`User name or password is wrong. Please check both and try again.`)
  if (status === 429) return i18n._(msg`Too many attempts. Please wait a minute and try again.`)
  return problemText(i18n, error)
}
