import { displayNumber } from '#numbers/read-number.ts'
import type { BulkAccount } from '#store/bulk-records.ts'
import type { NewContact, PhoneData } from '#store/contact-rows.ts'
import type { Dice } from './dice.ts'
import { companyForms, companyWords, industries, regions, titles } from './people.table.ts'

export type DemoContact = NewContact & { readonly id: string }

/** Whom the customers of the demonstration work for, and they themselves. */
export interface Customers {
  readonly accounts: readonly BulkAccount[]
  readonly contacts: readonly DemoContact[]
}

interface Known {
  readonly name: readonly [given: string, family: string]
  readonly title: string
  readonly company: string
  readonly accountNumber: string
  readonly industry: string
  readonly city: string
  readonly country: string
  readonly numbers: readonly [string, ...string[]]
}

/** Those whom the simulator knows too: they take calls there, and call from the page /demo/phone. */
const known: readonly Known[] = [
  { name: ['Ada', 'Lovelace'], title: 'Head of Analytics', company: 'Analytical Engines Inc.', accountNumber: '4711', industry: 'Engineering', city: 'San Francisco', country: 'US', numbers: ['+14155550100', '+16285550142'] },
  { name: ['Grace', 'Hopper'], title: 'Chief Engineer', company: 'Compiler Works LLC', accountNumber: '471202', industry: 'Software', city: 'New York', country: 'US', numbers: ['+12125550123'] },
  { name: ['Mary', 'Shelley'], title: 'Managing Director', company: 'Villa Diodati Ltd', accountNumber: '471303', industry: 'Printing', city: 'London', country: 'GB', numbers: ['+442079460018'] },
  { name: ['Clara', 'Immerwahr'], title: 'Laborleiterin', company: 'Breslauer Chemie GmbH', accountNumber: '471404', industry: 'Healthcare', city: 'Berlin', country: 'DE', numbers: ['+493023125001', '+491713920042'] },
  { name: ['Sophie', 'Germain'], title: 'Directrice technique', company: 'Surfaces Élastiques SA', accountNumber: '471505', industry: 'Engineering', city: 'Paris', country: 'FR', numbers: ['+33199001234'] },
  { name: ['Ruby', 'Payne'], title: 'Operations Lead', company: 'Payne-Scott Solar Pty Ltd', accountNumber: '471606', industry: 'Energy', city: 'Sydney', country: 'AU', numbers: ['+61255501234'] },
] // prettier-ignore

/** A couple with one telephone at home. */
export const sharedNumber = '+13035550177'
/** The switchboard of a company whose people all call from it. */
export const switchboard = '+442079460900'
export const switchboardCompany = 'Harbour Group plc'

const accountCount = 120
const contactCount = 400
const switchboardPeople = 9

export function makeCustomers(dice: Dice): Customers {
  const used = new Set([...known.flatMap(({ numbers }) => numbers), sharedNumber, switchboard])
  const accounts = [...known.map((it) => knownAccount(it, dice)), ...makeAccounts(dice)]
  const special = [
    ...known.map((it, index) => knownContact(it, { accounts, index, dice })),
    ...couple(dice),
    ...atSwitchboard(accounts, { dice, used }),
  ]
  const others = Array.from({ length: contactCount - special.length }, () =>
    makeContact(accounts, { dice, used }),
  )
  return { accounts, contacts: [...special, ...others] }
}

function knownAccount({ company, accountNumber, industry, city, country }: Known, dice: Dice): BulkAccount {
  return { id: dice.uuid(), name: company, number: accountNumber, industry, city, country }
}

