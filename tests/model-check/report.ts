import type { Found } from '#model/checker/search.ts'
import type { Explored } from './explore.ts'

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

/** How far each sort of world was explored: for which switches to its end, for which only to some depth. */
export function reachInLines(explored: readonly Explored[]): string[] {
  const sorts = new Map<string, Found[]>()
  for (const { found } of explored) {
    const [about = ''] = found.world.name.split('; the switch ')
    sorts.set(about, [...(sorts.get(about) ?? []), found])
  }
  return [...sorts].map(([about, all]) => {
    const whole = all.filter((one) => one.whole).length
    const states = all.reduce((sum, one) => sum + one.states, 0)
    const least = Math.min(...all.filter((one) => !one.whole).map((one) => one.depth))
    const rest = whole === all.length ? '' : `, the others to a depth of ${least} steps at least`
    return `  ${about}: complete for ${whole} of ${all.length} switches${rest} (${states} states)`
  })
}
