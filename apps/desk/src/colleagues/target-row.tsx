import { useEffect, useRef } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Icon } from '#ui/icon.tsx'
import type { Target } from './targets.ts'
import { colleagueWords, targetIcons, targetWords } from './words.ts'

interface TargetRowProps {
  readonly id: string
  readonly target: Target
  readonly isMarked: boolean
  readonly onPick: () => void
}

/** One of those found. The field keeps the focus; the mark says which one Enter takes. */
export function TargetRow({ id, target, isMarked, onPick }: TargetRowProps) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isMarked) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isMarked])
  return (
    // The keys of the list are those of the field above it (aria-activedescendant).
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      ref={row}
      role="option"
      tabIndex={-1}
      className="target"
      aria-selected={isMarked}
      data-target={target.kind}
      data-state={target.state ?? undefined}
      onPointerDown={(event) => {
        // The focus stays in the field: on a telephone the keyboard would jump.
        event.preventDefault()
      }}
      onClick={onPick}
    >
      {target.kind === 'colleague' ? (
        <span className="presence" />
      ) : (
        <Icon name={targetIcons[target.kind]} size={16} />
      )}
      <span className="target-words">
        <bdi className="target-name">{target.name}</bdi>
        <small>
          <TargetAbout target={target} />
        </small>
      </span>
    </div>
  )
}

/** How a colleague stands, whose contact it is, what kind of place. */
export function TargetAbout({ target }: { readonly target: Target }) {
  const { i18n } = useLingui()
  const { kind, state, about, display, occupied } = target
  return (
    <>
      {state === null ? null : <span>{i18n._(colleagueWords[state])}</span>}
      {kind === 'colleague' || kind === 'contact' ? null : <span>{i18n._(targetWords[kind])}</span>}
      {occupied === true ? (
        <span>
          <Trans>taken</Trans>
        </span>
      ) : null}
      {about === null ? null : <bdi>{about}</bdi>}
      {display === '' ? null : <bdi dir="ltr">{display}</bdi>}
    </>
  )
}
