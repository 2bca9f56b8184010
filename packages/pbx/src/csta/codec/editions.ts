/** The editions of ECMA-323 that switches speak, as far as writing to them differs. */
import type { WireDialect } from './encode.ts'

const SESSION_NAMESPACE = 'http://www.ecma-international.org/standards/ecma-354/appl_session'
const cstaNamespace = (edition: string): string =>
  `http://www.ecma-international.org/standards/ecma-323/csta/${edition}`

export type EditionName = 'ed3' | 'ed4' | 'ed5' | 'ed6'

function edition(name: EditionName): WireDialect {
  return {
    csta: cstaNamespace(name),
    session: SESSION_NAMESPACE,
    declaration: true,
    edition3: name === 'ed3',
    bareDestination: name === 'ed3',
  }
}

export const editions: Readonly<Record<EditionName, WireDialect>> = {
  ed3: edition('ed3'),
  ed4: edition('ed4'),
  ed5: edition('ed5'),
  ed6: edition('ed6'),
}
