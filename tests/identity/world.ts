import { createDice, type Dice } from '#server/demo/dice.ts'
import { Numbers } from './numbers.ts'

/** Times in days before the labelled call of the row's group; negative is later. */
export type Ago = number

export interface Person {
  readonly id: string
  readonly given: string
  readonly family: string
  readonly accountId: string | null
  readonly knownSince: Ago
  readonly phones: readonly string[]
}

export interface Company {
  readonly id: string
  readonly name: string
  readonly number: string
}

export interface OpenedCase {
  readonly number: number
  readonly contactId: string
  readonly accountId: string | null
  readonly openedAt: Ago
  readonly isOpen: boolean
}

/** A call as it was logged. */
export interface LoggedTalk {
  readonly contactId: string
  readonly accountId: string | null
  readonly at: Ago
  readonly answered: boolean
}

/** What an agent said of an earlier call. */
export interface Said {
  /** The number as the trunk told it. */
  readonly number: string
  readonly contactId: string
  readonly accountId: string | null
  readonly takenContactId: string | null
  readonly at: Ago
}

/** Whom a call is about, in truth: one of these records (a person may be there twice); a company alone; nobody we know. */
export type Truth =
  | { readonly kind: 'person'; readonly contactIds: readonly string[]; readonly accountId: string | null }
  | { readonly kind: 'company'; readonly accountId: string }
  | { readonly kind: 'nobody' }

export interface Labelled {
  readonly kind: string
  /** As the trunk tells it; null = withheld. */
  readonly number: string | null
  readonly name: string | null
  readonly digits: string | null
  /** The trunk says that this number sent the call on. */
  readonly divertedBy: string | null
  readonly truth: Truth
  /** Nothing in the call, and nothing that anybody wrote down, tells who it is: it is right to link nobody. */
  readonly isUntold: boolean
  /** Whom somebody would guess who knows how often each of the line calls, and what about; null where none shares it. */
  readonly bestGuess: string | null
}

const givens = (
  'Anna Bernd Clara Dieter Elif Fatma Georg Hanna Ines Jonas Katrin Lars Maria Nils Olga Peter Rosa Stefan Tomasz Ulla Viktor ' +
  'Wanda Xenia Yusuf Zoe Jörg Käthe Günther Søren Chloé'
).split(' ') as [string, ...string[]]
const families = (
  'Albrecht Becker Çelik Dietrich Engel Fischer Graf Huber Ivanova Jansen Kowalski Lehmann Müller Neumann Özdemir Peters Quast ' +
  'Richter Schäfer Thiele Unger Vogel Weiß Yilmaz Zimmermann Nguyen Rossi Dubois Andersson Novák'
).split(' ') as [string, ...string[]]
const trades = [
  'Logistik',
  'Metallbau',
  'Praxis',
  'Elektro',
  'Druck',
  'Garten',
  'Software',
  'Pflege',
] as const

/** The records of an organisation and the calls that come in, made step by step. */
export class World {
  readonly dice: Dice
  readonly numbers: Numbers
  readonly people: Person[] = []
  readonly companies: Company[] = []
  readonly cases: OpenedCase[] = []
  readonly talks: LoggedTalk[] = []
  readonly said: Said[] = []
  readonly labelled: Labelled[] = []
  #caseNumber = 100_000
  #accountNumber = 20_000

  constructor(seed: number) {
    this.dice = createDice(seed)
    this.numbers = new Numbers(this.dice)
  }

  person(of: Pick<Person, 'phones' | 'knownSince'> & { family?: string; company?: Company | null }): Person {
    const person = {
      id: this.dice.uuid(),
      given: this.dice.pick(givens),
      family: of.family ?? this.dice.pick(families),
      accountId: of.company?.id ?? null,
      knownSince: of.knownSince,
      phones: of.phones,
    }
    this.people.push(person)
    return person
  }

  family(): string {
    return this.dice.pick(families)
  }

  company(): Company {
    const name = `${this.dice.pick(families)} ${this.dice.pick(trades)} GmbH`
    const company = { id: this.dice.uuid(), name, number: String((this.#accountNumber += 1)) }
    this.companies.push(company)
    return company
  }

  /** Cases are numbered one after the other, as everywhere. */
  nextCase(): number {
    return (this.#caseNumber += 1)
  }

  label(it: Pick<Labelled, 'kind' | 'number' | 'truth'> & Partial<Labelled>): void {
    this.labelled.push({
      name: null,
      digits: null,
      divertedBy: null,
      isUntold: false,
      bestGuess: null,
      ...it,
    })
  }

  /** From 0 to 1, never 0. */
  share(): number {
    return (this.dice.roll(2 ** 30) + 1) / 2 ** 30
  }

  /** Days until something that happens `rate` times a day. */
  wait(rate: number): number {
    return -Math.log(this.share()) / rate
  }

  /** Around `median`, never below zero, seldom far above. */
  around(median: number, spread = 1): number {
    const bell = Math.sqrt(-2 * Math.log(this.share())) * Math.cos(2 * Math.PI * this.share())
    return median * Math.exp(spread * bell)
  }

  /** The network's name for somebody: most networks tell none, and what they tell is the subscriber's, or a place. */
  networkName(
    subscriber: { given: string; family: string } | null,
    company: Company | null = null,
  ): string | null {
    if (!this.dice.chance(0.25)) return null
    if (company !== null) return company.name.toUpperCase().slice(0, 15)
    const stranger = { given: this.dice.pick(givens), family: this.dice.pick(families) }
    // Somebody else pays for the line now and then.
    const { given, family } = subscriber === null || this.dice.chance(0.06) ? stranger : subscriber
    const plain = `${family} ${given}`.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase()
    return this.dice.chance(0.1) ? this.dice.pick(['BERLIN', 'MOBILFUNK', 'KOELN']) : plain.slice(0, 20)
  }
}
