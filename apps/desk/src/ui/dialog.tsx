import type { ReactElement, ReactNode } from 'react'
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'

interface DialogBoxProps {
  readonly title: ReactNode
  readonly children: ReactNode
  /** The button that opens it. */
  readonly trigger: ReactElement
  readonly isOpen?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

/** A window over the page, closed by Escape or a press outside. */
export function DialogBox({ title, children, trigger, isOpen, onOpenChange }: DialogBoxProps) {
  return (
    <DialogTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger}
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            {children}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}
