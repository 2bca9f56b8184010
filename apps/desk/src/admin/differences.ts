/** One field of something as it was and as it is. */
export interface Difference {
  /** `name`, or `components.0.kind` within something larger. */
  readonly field: string
  readonly before: string | null
  readonly after: string | null
  readonly differs: boolean
}

type Said = Readonly<Record<string, unknown>> | null

/** What an entry of the audit log says, field by field, in the order in which they are first named. */
export function differences(before: Said, after: Said): readonly Difference[] {
  const [was, is] = [flat(before), flat(after)]
  return [...new Set([...was.keys(), ...is.keys()])].map((field) => {
    const [one, other] = [was.get(field) ?? null, is.get(field) ?? null]
    return { field, before: one, after: other, differs: one !== other }
  })
}

/** Every value within, by its path; what is nothing is not there. */
function flat(said: unknown, path = '', into = new Map<string, string>()): ReadonlyMap<string, string> {
  if (said === null || said === undefined || said === '') return into
  if (typeof said !== 'object') return into.set(path, textOf(said))
  const entries = Object.entries(said)
  if (entries.every(([, value]) => typeof value !== 'object') && Array.isArray(said)) {
    // A list of words reads better in one line.
    if (entries.length > 0) into.set(path, said.map(textOf).join(', '))
    return into
  }
  for (const [name, value] of entries) flat(value, path === '' ? name : `${path}.${name}`, into)
  return into
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
