import { Trans } from '@lingui/react/macro'
import { Button } from '#ui/button.tsx'

/** Closes a form in a window: what stands against saving it, and the two ways out. */
export function FormEnd({
  problem,
  isSaving,
}: {
  readonly problem: string | null
  readonly isSaving: boolean
}) {
  return (
    <>
      <p className="form-problem" role="alert">
        {problem}
      </p>
      <div className="admin-form-end">
        <Button type="submit" tone="main" isPending={isSaving}>
          <Trans>Save</Trans>
        </Button>
        <Button slot="close">
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </>
  )
}
