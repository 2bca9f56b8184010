import type { XmlElement } from '@hookswitch/pbx/csta/codec'

/** Somebody who may log in. */
export interface Account {
  readonly user: string
  readonly password: string
  /** Devices it may watch and command; null = all. */
  readonly devices: ReadonlySet<string> | null
}

/** Whoever has not logged in, on switches that know no log-in. */
export const everyDevice: Account = { user: '', password: '', devices: null }

/** agent1 … for the extensions in order, each with the same word as password, and `hookswitch`, who may do everything. */
export function usualAccounts(extensions: readonly string[]): ReadonlyMap<string, Account> {
  const accounts: Account[] = extensions.map((extension, index) => ({
    user: `agent${index + 1}`,
    password: `agent${index + 1}`,
    devices: new Set([extension]),
  }))
  accounts.push({ user: 'hookswitch', password: 'hookswitch', devices: null })
  return new Map(accounts.map((account) => [account.user, account]))
}

const userNames = /^(?:user|userName|username|loginName|login)$/
const passwordNames = /^(?:password|passWord|pwd|pass)$/

/** User and password, wherever a vendor puts them in `applicationSpecificInfo`. */
export function credentialsIn(elements: readonly XmlElement[]): { user: string; password: string } | null {
  let user: string | null = null
  let password: string | null = null
  const search = (element: XmlElement): void => {
    const name = element.name.slice(element.name.indexOf(':') + 1)
    const text = element.text.trim()
    if (element.children.length === 0 && userNames.test(name)) user ??= text
    if (element.children.length === 0 && passwordNames.test(name)) password ??= text
    element.children.forEach(search)
  }
  elements.forEach(search)
  return user === null || password === null ? null : { user, password }
}
