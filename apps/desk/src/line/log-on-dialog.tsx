import { useState, type FormEvent } from 'react'
import { Trans } from '@lingui/react/macro'
import { Dialog, Form, Heading, Modal, ModalOverlay } from 'react-aria-components'
import type { AskingLine } from '#calls/use-ask-line.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'

interface LogOnDialogProps {
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly asking: AskingLine
}

/** Some telephone systems want to know which agent sits here; others know by the telephone. */
export function LogOnDialog({ isOpen, onOpenChange, asking }: LogOnDialogProps) {
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title" className="dialog-title">
            <Trans>Log on to the queues</Trans>
          </Heading>
          <LogOnForm
            asking={asking}
            onDone={() => {
              onOpenChange(false)
            }}
          />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function LogOnForm({ asking, onDone }: { readonly asking: AskingLine; readonly onDone: () => void }) {
  const [agentId, setAgentId] = useState('')
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    asking.ask({
      kind: 'setAgentState',
      // Whoever has just come is not rung at until he says that he is ready.
      state: 'notReady',
      ...(agentId.trim() === '' ? {} : { agentId: agentId.trim() }),
      ...(password === '' ? {} : { password }),
    })
    onDone()
  }
  return (
    <Form className="form" onSubmit={submit}>
      <p className="quiet-note">
        <Trans>Leave both empty if your telephone system does not ask for them.</Trans>
      </p>
      <Field
        label={<Trans>Agent number</Trans>}
        value={agentId}
        onChange={setAgentId}
        autoComplete="off"
        maxLength={64}
      />
      <Field
        label={<Trans>Password</Trans>}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="off"
        maxLength={64}
      />
      <div className="call-buttons">
        <Button type="submit" tone="main">
          <Trans>Log on</Trans>
        </Button>
        <Button slot="close">
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </Form>
  )
}
