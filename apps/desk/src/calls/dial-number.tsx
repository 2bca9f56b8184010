import { useLingui } from '@lingui/react/macro'
import { Button } from '#ui/button.tsx'
import { useDial } from './use-dial.ts'

interface DialNumberProps {
  readonly number: string
  /** As people write it. */
  readonly display: string
}

/** A number that is called by a press. */
export function DialNumber({ number, display }: DialNumberProps) {
  const { t } = useLingui()
  const { canDial, busy, problem, dial } = useDial()
  return (
    <span className="dial-number">
      <Button
        tone="quiet"
        size="small"
        isDisabled={!canDial}
        isPending={busy}
        aria-label={t`Call ${display}`}
        onPress={() => void dial(number)}
      >
        <span dir="ltr">{display}</span>
      </Button>
      <span className="bad-text" role="status">
        {problem}
      </span>
    </span>
  )
}
