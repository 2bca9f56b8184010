import { BrowserPhones } from '#phone/browser-phones.ts'
import type { Database } from '#store/db.ts'
import { claimLease, holdsLease, keepLease, readQuality, writeQuality } from '#store/phone-store.ts'
import type { LinkFileConfig } from '../config.ts'
import type { NamedTenant } from './read-links.ts'

/** Telephones in browsers, as the links of the configuration give them. */
export function createPhones(
  { pool }: Database,
  links: readonly LinkFileConfig[],
  tenants: readonly NamedTenant[],
): BrowserPhones {
  return new BrowserPhones({
    store: {
      claim: (holder, how) => claimLease(pool, holder, how),
      keep: (holder, how) => keepLease(pool, holder, how),
      holds: (holder) => holdsLease(pool, holder),
      writeQuality: (of, quality) => writeQuality(pool, of, quality),
      readQuality: (of) => readQuality(pool, of),
    },
    configOf: (tenant, name) => {
      const link = links.find((it) => it.name === name)
      // A link that names no tenant belongs to the only one.
      const owner = tenants.find((it) => link?.tenant === undefined || it.name === link.tenant)
      return owner?.id === tenant ? link?.browserPhone : undefined
    },
  })
}

/** Where pages may connect to beside this server: the telephone systems of browser phones, and no others. */
export function phoneOrigins(links: readonly LinkFileConfig[]): readonly string[] {
  const urls = links.flatMap(({ browserPhone }) => (browserPhone === undefined ? [] : [browserPhone.url]))
  // `origin` of a wss address is "null" to some readers of URLs: put together by hand.
  return [...new Set(urls.map((url) => `wss://${new URL(url).host}`))]
}
