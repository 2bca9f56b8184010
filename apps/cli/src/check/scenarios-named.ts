import { type Scenario, scenarios } from '@hookswitch/pbx/conformance'
import { ProgramError } from '#program-error.ts'

/** The stories with this in their names; all where it is not said. */
export function scenariosNamed(only: string | undefined): readonly Scenario[] {
  const found = scenarios.filter(({ name }) => only === undefined || name.includes(only))
  if (found.length === 0) throw new ProgramError('check', `No story has ${only} in its name.`)
  return found
}
