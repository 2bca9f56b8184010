import type { SwitchState } from '@hookswitch/model'
import type { CallerFinder } from '#pop/caller.ts'
import type { Directory } from './directory.ts'
import type { Entry } from './entry.ts'
import type { LinkRef, LiveCall } from './live-call.ts'
import type { NumberBook } from './party-view.ts'
import type { SwitchPlan } from './switch-plan.ts'
import type { TemplatesOfUsers } from './templates-of-users.ts'

export interface LinkCallsOptions {
  readonly link: LinkRef
  readonly plan: SwitchPlan
  readonly directory: Directory
  /** Default: nobody's calls are shown by one, and nothing is forbidden by one. */
  readonly templates?: TemplatesOfUsers
  readonly numbers: NumberBook
  readonly finder: CallerFinder
  /** Takes everything that is to be written and told, in order. */
  readonly write: (entry: Entry) => void
  readonly now: () => number
  /** Counts what the model made of events. */
  readonly count: (kind: string) => void
  /** Told before time is let pass over the calls. */
  readonly swept?: (at: number) => void
  /** What was believed when the server stopped. */
  readonly state: SwitchState
  readonly restored: readonly LiveCall[]
}
