import { useLingui } from '@lingui/react/macro'
import type { CallGroup as Group } from './call-groups.ts'
import { CallCard } from './call-card.tsx'
import { PairBar } from './pair-bar.tsx'

interface CallGroupProps {
  readonly group: Group
  readonly selectedId: string | null
}

/** One call by itself, or two that stand together. The same element for both: nothing is built anew when they join. */
export function CallGroup({ group, selectedId }: CallGroupProps) {
  const { t } = useLingui()
  const calls = group.kind === 'single' ? [group.call] : [group.pair.first, group.pair.second]
  const isPair = group.kind === 'pair'
  return (
    <div
      className="call-group"
      data-group={group.kind}
      {...(isPair ? { role: 'group', 'aria-label': t`Two calls: one waits` } : {})}
    >
      {calls.map((call) => (
        <CallCard key={call.id} call={call} selected={call.id === selectedId} inPair={isPair} />
      ))}
      {isPair ? <PairBar pair={group.pair} /> : null}
    </div>
  )
}
