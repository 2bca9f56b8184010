import type { CallFacts, Placeholder, PopTarget, PopWhat } from '@hookswitch/contract'
import type { RuleFacts } from './rule-facts.ts'

/** What a rule would open for this call; or why it opens nothing. */
export type Target =
  | { readonly ok: true; readonly what: PopTarget }
  | { readonly ok: false; readonly why: Refused }
export type Refused = 'nothingToOpen' | 'companionMissing'

/** Puts what a call tells into an address, each value encoded; null where it would lead elsewhere (contract `fillUrl`). */
export type FillUrl = (template: string, words: CallFacts) => string | null

const nothingToOpen = { ok: false, why: 'nothingToOpen' } as const
const opens = (what: PopTarget): Target => ({ ok: true, what })

export function targetOf(what: PopWhat, facts: RuleFacts, fillUrl: FillUrl): Target {
  const { caller } = facts
  switch (what.kind) {
    case 'record': {
      const id = { contact: caller.contactId, account: caller.accountId, case: caller.caseId }[what.of]
      return id === null ? nothingToOpen : opens({ kind: 'record', of: what.of, id })
    }
    case 'list':
      return caller.hasMatches ? opens({ kind: 'callPage' }) : nothingToOpen
    case 'search': {
      const text = facts.number?.e164 ?? facts.number?.text ?? facts.digits
      return text === null || text === '' ? nothingToOpen : opens({ kind: 'search', text })
    }
    case 'newRecord':
      return caller.kind === null ? nothingToOpen : opens({ kind: 'newRecord' })
    case 'url': {
      const url = addressOf(what.url, facts, fillUrl)
      return url === null ? nothingToOpen : opens({ kind: 'url', url })
    }
    case 'companion':
      return { ok: false, why: 'companionMissing' }
    case 'nothing':
      return opens({ kind: 'nothing' })
  }
}

/** An address without the record that it is about leads nowhere. */
const needed = /\{((?:contact|account|case)\.(?:id|number))\}/g

function addressOf(template: string, { words }: RuleFacts, fillUrl: FillUrl): string | null {
  for (const [, name] of template.matchAll(needed)) if (words[name as Placeholder] === undefined) return null
  return fillUrl(template, words)
}
