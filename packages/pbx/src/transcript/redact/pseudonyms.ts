/**
 * What stands in a redacted file in place of numbers and names. First everything that will be replaced, and everything
 * that will stay, is shown to it; then each run of digits and each word gets another of the same shape, the same
 * throughout, that occurs nowhere in the original.
 */

/** A whole number from 0 up to, and without, the limit. */
export type Dice = (limit: number) => number

/** Runs of digits, and words: what is replaced, one at a time. */
export const tokens = /\p{N}+|\p{L}[\p{L}\p{M}]*/gu

const isDigits = (token: string): boolean => /^\p{N}/u.test(token)

/** ITU E.164 country codes of one and two digits; all others have three. */
const COUNTRY = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/
const SHORTEST_INTERNATIONAL = 8
const TRIES = 200

export class Pseudonyms {
  readonly #dice: Dice
  readonly #replaced = new Set<string>()
  readonly #kept = new Set<string>()
  /** Digits that are written somewhere with a plus, or with 00, before the country code. */
  readonly #international = new Set<string>()
  readonly #given = new Map<string, string>()
  readonly #used = new Set<string>()

  constructor(dice: Dice) {
    this.#dice = dice
  }

  /** Shows a text that will be replaced. */
  meet(text: string): void {
    for (const match of text.matchAll(tokens)) {
      const [token] = match
      this.#replaced.add(token)
      if (!isDigits(token)) continue
      const bare = token.replace(/^00/, '')
      const plus = text.charAt(match.index - 1) === '+'
      if ((plus || bare !== token) && bare.length >= SHORTEST_INTERNATIONAL) this.#international.add(bare)
    }
  }

  /** Shows a text that will stay. */
  keep(text: string): void {
    for (const [token] of text.matchAll(tokens)) this.#kept.add(token)
  }

  /** Whether this run of digits or this word is replaced somewhere. */
  has(token: string): boolean {
    return this.#replaced.has(token)
  }

  /** The text with every run of digits and every word in it replaced. */
  of(text: string): string {
    return text.replace(tokens, (token) => (isDigits(token) ? this.#number(token) : this.#word(token)))
  }

  /** The beginning says how a number is dialled and stays; the same number dialled otherwise has the same end. */
  #number(token: string): string {
    const zeros = /^0*/.exec(token)?.[0] ?? ''
    const rest = token.slice(zeros.length)
    const code = this.#international.has(rest) ? countryOf(rest) : ''
    const own = rest.slice(code.length)
    if (own === '') return token
    const known = this.#given.get(own)
    if (known !== undefined) return zeros + code + known
    return (
      zeros + code + this.#draw(own, (made) => this.#isFree(zeros + code + made) && this.#isFree(made), digit)
    )
  }

  #word(token: string): string {
    return this.#given.get(token) ?? this.#draw(token, (made) => this.#isFree(made), letter)
  }

  #isFree(made: string): boolean {
    return !this.#replaced.has(made) && !this.#kept.has(made)
  }

  /** Where all of one length are taken (one or two digits), two change places: still no two become one. */
  #draw(
    own: string,
    fits: (made: string) => boolean,
    draw: (dice: Dice, like: string, first: boolean) => string,
  ): string {
    let spare: string | undefined
    for (let tries = 0; tries < TRIES; tries += 1) {
      const made = Array.from(own)
        .map((like, index) => draw(this.#dice, like, index === 0))
        .join('')
      if (this.#used.has(made)) continue
      if (fits(made)) return this.#give(own, made)
      spare ??= made
    }
    return this.#give(own, spare ?? this.#unused(own))
  }

  /** All tried were taken: count through them. */
  #unused(own: string): string {
    if (!isDigits(own)) return this.#used.has(own) ? `${own}x` : own
    for (let number = 10 ** (own.length - 1); number < 10 ** own.length; number += 1)
      if (!this.#used.has(String(number))) return String(number)
    return own
  }

  #give(own: string, made: string): string {
    this.#given.set(own, made)
    this.#used.add(made)
    return made
  }
}

function countryOf(digits: string): string {
  return COUNTRY.exec(digits)?.[0] ?? digits.slice(0, 3)
}

function digit(dice: Dice, _like: string, first: boolean): string {
  return String(first ? 1 + dice(9) : dice(10))
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

function letter(dice: Dice, like: string): string {
  const made = LETTERS[dice(LETTERS.length)] ?? 'x'
  return like === like.toLowerCase() ? made : made.toUpperCase()
}
