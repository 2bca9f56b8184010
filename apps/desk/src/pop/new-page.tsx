import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '#app/api.ts'
import { useCalls } from '#live/use-live.ts'
import { CreateContact } from '#records/create-contact.tsx'
import { Lines } from '#records/related.tsx'
import { Icon } from '#ui/icon.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'

/** A new contact, with number and name from the call. */
export function PopNewPage({ callId }: { readonly callId: string }) {
  const live = useCalls().find(({ id }) => id === callId)
  const past = useQuery({
    queryKey: ['call', callId],
    queryFn: async ({ signal }) => api.readCall({ params: { id: callId }, signal }),
    enabled: live === undefined,
  })
  const call = live ?? past.data
  return (
    <article className="pop" data-pop-page="new">
      <Link to="/calls/$callId" params={{ callId }} className="link back-link">
        <Icon name="back" size={16} />
        <Trans>Back to the call</Trans>
      </Link>
      {call === undefined && past.error === null ? <Lines count={6} /> : null}
      {past.error === null || call !== undefined ? null : (
        <LoadFailed error={past.error} onRetry={() => void past.refetch()} />
      )}
      {call === undefined ? null : <Made callId={callId} contactId={call.pop?.chosen?.contact?.id ?? null} />}
      {call === undefined || call.pop?.chosen?.contact != null ? null : (
        <CreateContact key={callId} call={call} accountId={call.pop?.chosen?.account?.id ?? null} />
      )}
    </article>
  )
}

/** He is there now: made here, or by a colleague. */
function Made({ callId, contactId }: { readonly callId: string; readonly contactId: string | null }) {
  if (contactId === null) return null
  return (
    <p className="quiet-note" data-call={callId}>
      <Trans>The caller is among the contacts.</Trans>{' '}
      <Link to="/contacts/$id" params={{ id: contactId }} className="link">
        <Trans>Open the contact</Trans>
      </Link>
    </p>
  )
}