function makeAccounts(dice: Dice): BulkAccount[] {
  const names = new Set<string>()
  return Array.from({ length: accountCount - known.length }, (_, index) => {
    const region =
      index === 0 ? (regions.find(({ country }) => country === 'GB') ?? regions[0]) : dice.pick(regions)
    let name = index === 0 ? switchboardCompany : ''
    while (name === '' || (index > 0 && names.has(name)))
      name = `${dice.pick(companyWords)} ${dice.pick(companyForms[region.country])}`
    names.add(name)
    // Six digits with a step that is not round: what people key in by mistake is nobody's.
    const number = String(510_013 + index * 37)
    return {
      id: dice.uuid(),
      name,
      number,
      industry: dice.pick(industries),
      city: dice.pick(region.cities),
      country: region.country,
    }
  })
}

interface Making {
  readonly dice: Dice
  readonly used: Set<string>
}

function knownContact(
  { name, title, company, numbers }: Known,
  {
    accounts,
    index,
    dice,
  }: { readonly accounts: readonly BulkAccount[]; readonly index: number; readonly dice: Dice },
): DemoContact {
  const [givenName, familyName] = name
  const phones = numbers.map((e164, place) => phone(e164, place === 0 ? 'work' : 'mobile', dice))
  const accountId = accounts[index]?.id ?? null
  return { id: dice.uuid(), givenName, familyName, title, email: emailOf(name, company), accountId, phones }
}

function couple(dice: Dice): DemoContact[] {
  return ['Nora', 'Elias'].map((givenName) => ({
    id: dice.uuid(),
    givenName,
    familyName: 'Whitcombe',
    title: null,
    email: emailOf([givenName, 'Whitcombe'], 'mail'),
    accountId: null,
    phones: [phone(sharedNumber, 'home', dice)],
  }))
}

function atSwitchboard(accounts: readonly BulkAccount[], making: Making): DemoContact[] {
  const account = accounts.find(({ name }) => name === switchboardCompany)
  return Array.from({ length: account === undefined ? 0 : switchboardPeople }, () => {
    const contact = makeContact(account === undefined ? [] : [account], making)
    return { ...contact, phones: [...contact.phones.slice(0, 1), phone(switchboard, 'work', making.dice)] }
  })
}

function makeContact(accounts: readonly BulkAccount[], { dice, used }: Making): DemoContact {
  const account = accounts[dice.roll(accounts.length)]
  const region = regions.find(({ country }) => country === account?.country) ?? regions[0]
  const name = [dice.pick(region.given), dice.pick(region.family)] as const
  const phones = [phone(fresh(region.landlines, { dice, used }), 'work', dice)]
  if (dice.chance(0.45)) phones.push(phone(fresh(region.mobiles, { dice, used }), 'mobile', dice))
  // What is written on paper is not always a number: it is kept, and found by nobody's call.
  if (dice.chance(0.02)) phones.push({ label: 'other', text: 'ask at reception', e164: null })
  return {
    id: dice.uuid(),
    givenName: name[0],
    familyName: name[1],
    title: dice.chance(0.8) ? dice.pick(titles) : null,
    email: dice.chance(0.9) ? emailOf(name, account?.name ?? 'mail') : null,
    accountId: account?.id ?? null,
    phones,
  }
}

function fresh(ranges: readonly [string, ...string[]], { dice, used }: Making): string {
  for (;;) {
    const number = dice.pick(ranges).replace(/x/g, () => String(dice.roll(10)))
    if (used.has(number)) continue
    used.add(number)
    return number
  }
}

/** Written as people do: each a little differently. The company is in the US, so numbers of there go without +1. */
function phone(e164: string, label: PhoneData['label'], dice: Dice): PhoneData {
  const display = displayNumber(e164, 'US')
  const text = dice.pick([
    display,
    display,
    display.replaceAll(' ', '-'),
    display.replaceAll(/[() ]+/g, '.').replace(/^\./, ''),
    e164,
  ])
  return { label, text, e164 }
}

function emailOf([given, family]: readonly [string, string], company: string): string {
  const plain = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replaceAll('ß', 'ss')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
  return `${plain(given)}.${plain(family)}@${plain(company)}.example`
}
