import type { CallCommandKind } from '@hookswitch/contract'
import type { Asking } from './use-ask.ts'

interface AskProblemProps {
  readonly asking: Asking
  /** Only refusals of these are told here. */
  readonly kinds?: readonly CallCommandKind[]
  /** Refusals of these are told elsewhere. */
  readonly except?: readonly CallCommandKind[]
  readonly about?: string
}

/** Why something did not happen, beside the button that asked for it. */
export function AskProblem({ asking, kinds, except, about }: AskProblemProps) {
  const { problem } = asking
  const isHere =
    problem !== null &&
    problem.about === about &&
    (kinds?.includes(problem.kind) ?? true) &&
    !(except?.includes(problem.kind) ?? false)
  return (
    <p className="call-problem" role="alert">
      {isHere ? problem.text : null}
    </p>
  )
}
