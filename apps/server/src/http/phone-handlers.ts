import type { SignedIn } from '#auth/auth.ts'
import { done } from '#crm-builtin/answer.ts'
import type { BrowserPhones, PhoneUser } from '#phone/browser-phones.ts'
import type { Handlers } from './handler.ts'
import type { LivePorts } from './live-ports.ts'

type PhoneRoute =
  | 'readPhone'
  | 'claimPhone'
  | 'keepPhone'
  | 'readPhoneAccount'
  | 'reportCallQuality'
  | 'readCallQuality'

export function phoneHandlers(
  phones: BrowserPhones,
  live: Pick<LivePorts, 'readCall'>,
): Pick<Handlers, PhoneRoute> {
  /** Nobody hears of, or writes to, a call that is not his. */
  const owned = ({ tenant, user }: SignedIn, id: string) =>
    live.readCall({ tenant: tenant.id, userId: user.id }, id)
  return {
    readPhone: async ({ who }) => done({ device: who.user.device, inBrowser: phones.has(userOf(who)) }),
    claimPhone: ({ who, body }) => phones.claim(userOf(who), body.browser, body.takeOver),
    keepPhone: ({ who, body }) => phones.keep(userOf(who), body.browser, body),
    readPhoneAccount: ({ who, query }) => phones.account(userOf(who), query.browser),
    reportCallQuality: async ({ who, params, body }) => {
      const call = await owned(who, params.id)
      if (!call.ok) return call
      await phones.report(userOf(who), params.id, body)
      return done(undefined)
    },
    readCallQuality: async ({ who, params }) => {
      const call = await owned(who, params.id)
      return call.ok ? done({ quality: await phones.quality(userOf(who), params.id) }) : call
    },
  }
}

function userOf({ tenant, user }: SignedIn): PhoneUser {
  return { tenant: tenant.id, id: user.id, device: user.device, link: user.link }
}
