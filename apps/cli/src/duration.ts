import { InvalidArgumentError } from 'commander'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `2s`, `500ms`, `1.5m`, `1h` to whole milliseconds; a bare number is seconds. */
export function parseDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim()) ?? []
  const factor = units[unit]
  if (amount === undefined || factor === undefined) {
    throw new InvalidArgumentError('Write a time such as 2s, 500ms or 1m.')
  }
  return Math.round(Number(amount) * factor)
}
