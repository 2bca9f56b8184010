import type { Messages } from '@lingui/core'

/** First strong isolate, and pop directional isolate (Unicode Standard Annex 9, 2.4). */
const fsi = '\u2068'
const pdi = '\u2069'

type Compiled = Exclude<Messages[string], string>

/**
 * In a sentence that is read from right to left, `+49 40 123` would come out as `123 40 49+`, and a Latin name would carry
 * the full stop after it away. So each value in a sentence is set apart, and finds its own direction.
 */
export function isolateValues(messages: Messages): Messages {
  return Object.fromEntries(
    Object.entries(messages).map(([id, message]) => [
      id,
      typeof message === 'string' ? message : isolate(message),
    ]),
  )
}

function isolate(parts: Compiled): Compiled {
  return parts.flatMap((part): Compiled => {
    if (typeof part === 'string') return [part]
    const [name, kind, more] = part
    if (kind === undefined) return [fsi, part, pdi]
    if (typeof more !== 'object' || more === null) return [part]
    const cases = Object.entries(more).map(([at, message]) => [
      at,
      Array.isArray(message) ? isolate(message as Compiled) : message,
    ])
    return [[name, kind, Object.fromEntries(cases)] as Compiled[number]]
  })
}
