import { Trans } from '@lingui/react/macro'

/** Stands below a field that somebody else changed meanwhile: what it is now. */
export function News({ of }: { readonly of: string | undefined }) {
  if (of === undefined) return null
  return (
    <p className="admin-news">
      <Trans>
        Changed meanwhile to: <bdi>{of}</bdi>
      </Trans>
    </p>
  )
}
