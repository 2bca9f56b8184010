import { useState } from 'react'
import { useLingui } from '@lingui/react/macro'
import type { Ladder, LadderParty, LadderStep } from '@hookswitch/contract'
import { StepMessages } from './step-messages.tsx'
import { afterText, partyName, stepWords } from './step-words.ts'
import { useSay } from './use-say.ts'

/** Who is in the call as columns, what happened as arrows between them, one below the other. */
export function LadderDiagram({ ladder }: { readonly ladder: Ladder }) {
  const { t } = useLingui()
  const say = useSay()
  const { parties, steps } = ladder
  return (
    <div className="ladder-scroll" role="region" aria-label={t`Diagram of the call`}>
      <div className="ladder" style={{ '--columns': parties.length } as React.CSSProperties}>
        <div className="ladder-heads">
          <span />
          <ol className="ladder-parties">
            {parties.map((party) => (
              <li key={party.id} data-party={party.kind}>
                <bdi>{say(partyName(party))}</bdi>
              </li>
            ))}
          </ol>
        </div>
        <ol className="ladder-steps">
          {steps.map((step, index) => (
            // The same thing may happen twice; steps never change.
            <Step key={index} id={`step-${index}`} step={step} parties={parties} />
          ))}
        </ol>
      </div>
    </div>
  )
}

interface StepProps {
  readonly id: string
  readonly step: LadderStep
  readonly parties: readonly LadderParty[]
}

function Step({ id, step, parties }: StepProps) {
  const { t } = useLingui()
  const say = useSay()
  const [isOpen, setIsOpen] = useState(false)
  const placeOf = (party: string): number =>
    Math.max(
      0,
      parties.findIndex((one) => one.id === party),
    )
  const [from, to] = [placeOf(step.from), placeOf(step.to)]
  const nameAt = (place: number): string => say(partyName(parties[place] ?? nobody))
  const what = say(stepWords(step))
  const [first, second, after] = [nameAt(from), nameAt(to), afterText(step.after)]
  const who = from === to ? first : t`${first} to ${second}`
  return (
    <li className="ladder-step" data-step={step.kind} data-sort={step.sort}>
      <button
        type="button"
        className="ladder-row"
        aria-expanded={isOpen}
        aria-controls={`${id}-messages`}
        onClick={() => {
          setIsOpen(!isOpen)
        }}
      >
        <bdi className="ladder-time" dir="ltr">
          {after}
        </bdi>
        <span className="visually-hidden">{who}</span>
        <Arrow from={from} to={to} columns={parties.length} what={what} />
      </button>
      {isOpen ? <StepMessages id={`${id}-messages`} step={step} /> : <div id={`${id}-messages`} hidden />}
    </li>
  )
}

const nobody: LadderParty = { id: '', kind: 'device', number: '', name: null }

interface ArrowProps {
  readonly from: number
  readonly to: number
  readonly columns: number
  readonly what: string
}

/** Columns are only seen: who did it to whom is said in words before. */
function Arrow({ from, to, columns, what }: ArrowProps) {
  const at = (place: number): number => ((place + 0.5) * 100) / columns
  const [x1, x2] = [at(from), at(to)]
  const middle = from === to ? x1 : (x1 + x2) / 2
  // Room for the words: between two columns, or, where somebody does it alone, around his own.
  const room = from === to ? 100 / columns : Math.abs(x2 - x1)
  return (
    <span className="ladder-lanes">
      <svg className="ladder-art" width="100%" height="100%" aria-hidden="true">
        {Array.from({ length: columns }, (_, place) => (
          <line
            key={place}
            className="ladder-life"
            x1={`${at(place)}%`}
            x2={`${at(place)}%`}
            y1="0"
            y2="100%"
          />
        ))}
        {from === to ? (
          <circle className="ladder-dot" cx={`${x1}%`} cy="34" r="5" />
        ) : (
          <>
            <line className="ladder-line" x1={`${x1}%`} x2={`${x2}%`} y1="34" y2="34" />
            <svg className="ladder-head" x={`${x2}%`} y="34" overflow="visible">
              <path d={x2 > x1 ? 'M0 0 -9 -5v10z' : 'M0 0 9 -5v10z'} />
            </svg>
          </>
        )}
      </svg>
      <span className="ladder-what" style={{ insetInlineStart: `${middle}%`, maxInlineSize: `${room}%` }}>
        {what}
      </span>
    </span>
  )
}
