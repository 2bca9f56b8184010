import { useCallback, useEffect, useRef, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useBlocker } from '@tanstack/react-router'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from '#ui/button.tsx'
import { hasUnsaved, keepUnsaved, mayLeave } from './unsaved.ts'

type Route = { readonly pathname: string }

/** What stands in the address behind the path (a search, a filter) is the same page. */
const shouldStay = async ({ current, next }: { readonly current: Route; readonly next: Route }) =>
  current.pathname !== next.pathname && !(await mayLeave())

/** As long as something on a page is not saved: asks before a link, the way back, signing out or closing loses it. */
export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }) {
  const { isAsking, ask, answer } = useQuestion()
  useEffect(() => (isDirty ? keepUnsaved(ask) : undefined), [isDirty, ask])
  useBlocker({ shouldBlockFn: shouldStay, enableBeforeUnload: hasUnsaved, disabled: !isDirty })
  return <LeaveDialog isOpen={isAsking} onAnswer={answer} />
}

function useQuestion() {
  const [isAsking, setAsking] = useState(false)
  const asked = useRef<((leaves: boolean) => void) | null>(null)
  const answer = useCallback((leaves: boolean) => {
    asked.current?.(leaves)
    asked.current = null
    setAsking(false)
  }, [])
  const ask = useCallback(
    async () =>
      new Promise<boolean>((resolve) => {
        // Asked once more before there was an answer: the first is taken as a no.
        asked.current?.(false)
        asked.current = resolve
        setAsking(true)
      }),
    [],
  )
  return { isAsking, ask, answer }
}

interface LeaveDialogProps {
  readonly isOpen: boolean
  readonly onAnswer: (leaves: boolean) => void
}

function LeaveDialog({ isOpen, onAnswer }: LeaveDialogProps) {
  const { t } = useLingui()
  const answer = (leaves: boolean) => () => {
    onAnswer(leaves)
  }
  return (
    <ModalOverlay className="overlay" isOpen={isOpen} isDismissable onOpenChange={answer(false)}>
      <Modal className="modal">
        <Dialog className="dialog" role="alertdialog" data-asks="leave">
          <Heading slot="title" className="dialog-title">
            {t`Leave without saving?`}
          </Heading>
          <p>
            <Trans>
              What you changed on this page is not saved. If you leave it now, your changes are lost.
            </Trans>
          </p>
          <div className="admin-form-end">
            <Button tone="main" onPress={answer(false)}>
              <Trans>Stay here</Trans>
            </Button>
            <Button tone="bad" onPress={answer(true)}>
              <Trans>Leave and lose them</Trans>
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
