import { useState } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import type { ColleagueView, TargetView } from '@hookswitch/contract'
import { useIsLive } from '#live/use-live.ts'
import { Lines } from '#records/related.tsx'
import { Field } from '#ui/field.tsx'
import { LoadFailed } from '#ui/load-failed.tsx'
import { ColleagueRow } from './colleague-row.tsx'
import { matches } from './targets.ts'
import { ParkedRow } from './parked-row.tsx'
import { useDirectory } from './use-directory.ts'

/** Who is there, how each stands, whose call I could take, and calls that wait in a park place. */
export function Colleagues() {
  const { t } = useLingui()
  const live = useIsLive()
  const [text, setText] = useState('')
  const { data, error, retry } = useDirectory()
  const shown = data?.colleagues
    .filter((it) => matches(text, [it.name, it.device, it.team]))
    .toSorted(byUrgency)
  const parked = data?.targets.filter(isParked) ?? []
  return (
    <div className="colleagues">
      <Field
        label={t`Find a colleague`}
        hideLabel
        placeholder={t`Find a colleague`}
        value={text}
        onChange={setText}
      />
      {error === null || data !== undefined ? null : <LoadFailed error={error} onRetry={retry} />}
      {data === undefined && error === null ? <Lines count={5} /> : null}
      <ul className="rows" data-stale={!live || error !== null}>
        {parked.map((it) => (
          <ParkedRow key={it.number} target={it} />
        ))}
        {shown?.map((it) => (
          <ColleagueRow key={it.userId} colleague={it} />
        ))}
      </ul>
      {shown?.length === 0 ? (
        <p className="quiet-note">
          <Trans>Nobody found</Trans>
        </p>
      ) : null}
    </div>
  )
}

const isParked = (it: TargetView): boolean => it.kind === 'park' && it.occupied === true

/** A phone that rings and that I may answer stands first; else by name, so that nobody wanders about in the list. */
function byUrgency(a: ColleagueView, b: ColleagueView): number {
  const canTake = (it: ColleagueView): number => (it.call?.canPickUp === true ? 0 : 1)
  return canTake(a) - canTake(b) || a.name.localeCompare(b.name)
}
