import { useCallback, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useBlocker } from '@tanstack/react-router'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from '#ui/button.tsx'
import { forgetUnsaved, hasUnsaved, keepUnsaved, mayLeave } from './unsaved.ts'

type Route = { readonly pathname: string }

/** What stands in the address behind the path (a search, a filter) is the same page. */
const shouldStay = async ({ current, next }: { readonly current: Route; readonly next: Route }) =>
  current.pathname !== next.pathname && !(await mayLeave())

export interface UnsavedGuard {
  /** The question, where it is asked: to be drawn wherever the form is. */
  readonly question: ReactNode
  /** Does it, such as closing the form, unless the user stays because of what is not saved. */
  readonly unlessUnsaved: (leave: () => void) => void
  /** From now on nothing is lost: it is on its way to the server, and where that refuses it, it counts again. */
  readonly release: () => void
}

/** As long as something on a page is not saved: asks before a link, the way back, signing out or closing loses it. */
export function useUnsavedGuard(isDirty: boolean): UnsavedGuard {
  const { isAsking, ask, answer } = useQuestion()
  // At once with what was typed: the next key may lead away.
  useLayoutEffect(() => (isDirty ? keepUnsaved(ask) : undefined), [isDirty, ask])
  useBlocker({ shouldBlockFn: shouldStay, enableBeforeUnload: hasUnsaved, disabled: !isDirty })
  const release = (): void => {
    forgetUnsaved(ask)
  }
  const leaveIfAllowed = async (leave: () => void): Promise<void> => {
    if (isDirty && !(await ask())) return
    release()
    leave()
  }
  return {
    question: <LeaveDialog isOpen={isAsking} onAnswer={answer} />,
    unlessUnsaved: (leave) => void leaveIfAllowed(leave),
    release,
  }
}

/** For a whole page that is a form. */
export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }) {
  return useUnsavedGuard(isDirty).question
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
            <Trans>What you changed here is not saved. If you leave now, your changes are lost.</Trans>
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
