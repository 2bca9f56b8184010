import type { Dice } from '#server/demo/dice.ts'

/** A telephone number as its owner knows it. */
export interface Line {
  /** Country code without plus, and the rest as it is dialled from abroad. */
  readonly country: string
  readonly rest: string
}

const german: Line['country'] = '49'
/** Beginnings, with `x` for what is drawn. */
const mobiles = ['151xxxxxxxx', '160xxxxxxx', '171xxxxxxx', '175xxxxxxx'] as const
const landlines = ['30xxxxxxxx', '89xxxxxxx', '40xxxxxxx', '221xxxxxxx'] as const
const abroad: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['1', '415xxxxxxx'],
  ['1', '212xxxxxxx'],
  ['44', '20794xxxxx'],
  ['41', '44xxxxxxx'],
  ['43', '1xxxxxxx'],
  ['31', '20xxxxxxx'],
  ['33', '1451xxxxx'],
]

/** Numbers that nobody had before. */
export class Numbers {
  readonly #dice: Dice
  readonly #used = new Set<string>()

  constructor(dice: Dice) {
    this.#dice = dice
  }

  mobile(): Line {
    return this.#fresh(german, this.#dice.pick(mobiles))
  }

  landline(): Line {
    return this.#fresh(german, this.#dice.pick(landlines))
  }

  foreign(): Line {
    return this.#fresh(...this.#dice.pick(abroad))
  }

  /** The head of a company's block: extensions come behind it. */
  head(): Line {
    return this.#fresh(german, '30xxxxx')
  }

  #fresh(country: string, pattern: string): Line {
    for (;;) {
      // No subscriber's number begins with 0 or 1.
      const rest = pattern.replace(/x/g, (_, place: number) =>
        String(pattern.indexOf('x') === place ? 2 + this.#dice.roll(8) : this.#dice.roll(10)),
      )
      // No head may begin another number.
      const taken = [7, 8, 9, 10, 11].some((length) => this.#used.has(country + rest.slice(0, length)))
      if (taken || this.#used.has(country + rest)) continue
      this.#used.add(country + rest)
      return { country, rest }
    }
  }
}

/** As people in Germany write it down. */
export function written({ country, rest }: Line, dice: Dice): string {
  const [area, own] = [rest.slice(0, rest.startsWith('1') ? 3 : 2), rest.slice(rest.startsWith('1') ? 3 : 2)]
  if (country !== german)
    return dice.pick([
      `+${country} ${area} ${own}`,
      `00${country} ${area} ${own}`,
      `+${country} (${area}) ${own.slice(0, 3)}-${own.slice(3)}`,
      `+${country}${rest}`,
      `${country === '1' ? '+1' : `+${country}`}.${area}.${own}`,
    ])
  return dice.pick([
    `0${area} ${own}`,
    `0${area}/${own}`,
    `(0${area}) ${own.slice(0, 3)} ${own.slice(3)}`,
    `+49 ${area} ${own}`,
    `+49 (0)${area} ${own}`,
    `0049 ${area} ${own}`,
    `+49${rest}`,
  ])
}

/** As a trunk in Germany tells it. */
export function shown({ country, rest }: Line, dice: Dice): string {
  const international = dice.pick([`+${country}${rest}`, `00${country}${rest}`])
  return country === german && dice.chance(0.6) ? `0${rest}` : international
}

/** One slip of the finger: another digit, one left out, one twice, two swapped. */
export function mistyped(digits: string, dice: Dice): string {
  for (;;) {
    const at = dice.roll(digits.length)
    const slip = dice.pick(['other', 'other', 'other', 'missing', 'twice', 'swapped'])
    const [before, here, after] = [digits.slice(0, at), digits.charAt(at), digits.slice(at + 1)]
    const made = {
      other: before + String((Number(here) + 1 + dice.roll(9)) % 10) + after,
      missing: before + after,
      twice: before + here + here + after,
      swapped: before + after.charAt(0) + here + after.slice(1),
    }[slip]
    if (made !== digits) return made
  }
}
