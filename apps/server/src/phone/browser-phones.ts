import { createHash } from 'node:crypto'
import type { CallQuality, PhoneAccount, PhoneDialog, PhoneLease } from '@hookswitch/contract'
import { done, type Answer } from '#crm-builtin/answer.ts'
import type { BrowserPhoneConfig } from '../config.ts'

/** A user, as the phone needs to know him. */
export interface PhoneUser {
  readonly tenant: string
  readonly id: string
  readonly device: string | null
  readonly link: string | null
}

interface Holder {
  readonly tenant: string
  readonly user: string
  readonly browser: string
}
interface Row {
  readonly browser: string
  readonly since: Date
  readonly dialogs: readonly PhoneDialog[]
}
interface QualityOf {
  readonly tenant: string
  readonly user: string
  readonly call: string
}

export interface PhoneStore {
  claim(holder: Holder, how: { readonly seconds: number; readonly takeOver: boolean }): Promise<Row>
  keep(
    holder: Holder,
    how: { readonly seconds: number; readonly dialogs: readonly PhoneDialog[] },
  ): Promise<Row>
  holds(holder: Holder): Promise<boolean>
  writeQuality(of: QualityOf, quality: CallQuality): Promise<void>
  readQuality(of: QualityOf): Promise<CallQuality | null>
}

export interface BrowserPhonesOptions {
  readonly store: PhoneStore
  /** What the configuration of a tenant's link says of phones in browsers; undefined where it says nothing. */
  readonly configOf: (tenant: string, link: string) => BrowserPhoneConfig | undefined
}

/** Longer than the minute to which browsers slow the timers of a page that is not looked at. */
const leaseSeconds = 90
/** A page that closes may be one that reloads: nobody else is the phone before it has had time to come back. */
const leavingSeconds = 5

/** Telephones in browsers: who has one, which browser it is, and what it registers with. */
export class BrowserPhones {
  readonly #options: BrowserPhonesOptions
  constructor(options: BrowserPhonesOptions) {
    this.#options = options
  }

  has(user: PhoneUser): boolean {
    return this.#accountOf(user) !== undefined
  }

  async claim(user: PhoneUser, browser: string, takeOver: boolean): Promise<Answer<PhoneLease>> {
    if (!this.has(user)) return noPhone
    const holder = { tenant: user.tenant, user: user.id, browser }
    const row = await this.#options.store.claim(holder, { seconds: leaseSeconds, takeOver })
    return done(leaseOf(row, browser))
  }

  async keep(
    user: PhoneUser,
    browser: string,
    now: { readonly dialogs: readonly PhoneDialog[]; readonly leaving: boolean },
  ): Promise<Answer<PhoneLease>> {
    if (!this.has(user)) return noPhone
    const holder = { tenant: user.tenant, user: user.id, browser }
    const seconds = now.leaving ? leavingSeconds : leaseSeconds
    return done(leaseOf(await this.#options.store.keep(holder, { seconds, dialogs: now.dialogs }), browser))
  }

  /** Only for the browser that is the phone: two that register would take each other's calls. */
  async account(user: PhoneUser, browser: string): Promise<Answer<PhoneAccount>> {
    const account = this.#accountOf(user)
    if (account === undefined) return noPhone
    const isPhone = await this.#options.store.holds({ tenant: user.tenant, user: user.id, browser })
    return isPhone ? done(account) : elsewhere
  }

  async report(user: PhoneUser, call: string, quality: CallQuality): Promise<void> {
    await this.#options.store.writeQuality({ tenant: user.tenant, user: user.id, call }, quality)
  }

  quality(user: PhoneUser, call: string): Promise<CallQuality | null> {
    return this.#options.store.readQuality({ tenant: user.tenant, user: user.id, call })
  }

  #accountOf({ tenant, device, link }: PhoneUser): PhoneAccount | undefined {
    if (device === null || link === null) return undefined
    const config = this.#options.configOf(tenant, link)
    const account = config?.accounts[device]
    if (config === undefined || account === undefined) return undefined
    const { url, realm, iceServers } = config
    const domain = config.domain ?? new URL(url).hostname
    const user = account.user ?? device
    return {
      url,
      uri: `sip:${user}@${domain}`,
      user,
      realm,
      ha1: createHash('md5').update(`${user}:${realm}:${account.password}`).digest('hex'),
      iceServers,
    }
  }
}

function leaseOf(row: Row, browser: string): PhoneLease {
  const isMine = row.browser === browser
  return {
    state: isMine ? 'mine' : 'elsewhere',
    since: row.since.toISOString(),
    dialogs: isMine ? [...row.dialogs] : [],
  }
}

const noPhone = {
  ok: false,
  code: 'noPhone',
  detail: 'You have no telephone in the browser. An administrator can set one up.',
} as const
const elsewhere = {
  ok: false,
  code: 'phoneElsewhere',
  detail: 'Your telephone is in another browser.',
} as const
