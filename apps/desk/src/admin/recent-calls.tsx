import { useDeferredValue, useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CallBrief } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { outcomeWords } from '#calls/words.ts'
import { useMinute } from '#live/use-live.ts'
import { Lines } from '#records/related.tsx'
import { Field } from '#ui/field.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { ScrollTable } from './scroll-table.tsx'
import { useSay } from './use-say.ts'

/** Calls of everybody, from which one is picked to see it step by step. */
export function RecentCallsPage() {
  const [search, setSearch] = useState('')
  const [moment, setMoment] = useState('')
  const asked = useDeferredValue(search.trim())
  const { data, error, refetch } = useQuery({
    queryKey: ['recentCalls', asked, moment],
    queryFn: async ({ signal }) => {
      const at = moment === '' ? {} : { at: new Date(moment).toISOString() }
      return api.listRecentCalls({ query: { search: asked, ...at }, signal })
    },
    placeholderData: keepPreviousData,
  })
  return (
    <article className="admin-page">
      <h1 className="admin-title">
        <Trans>Calls step by step</Trans>
      </h1>
      <p className="admin-about">
        <Trans>
          Pick a call to see who did what when, and the messages of the telephone system behind it.
        </Trans>
      </p>
      <div className="admin-tools">
        <Field
          label={<Trans>Number or extension</Trans>}
          value={search}
          onChange={setSearch}
          inputMode="tel"
        />
        <Field label={<Trans>Going on at</Trans>} type="datetime-local" value={moment} onChange={setMoment} />
      </div>
      {data === undefined && error === null ? <Lines count={8} /> : null}
      {error === null || data !== undefined ? null : (
        <LoadFailed error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined ? null : <CallTable calls={data.items} />}
    </article>
  )
}

function CallTable({ calls }: { readonly calls: readonly CallBrief[] }) {
  const { t } = useLingui()
  if (calls.length === 0)
    return (
      <p className="quiet-note">
        <Trans>No such calls.</Trans>
      </p>
    )
  return (
    <ScrollTable label={t`Recent calls`} heads={[t`When`, t`From`, t`To`, t`How it ended`, t`Link`]}>
      {calls.map((call) => (
        <Row key={call.id} call={call} />
      ))}
    </ScrollTable>
  )
}

function Row({ call }: { readonly call: CallBrief }) {
  const say = useSay()
  const { t } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  const unknown = t`Unknown number`
  return (
    <tr data-call={call.id}>
      <th scope="row">
        <Link to="/admin/calls/$callId" params={{ callId: call.id }}>
          {formats.moment(call.startedAt, minute)}
        </Link>
      </th>
      <td>
        <bdi>{call.calling ?? unknown}</bdi>
      </td>
      <td>
        <bdi>{call.called ?? unknown}</bdi>
      </td>
      <td>{call.outcome === null ? t`Goes on` : say(outcomeWords[call.outcome])}</td>
      <td>
        <bdi>{call.link}</bdi>
      </td>
    </tr>
  )
}
