/** Chance from a seed: the same company every time. */
export interface Dice {
  /** A whole number from 0 up to, not including, `below`. */
  roll(below: number): number
  pick<const Item>(items: readonly [Item, ...Item[]]): Item
  chance(probability: number): boolean
  uuid(): string
}

/** Mulberry32: small, and more than even enough for names of customers. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const roll = (below: number): number => Math.floor(next() * below)
  const hex = (digits: number): string => Array.from({ length: digits }, () => roll(16).toString(16)).join('')
  return {
    roll,
    pick: (items) => items[roll(items.length)] ?? items[0],
    chance: (probability) => next() < probability,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  }
}
