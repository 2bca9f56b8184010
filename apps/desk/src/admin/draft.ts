/** What a form holds: text, numbers, yes or no. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>

/** The fields that are not as they were. */
export function changedFields<Values extends Fields>(base: Values, values: Values): Partial<Values> {
  const names = (Object.keys(values) as (keyof Values)[]).filter((name) => values[name] !== base[name])
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Partial<Values>
}

/**
 * Somebody else was faster. What this person did not touch becomes what it is now; what both changed stays as this person
 * typed it, and `news` tells what the other one made of it.
 */
export function takeNews<Values extends Fields>({
  base,
  values,
  now,
}: {
  readonly base: Values
  readonly values: Values
  readonly now: Values
}): { readonly values: Values; readonly news: Partial<Values> } {
  const mine = changedFields(base, values)
  const both = Object.keys(mine).filter((name) => now[name] !== base[name] && now[name] !== values[name])
  return {
    values: { ...now, ...mine },
    news: Object.fromEntries(both.map((name) => [name, now[name]])) as Partial<Values>,
  }
}
