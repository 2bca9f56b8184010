import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Ladder } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useFormats } from '#app/session.tsx'
import { outcomeWords } from '#calls/words.ts'
import { Lines } from '#records/related.tsx'
import { Segments } from '#ui/choice.tsx'
import { Icon } from '#ui/icon.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { LadderDiagram } from './ladder-diagram.tsx'
import { LadderTable } from './ladder-table.tsx'
import { useSay } from './use-say.ts'
import './ladder.css'

/** One call, step by step. */
export function LadderPage() {
  const { callId } = useParams({ strict: false })
  return <Shown callId={callId ?? ''} />
}

function Shown({ callId }: { readonly callId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['ladder', callId],
    queryFn: async ({ signal }) => api.readLadder({ params: { id: callId }, signal }),
  })
  return (
    <article className="admin-page">
      <Link to="/admin/calls" className="admin-back">
        <Icon name="back" size={16} />
        <Trans>All calls</Trans>
      </Link>
      {data === undefined && error === null ? <Lines count={8} /> : null}
      {error === null ? null : <LoadFailed error={error} onRetry={() => void refetch()} />}
      {data === undefined ? null : <Drawn ladder={data} />}
    </article>
  )
}

function Drawn({ ladder }: { readonly ladder: Ladder }) {
  const { t } = useLingui()
  const [shape, setShape] = useState<'diagram' | 'table'>('diagram')
  return (
    <>
      <Head ladder={ladder} />
      <div className="admin-tools">
        <Segments
          label={<Trans>Shown as</Trans>}
          value={shape}
          options={[
            { id: 'diagram', text: t`Diagram` },
            { id: 'table', text: t`Table` },
          ]}
          onChange={setShape}
        />
      </div>
      {ladder.steps.length === 0 ? (
        <p className="quiet-note">
          <Trans>What happened in this call is not kept any more.</Trans>
        </p>
      ) : shape === 'diagram' ? (
        <LadderDiagram ladder={ladder} />
      ) : (
        <LadderTable ladder={ladder} />
      )}
    </>
  )
}

function Head({ ladder: { call, wireKept } }: { readonly ladder: Ladder }) {
  const say = useSay()
  const formats = useFormats()
  const unknown = <Trans>Unknown number</Trans>
  return (
    <header>
      <h1 className="admin-title">
        <bdi>{call.calling ?? unknown}</bdi>{' '}
        <span aria-hidden="true" className="icon-turned">
          →
        </span>{' '}
        <bdi>{call.called ?? unknown}</bdi>
      </h1>
      <p className="admin-about">
        {[
          `${formats.day(call.startedAt)}, ${formats.time(call.startedAt)}`,
          ...(call.outcome === null ? [] : [say(outcomeWords[call.outcome])]),
          call.link,
        ].join(' · ')}
      </p>
      {wireKept ? null : (
        <p className="quiet-note">
          <Trans>
            Of the time of this call, no messages of the telephone system are kept: only what was made of
            them.
          </Trans>
        </p>
      )}
    </header>
  )
}
