import { Trans, useLingui } from '@lingui/react/macro'
import { problemText } from '#app/problem-words.ts'
import { Button } from './button.tsx'

interface LoadFailedProps {
  readonly error: unknown
  readonly onRetry: () => void
}

/** Stands where a list would: why it is not there, and a way to try again. */
export function LoadFailed({ error, onRetry }: LoadFailedProps) {
  const { i18n } = useLingui()
  return (
    <div className="load-failed" role="alert">
      <span className="bad-text">{problemText(i18n, error)}</span>
      <Button size="small" onPress={onRetry}>
        <Trans>Try again</Trans>
      </Button>
    </div>
  )
}
