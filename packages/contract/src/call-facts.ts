import type { CallFacts, Placeholder } from './call-text.ts'
import type { CallView } from './call-view.ts'

/** What a call tells, as one user sees it. */
export function factsOf(call: CallView, agent: { readonly name: string }): CallFacts {
  const contact = call.pop?.chosen?.contact ?? null
  const account = call.pop?.chosen?.account ?? null
  const first = call.pop?.cases[0]
  const { other } = call
  const facts: Record<Placeholder, string | null | undefined> = {
    'caller.name': contact?.name ?? account?.name ?? other.name,
    'caller.number': other.kind === 'known' ? other.display : null,
    'caller.e164': other.e164,
    'contact.id': contact?.id,
    'contact.name': contact?.name,
    'contact.givenName': contact?.givenName,
    'contact.familyName': contact?.familyName,
    'contact.title': contact?.title,
    'contact.email': contact?.email,
    'account.id': account?.id,
    'account.name': account?.name ?? contact?.accountName,
    'account.number': account?.number,
    'account.city': account?.city,
    'account.country': account?.country,
    'case.id': first?.id,
    'case.number': first?.number,
    'case.subject': first?.subject,
    'call.id': call.id,
    'call.direction': call.direction,
    'called.number': call.called.number,
    digits: call.digits,
    queue: call.queue,
    'agent.name': agent.name,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value != null && value !== ''))
}
