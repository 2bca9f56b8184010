import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { api } from '#app/api.ts'
import { problemText } from '#app/problem-words.ts'
import { DialPad } from '#calls/dial-pad.tsx'
import { Button } from '#ui/button.tsx'
import { Heads } from '#ui/heads.tsx'
import { Icon } from '#ui/icon.tsx'
import { CallForm, type Demo } from './call-form.tsx'
import { callStateWords, useDemoCall } from './use-demo-call.ts'
import './demo.css'

/** Plays the customer: who calls, whom, which keys are pressed. For the demonstration only; nobody need be signed in. */
export function PhonePage() {
  const { i18n } = useLingui()
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: async ({ signal }) => api.demoState({ signal }),
    retry: 1,
  })
  return (
    <main className="demo">
      <header className="demo-head">
        <img src="/icon.svg" alt="" width={32} height={32} />
        <div>
          <h1>
            <Trans>The customer’s phone</Trans>
          </h1>
          <p>
            <Trans>
              Demonstration: call an agent, and see the record on the agent’s page before the answer.
            </Trans>
          </p>
        </div>
      </header>
      {demo.error === null ? null : (
        <p className="form-problem" role="alert">
          {problemText(i18n, demo.error)}
        </p>
      )}
      <div className="demo-columns">
        {demo.data === undefined ? null : <CustomerPhone demo={demo.data} />}
        {demo.data === undefined ? null : <SignIns demo={demo.data} />}
      </div>
    </main>
  )
}

function CustomerPhone({ demo }: { readonly demo: Demo }) {
  const call = useDemoCall()
  return (
    <section className="handset">
      {call.id === null ? <CallForm demo={demo} call={call} /> : <CallUp call={call} />}
      <p className="form-problem" role="alert">
        {call.problem}
      </p>
    </section>
  )
}

function CallUp({ call }: { readonly call: ReturnType<typeof useDemoCall> }) {
  const { t, i18n } = useLingui()
  const [pressed, setPressed] = useState('')
  const over = call.state === 'ended'
  return (
    <div className="handset-call">
      <p className="handset-who">
        <bdi>{call.from}</bdi> <Icon name="outgoing" size={16} /> <bdi>{call.to}</bdi>
      </p>
      <p className="handset-state" role="status" data-demo-state={call.state}>
        {i18n._(callStateWords[call.state])}
      </p>
      <p className="handset-digits" dir="ltr">
        {pressed}
      </p>
      <DialPad
        label={t`Key pad`}
        isDisabled={over}
        onKey={(key) => {
          setPressed(pressed + key)
          call.press(key)
        }}
      />
      {over ? (
        <Button size="large" tone="main" onPress={call.reset}>
          <Trans>Call again</Trans>
        </Button>
      ) : (
        <Button size="large" tone="bad" icon="hangUp" onPress={call.hangUp}>
          <Trans>Hang up</Trans>
        </Button>
      )}
    </div>
  )
}

function SignIns({ demo }: { readonly demo: Demo }) {
  const { t } = useLingui()
  return (
    <section className="panel">
      <h2 className="panel-title">
        <Trans>Who answers</Trans>
      </h2>
      <p className="quiet-note">
        <a className="link" href="/" target="_blank" rel="noreferrer">
          <Trans>Open the agent’s page</Trans>
        </a>{' '}
        <Trans>and sign in as one of these:</Trans>
      </p>
      <table className="plain-table">
        <Heads names={[t`Name`, t`User name`, t`Password`, t`Phone`]} />
        <tbody>
          {demo.signIns.map((signIn) => (
            <tr key={signIn.userName}>
              <td>{signIn.name}</td>
              <td>
                <code>{signIn.userName}</code>
              </td>
              <td>
                <code>{signIn.password}</code>
              </td>
              <td>{signIn.extension}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
