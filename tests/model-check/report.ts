import type { Found } from '#model/checker/search.ts'

/** What a search found, in lines for a person. */
export function inLines(found: Found, seconds: number): string[] {
  const { world, states, steps, depth, whole, broken } = found
  const reach = whole ? 'all of it' : 'a part of it'
  const figures = `${states} states, ${steps} steps, depth ${depth}, ${reach}, ${seconds.toFixed(1)} s`
  const head = `${broken === null ? 'ok    ' : 'BROKEN'} ${figures}: ${world.name}`
  if (broken === null) return [head]
  const told = broken.history.map((step, index) => `    ${String(index + 1).padStart(2)}. ${step}`)
  return [head, ...told, ...broken.laws.map((law) => `    ▶ ${law}`)]
}
